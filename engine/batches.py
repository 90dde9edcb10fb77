"""Training data in the order of an epoch, and its batches as views, ready to hand.

Shapes: inputs ``[rows, inputs + 1]`` with the column of ones, targets ``[outputs, rows]``.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.losses import Loss
from engine.plan import TrainingPlan


class Batch(NamedTuple):
    """What one step of training needs."""

    step: Callable[[Array, Array, Array], None]
    x: Array  # [inputs + 1, rows]
    y: Array
    weight: Array  # each row's share in the loss
    scores: Array  # where the step leaves what the loss reads …
    keep: Array  # … and where it is kept until the epoch's loss is asked for
    plan: TrainingPlan
    rows: slice


class Examples:
    """The data as given, gathered anew for each epoch, with the scores the epoch left."""

    def __init__(self, x: Array, y: Array, weights: Array | None = None) -> None:
        self._given = x, y, weights
        self.x, self.y = x.copy(), y.copy()
        self.weights = None if weights is None else weights.copy()  # [rows]
        self._shares = np.empty(len(x), x.dtype)  # each row's share in its batch's loss
        self.scores = np.zeros_like(y)
        self.penalties = np.zeros(len(x))  # of the model when it met the row

    def __len__(self) -> int:
        return len(self.x)

    def arrange(self, order: Array) -> None:
        """Gather all in that order."""
        x, y, weights = self._given
        np.take(x, order, axis=0, out=self.x, mode="clip")
        np.take(y, order, axis=1, out=self.y, mode="clip")
        if weights is not None:
            self.weights = weights[order]

    def cut(self, start: int, size: int, plan_for: Callable[[int], TrainingPlan]) -> list[Batch]:
        """Cut the rows from ``start`` on into batches of ``size``, the last maybe smaller."""
        starts = range(start, len(self), size)
        return [self.batch(slice(a, min(a + size, len(self))), plan_for) for a in starts]

    def batch(self, rows: slice, plan_for: Callable[[int], TrainingPlan]) -> Batch:
        """Return the batch of those rows."""
        plan = plan_for(rows.stop - rows.start)
        weight = plan.share if self.weights is None else self._shares[rows]
        x, y, keep = self.x[rows].T, self.y[:, rows], self.scores[:, rows]
        return Batch(plan.step, x, y, weight, plan.scores, keep, plan, rows)

    def weigh(self, batches: Sequence[Batch]) -> None:
        """Work out the shares of weighted rows."""
        if self.weights is not None:
            for batch in batches:
                np.multiply(self.weights[batch.rows], batch.plan.share, batch.weight)

    def losses(self, loss: Loss, rows: slice) -> Array:
        """Return the loss of each of those rows when training met it, unweighted."""
        return loss.rows(self.y[:, rows], self.scores[:, rows])

    def mean_loss(self, loss: Loss) -> float:
        """Return the weighted mean of all those losses, penalties included."""
        rows = self.losses(loss, slice(None)).astype(float)
        weighted = rows if self.weights is None else rows * self.weights
        return float((weighted + self.penalties).mean())
