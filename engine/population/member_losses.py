"""The losses of many networks of one shape on the same rows, each to the bits that it has alone."""

from collections.abc import Sequence

import numpy as np

from engine.arrays import Array
from engine.models import Sequential
from engine.population.stack import Stack


class MemberLosses:
    """Measures up to as many members as there are models, whose shape and loss theirs are."""

    def __init__(self, models: Sequence[Sequential]) -> None:
        self._stack = Stack(models, 1, exact=True)

    def __len__(self) -> int:
        return self._stack.members

    def measure(self, parameters: Array, x: Array, y: Array) -> Array:
        """Return the loss of each row of each member, ``[K, n]``, penalties left out.

        ``parameters`` is ``[K, P]``, each in the order of a single model; rows ``x`` are
        ``[n, inputs]``, or ``[K, n, inputs]`` where members have their own; ``y`` is likewise.
        """
        stack, members = self._stack, len(parameters)
        everything = stack.read(stack.network.parameters)
        everything[:members] = parameters
        stack.write(stack.network.parameters, everything)
        with np.errstate(all="ignore"):
            (scores,) = stack.forward(self._columns(x)).scores([stack.objective])
            measured = scores[:, : members * x.shape[-2]]
            rows: Array = stack.objective.loss.rows(_side_by_side(y, members), measured)
        return rows.astype(float).reshape(members, -1)

    def _columns(self, x: Array) -> Array:
        """Return rows as ``[inputs, n]``, or ``[inputs, K, n]`` with room for all members."""
        if x.ndim == 2:
            return x.T
        columns = np.zeros((x.shape[2], len(self), x.shape[1]), x.dtype)
        columns[:, : len(x)] = x.transpose(2, 0, 1)
        return columns


def _side_by_side(y: Array, members: int) -> Array:
    return np.tile(y.T, members) if y.ndim == 2 else np.hstack([one.T for one in y])
