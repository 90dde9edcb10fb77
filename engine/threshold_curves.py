"""What a threshold on scores decides: counts, the ROC curve and the precision–recall curve.

A row is said to be true where its score is above the threshold.
Sources: Fawcett, "An introduction to ROC analysis" (2006); Davis and Goadrich, "The relationship
between precision-recall and ROC curves" (2006).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Curve:
    """A curve from its first vertex on, and the area under it; None where it is not defined."""

    x: Floats
    y: Floats
    area: float | None


@dataclass(frozen=True)
class ThresholdCounts:
    """True and false positives just below each distinct score, the highest score first."""

    scores: Floats  # [k], descending
    true_positives: Counts  # [k]
    false_positives: Counts  # [k]

    @classmethod
    def of(cls, true: NDArray[np.bool_], scores: Floats) -> "ThresholdCounts":
        """Count for rows `[n]` which are true or not, with finite scores `[n]`."""
        distinct, places = np.unique(-scores, return_inverse=True)
        hits, misses = (
            np.cumsum(np.bincount(places[kind], minlength=len(distinct))) for kind in (true, ~true)
        )
        return cls(-distinct, hits, misses)

    @property
    def positives(self) -> int:
        """How many rows are true."""
        return int(self.true_positives[-1]) if len(self.scores) else 0

    @property
    def negatives(self) -> int:
        """How many rows are not."""
        return int(self.false_positives[-1]) if len(self.scores) else 0

    def at(self, threshold: float) -> tuple[int, int]:
        """Return the true and the false positives among the scores above a threshold."""
        above = int(np.searchsorted(-self.scores, -threshold, side="left"))
        if above == 0:
            return 0, 0
        return int(self.true_positives[above - 1]), int(self.false_positives[above - 1])

    def roc(self) -> Curve:
        """Return the true-positive rate over the false-positive rate, from (0, 0) to (1, 1).

        Its area is the share of pairs of a true and a false row in the right order.
        """
        if not (self.positives and self.negatives):
            return Curve(np.empty(0), np.empty(0), None)
        x = np.append(0.0, self.false_positives / self.negatives)
        y = np.append(0.0, self.true_positives / self.positives)
        return Curve(x, y, float(np.trapezoid(y, x)))

    def precision_recall(self) -> Curve:
        """Return precision over recall; its area is the average precision, Σ ΔR · P."""
        if not self.positives:
            return Curve(np.empty(0), np.empty(0), None)
        recall = self.true_positives / self.positives
        precision = self.true_positives / (self.true_positives + self.false_positives)
        area = float(np.sum(np.diff(recall, prepend=0.0) * precision))
        return Curve(recall, precision, area)
