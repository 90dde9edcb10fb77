"""The examples of all members, each in an order of its own, batch by batch.

A batch of K members is ``[numbers, K · rows]``: the first member's rows, then the second's.  Inputs
are gathered in *windows* of some batches when training gets there, so that large data are never
copied once for each member; targets and scores are there for the whole epoch.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.batches import WINDOW
from engine.errors import ShapeMismatch
from engine.inputs import refuse_nan
from engine.losses import Loss
from engine.models import Sequential


class MemberBatch(NamedTuple):
    """A batch of all members."""

    x: list[Array]  # [inputs + 1, K · rows]
    y: list[Array]  # [outputs, K · rows]
    scores: list[Array]  # where they are kept until the epoch's losses are asked for
    rows: int  # of each member
    window: slice  # the columns that are gathered together


def shared_or_own(model: Sequential, members: int, x: Array, y: Array) -> "Rows":
    """Return examples for all members, or an axis of members before the rows.

    Raises ShapeMismatch if they do not fit.
    """
    own = x.ndim == 3
    if own and not len(x) == len(y) == members:
        raise ShapeMismatch(
            "inputs and targets of one's own must be as many as there are members: "
            f"{members}; got {len(x)} and {len(y)}"
        )
    given = zip(x, y, strict=True) if own else [(x, y)]
    pairs = [model.pair(x, y) for x, y in given]
    for (one,), _ in pairs:
        refuse_nan("inputs", one)
    inputs = np.concatenate([x for (x,), _ in pairs])
    targets = np.concatenate([y for _, (y,) in pairs], axis=1)
    return Rows(
        np.ascontiguousarray(inputs.T, model.dtype), targets, members, len(inputs) // len(pairs)
    )


class Rows:
    """Inputs ``[inputs, given]`` and targets ``[outputs, given]``, in the order of an epoch.

    ``given`` is ``count``, the rows of each member, or ``members * count`` if none are shared.
    """

    def __init__(self, x: Array, y: Array, members: int, count: int) -> None:
        self._x, self._y, self.members, self.count = x, y, members, count
        self._own = x.shape[1] > count
        self.y, self.scores = np.empty((2, len(y), members * count), y.dtype)
        self._loaded: slice | None = None

    def cut(self, size: int) -> list[MemberBatch]:
        """Cut the epoch into batches of ``size`` rows; the last may be smaller."""
        members, starts = self.members, range(0, self.count, size)
        spans = [slice(start, min(start + size, self.count)) for start in starts]
        numbers = np.arange(members * self.count).reshape(members, self.count)
        self._places = np.concatenate([numbers[:, span].ravel() for span in spans])
        self._owners = self._places // self.count
        together = max(1, WINDOW // (len(self._x) * members * size)) * size  # rows of a window
        self._room = np.ones((len(self._x) + 1, min(together, self.count) * members), self._x.dtype)
        return [self._batch(span, together) for span in spans]

    def _batch(self, span: slice, together: int) -> MemberBatch:
        start = span.start // together * together
        window = slice(start, min(start + together, self.count))
        within, columns = self._columns(span, start), self._columns(span, 0)
        return MemberBatch(
            [self._room[:, within]],
            [self.y[:, columns]],
            [self.scores[:, columns]],
            span.stop - span.start,
            self._columns(window, 0),
        )

    def _columns(self, rows: slice, first: int) -> slice:
        return slice((rows.start - first) * self.members, (rows.stop - first) * self.members)

    def arrange(self, orders: Array) -> None:
        """Take on the members' orders, ``[K, rows]``."""
        if self._own:
            orders = orders + np.arange(self.members)[:, np.newaxis] * self.count
        self._from = orders.ravel().take(self._places)
        np.take(self._y, self._from, axis=1, out=self.y, mode="clip")
        self._loaded = None

    def loaded(self, batches: Sequence[MemberBatch]) -> Iterator[list[MemberBatch]]:
        """Yield the batches of each window, when it is gathered."""
        for window, group in groupby(batches, lambda batch: batch.window):
            if window != self._loaded:
                columns = self._from[window]
                np.take(self._x, columns, 1, self._room[:-1, : len(columns)], "clip")
                self._loaded = window
            yield list(group)

    def losses(self, loss: Loss) -> Array:
        """Return the loss of every row of every member when training met it."""
        return loss.rows(self.y, self.scores)

    def mean_losses(self, loss: Loss) -> Array:
        """Return the mean of each member's, ``[K]``."""
        return np.bincount(self._owners, self.losses(loss), self.members) / self.count
