"""Metrics that count how often outputs above a threshold are right: tp, fp, tn, fn, and shares.

``engine.metrics`` says what y, p and the shapes are.
"""

from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.choices import fraction
from engine.metric import Metric


class Counting(Metric):
    """A figure of how often outputs above a threshold are right; 0 where it would be 0 / 0."""

    def __init__(self, thresholds: float | None = None, name: str | None = None) -> None:
        super().__init__(name)
        self.thresholds = thresholds  # Keras's name; here it is one number
        self._threshold = 0.5 if thresholds is None else fraction("thresholds", thresholds)

    def counts(self, y: Array, p: Array, w: Any = 1) -> tuple[Any, Any, Any]:
        """Return tp, fp and fn, over all outputs, of rows that count by ``w``."""
        said, true = p > self._threshold, y > 0.5
        every = (said & true, said & ~true, ~said & true)
        tp, fp, fn = ((one.sum(axis=1) * w).sum() for one in every)
        return tp, fp, fn

    def share(self, tp: Any, fp: Any, fn: Any) -> float:
        """Return the figure of such counts."""
        raise NotImplementedError

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        return self.share(*self.counts(y, p))

    def weighted_value(self, y: Array, p: Array, w: Array) -> float:
        """Return the share, of rows that count by ``w``."""
        return self.share(*self.counts(y, p, w))


class Precision(Counting):
    """The share of the true ones among those that are said to be.

    >>> Precision()([0, 1, 1, 0], [0.4, 0.6, 0.9, 0.7]) == 2 / 3
    True
    """

    name, label, formula = "precision", "Precision", "tp / (tp + fp)"
    direction = "max"

    def share(self, tp: Any, fp: Any, fn: Any) -> float:
        """Return tp / (tp + fp)."""
        return float(ratio(tp, tp + fp))


class Recall(Counting):
    """The share of the true ones that are said to be."""

    name, label, formula = "recall", "Recall", "tp / (tp + fn)"
    direction = "max"

    def share(self, tp: Any, fp: Any, fn: Any) -> float:
        """Return tp / (tp + fn)."""
        return float(ratio(tp, tp + fn))


def ratio(part: Any, whole: Any) -> Any:
    """Return part / whole, 0 where there is no whole."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0.0)


class _Count(Counting):
    """How many outputs are of one kind."""

    said: ClassVar[bool]  # to be true
    right: ClassVar[bool]

    def value(self, y: Array, p: Array) -> float:
        """Return the count."""
        return self.weighted_value(y, p, np.ones(len(p)))

    def weighted_value(self, y: Array, p: Array, w: Array) -> float:
        """Return the count, of rows that count by ``w``."""
        said = (p > self._threshold) == self.said
        kind = said & ((y > 0.5) == (self.said == self.right))
        return float((kind.sum(axis=1) * w).sum())


class TruePositives(_Count):
    """How many outputs are said to be true, and are.

    >>> TruePositives()([0, 1, 1, 1], [0.4, 0.6, 0.9, 0.2])
    2.0
    """

    name, label, formula = "true_positives", "True positives", "tp"
    said = right = True
    direction = "max"


class FalsePositives(_Count):
    """How many outputs are said to be true, and are not."""

    name, label, formula = "false_positives", "False positives", "fp"
    said, right, direction = True, False, "min"


class TrueNegatives(_Count):
    """How many outputs are said not to be true, and are not."""

    name, label, formula = "true_negatives", "True negatives", "tn"
    said, right, direction = False, True, "max"


class FalseNegatives(_Count):
    """How many outputs are said not to be true, and are."""

    name, label, formula = "false_negatives", "False negatives", "fn"
    said = right = False
    direction = "min"
