"""Metrics that are losses, as classes with settings of their own, under Keras's names.

By the name of a loss a metric is found as well (``engine.function_metrics.LossMetric``).
"""

from typing import Any, ClassVar

import numpy as np

from engine import losses
from engine.arrays import Array
from engine.losses import Loss
from engine.metric import Metric


class _OfLoss(Metric):
    """The mean of a loss over rows."""

    formula, direction = "mean loss", "min"
    kind: ClassVar[type[Loss]]

    def __init__(self, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **given)
        self._loss = self.kind()

    def value(self, y: Array, p: Array) -> float:
        """Return the mean over rows."""
        return float(self.of_rows(y, p).mean(dtype=float))

    def of_rows(self, y: Array, p: Array) -> Array:
        """Return the loss of each row."""
        return self._loss.rows(y.T, p.T)


class _OfProbabilities(_OfLoss):
    """The mean of a loss of probabilities, or of logits."""

    def __init__(self, name: str | None = None, from_logits: bool = False, **given: Any) -> None:
        super().__init__(name, **given)
        self.from_logits = from_logits
        self._loss = self.kind(from_logits=from_logits)


class BinaryCrossentropy(_OfProbabilities):
    """The mean binary cross-entropy.

    >>> round(BinaryCrossentropy()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
    0.8149
    """

    name, label, kind = "binary_crossentropy", "Binary cross-entropy", losses.BinaryCrossentropy


class CategoricalCrossentropy(_OfProbabilities):
    """The mean categorical cross-entropy, of one-hot targets."""

    name, label = "categorical_crossentropy", "Categorical cross-entropy"
    kind = losses.CategoricalCrossentropy


class SparseCategoricalCrossentropy(_OfProbabilities):
    """The mean categorical cross-entropy, of the numbers of classes."""

    name, label = "sparse_categorical_crossentropy", "Categorical cross-entropy, sparse"
    kind, alike = losses.SparseCategoricalCrossentropy, False


class KLDivergence(_OfLoss):
    """The mean Kullback–Leibler divergence."""

    name, label, kind = "kl_divergence", "Kullback–Leibler divergence", losses.KLDivergence


class Poisson(_OfLoss):
    """The mean Poisson loss."""

    name, label, kind = "poisson", "Poisson", losses.Poisson


class MeanAbsolutePercentageError(_OfLoss):
    """The mean distance as a share of the target, in per cent."""

    name, label = "mean_absolute_percentage_error", "MAPE"
    kind = losses.MeanAbsolutePercentageError


class MeanSquaredLogarithmicError(_OfLoss):
    """The mean squared distance of logarithms."""

    name, label = "mean_squared_logarithmic_error", "MSLE"
    kind = losses.MeanSquaredLogarithmicError


class LogCoshError(_OfLoss):
    """The mean logarithm of the distances' hyperbolic cosine."""

    name, label, kind = "logcosh", "Log-cosh", losses.LogCosh


class Hinge(_OfLoss):
    """The mean hinge loss."""

    name, label, kind = "hinge", "Hinge", losses.Hinge


class SquaredHinge(_OfLoss):
    """The mean squared hinge loss."""

    name, label, kind = "squared_hinge", "Squared hinge", losses.SquaredHinge


class TopKCategoricalAccuracy(Metric):
    """The share of rows whose one-hot target is among the ``k`` largest outputs."""

    name, label = "top_k_categorical_accuracy", "Top-k accuracy"
    formula, direction = "share of rows with the class among the k largest", "max"

    def __init__(self, k: int = 5, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **given)
        self.k = k

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        return float(self.of_rows(y, p).mean())

    def of_rows(self, y: Array, p: Array) -> Array:
        """Return 1 for each row that is right, else 0; equal outputs share their place."""
        classes = self._classes(y)
        scores = np.take_along_axis(p, classes[:, np.newaxis], axis=1)
        right: Array = ((p > scores).sum(axis=1) < self.k).astype(float)
        return right

    def _classes(self, y: Array) -> Array:
        classes: Array = y.argmax(axis=1)
        return classes


class SparseTopKCategoricalAccuracy(TopKCategoricalAccuracy):
    """The share of rows whose class, by its number, is among the ``k`` largest outputs."""

    name, label, alike = "sparse_top_k_categorical_accuracy", "Top-k accuracy, sparse", False

    def _classes(self, y: Array) -> Array:
        return y[:, 0].astype(int)
