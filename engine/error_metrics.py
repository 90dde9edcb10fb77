"""Metrics of numbers: how far predictions are from their targets.

``engine.metrics`` says what y, p and the shapes are.
"""

import numpy as np

from engine.arrays import Array
from engine.metric import Metric


class R2Score(Metric):
    """The share of the targets' variance that the predictions explain, a mean over outputs."""

    name, label, formula = "r2_score", "R²", "1 − Σ(y − p)² / Σ(y − ȳ)²"
    direction = "max"

    def value(self, y: Array, p: Array) -> float:
        """Return the share; of an output whose targets never vary, 1 if all is right, or 0."""
        spread = np.square(y - y.mean(axis=0, dtype=float)).sum(axis=0)
        rest = np.square(y - p).sum(axis=0, dtype=float)
        shares = np.where(spread > 0, 1 - rest / np.where(spread > 0, spread, 1), rest == 0)
        return float(shares.mean())


class MeanAbsoluteError(Metric):
    """The mean distance."""

    name, label, formula = "mean_absolute_error", "MAE", "mean |y − p|"
    direction = "min"

    def value(self, y: Array, p: Array) -> float:
        """Return the mean."""
        return float(np.abs(y - p).mean(dtype=float))

    def of_rows(self, y: Array, p: Array) -> Array:
        """Return the mean of each row."""
        means: Array = np.abs(y - p).mean(axis=1, dtype=float)
        return means


class MeanSquaredError(Metric):
    """The mean squared distance."""

    name, label, formula = "mean_squared_error", "MSE", "mean (y − p)²"
    direction = "min"

    def value(self, y: Array, p: Array) -> float:
        """Return the mean."""
        return float(np.square(y - p).mean(dtype=float))

    def of_rows(self, y: Array, p: Array) -> Array:
        """Return the mean of each row."""
        means: Array = np.square(y - p).mean(axis=1, dtype=float)
        return means


class RootMeanSquaredError(MeanSquaredError):
    """The root of the mean squared distance, in the targets' unit.

    >>> RootMeanSquaredError(name="rmse")([0, 0], [3, 4]) == 12.5**0.5
    True
    """

    name, label, formula = "root_mean_squared_error", "RMSE", "√ mean (y − p)²"

    def value(self, y: Array, p: Array) -> float:
        """Return the root."""
        return float(super().value(y, p) ** 0.5)

    def weighted_value(self, y: Array, p: Array, w: Array) -> float:
        """Return the root of the weighted mean."""
        return float(super().weighted_value(y, p, w) ** 0.5)
