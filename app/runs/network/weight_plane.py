"""A plane in the space of all weights, and where the states of runs lie on it.

The plane of a path goes through the present weights and comes nearest to all its states: its
directions are the principal ones of their differences (Lorch, 2016; Li and others, 2018).  Two
paths have one plane, to which each counts the same, however many states it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.errors import Unprocessable

Floats = NDArray[np.float64]

LEAST = 1e-12  # of the largest principal value: below it there is no second direction


@dataclass(frozen=True)
class WeightPlane:
    """Places (x, y) that stand for weights."""

    middle: Floats  # [weights]
    directions: Floats  # [2, weights], of length 1 and at right angles
    origin: Floats  # the place of `middle`
    share: float | None  # of the paths' squared way that the plane holds

    @classmethod
    def of_paths(cls, now: Floats, paths: Sequence[Floats]) -> "WeightPlane":
        """Return the plane that comes nearest to the states [n, weights] of one path or two.

        Raises Unprocessable if all of them are the present weights.
        """
        ways = _ways(now, paths)
        values, vectors = np.linalg.eigh(ways @ ways.T)
        whole = float(np.square(ways).sum())
        if not whole > 0:
            raise Unprocessable("the run has no path yet: train an epoch, or choose two weights")
        first = _unit(ways.T @ vectors[:, -1])
        if len(values) > 1 and values[-2] > LEAST * values[-1]:
            second = _unit(ways.T @ vectors[:, -2])
        else:
            second = np.zeros(len(now))
            second[np.argmin(abs(first))] = 1
        second = _unit(second - first * (first @ second))
        directions = np.array([first, second])
        begun = directions @ (ways[0] if ways[0].any() else ways[-1])
        directions *= np.where(begun < 0, -1, 1)[:, None]  # the path begins to the right, above
        held = float(np.square(ways @ directions.T).sum())
        return cls(now, directions, np.zeros(2), min(1.0, held / whole))

    @classmethod
    def of_weights(cls, now: Floats, places: list[int], paths: Sequence[Floats]) -> "WeightPlane":
        """Return the plane in which two weights change."""
        ways = _ways(now, paths)
        whole = float(np.square(ways).sum())
        held = float(np.square(ways[:, places]).sum())
        directions = np.zeros((2, len(now)))
        directions[[0, 1], places] = 1
        return cls(now, directions, now[places], held / whole if whole else None)

    def places(self, states: Floats) -> Floats:
        """Return where states [n, weights] lie, [n, 2], projected onto the plane."""
        return self.origin + (states - self.middle) @ self.directions.T

    def distances(self, states: Floats) -> Floats:
        """Return how far states are from the plane, [n]."""
        return np.linalg.norm(states - self.weights(self.places(states)), axis=1)

    def weights(self, places: Floats) -> Floats:
        """Return the weights [n, weights] that places [n, 2] stand for."""
        return self.middle + (places - self.origin) @ self.directions


def _ways(now: Floats, paths: Sequence[Floats]) -> Floats:
    """Return the way from the present weights to each state, such that all paths count the same."""
    return np.vstack([(states - now) / np.sqrt(len(states)) for states in paths])


def _unit(vector: Floats) -> Floats:
    return vector / np.linalg.norm(vector)
