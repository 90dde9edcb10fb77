"""Measures a network on the pictures that are kept back, a block at a time."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.runs.images.moments import probabilities
from engine import Sequential
from engine.batches import Rows

Singles: TypeAlias = NDArray[np.float32]


class Validation:
    """Losses and outputs of some pictures, of which a part may have been measured yet."""

    def __init__(self, model: Sequential, rows: Rows, targets: Singles, together: int) -> None:
        self._model, self._rows, self._targets, self._together = model, rows, targets, together
        self._losses: Singles = np.zeros(len(rows), np.float32)
        self.outputs: Singles = np.zeros((len(rows), len(targets)), np.float32)  # [n, classes]

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-len(self._rows) // self._together)

    def measure(self, block: int) -> None:
        """Measure a block with the weights as they are."""
        start = block * self._together
        rows = slice(start, min(start + self._together, len(self._rows)))
        with np.errstate(all="ignore"):
            plan = self._model.forward([self._rows[rows]])
            (scores,) = plan.scores(self._model.objectives)
            self._losses[rows] = self._model.objective.loss.rows(self._targets[:, rows], scores)
        self.outputs[rows] = probabilities(self._model, scores)

    @property
    def loss(self) -> float:
        """The mean loss of all pictures."""
        return float(self._losses.mean(dtype=float))

    @property
    def accuracy(self) -> float:
        """The share of pictures whose class was said."""
        confusion = np.array(self.confusion)
        return float(np.trace(confusion) / confusion.sum())

    @property
    def confusion(self) -> list[list[int]]:
        """How many pictures of each class were said to be of which, [true][said]."""
        classes = len(self._targets)
        cells = self._targets.argmax(axis=0) * classes + self.outputs.argmax(axis=1)
        counts: list[list[int]] = (
            np.bincount(cells, minlength=classes**2).reshape(classes, classes).tolist()
        )
        return counts
