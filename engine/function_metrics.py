"""Metrics that are functions: Keras's, by their names, and a program's own; and a running mean."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays import Array, Number
from engine.losses import Loss
from engine.metric import Metric


class FunctionMetric(Metric):
    """The mean of ``function(y_true, y_pred)`` over rows; it is called with NumPy arrays.

    ``by_number``: its targets are the numbers of classes, as a sparse loss has them.
    """

    label, formula, alike = "Function", "mean f(y, p)", False

    def __init__(self, function: Callable[..., Any], name: str | None = None) -> None:
        self.function = function
        super().__init__(name or getattr(function, "__name__", "function"))

    def value(self, y: Array, p: Array) -> float:
        """Return the mean."""
        return float(np.mean(self._figures(y, p)))

    def of_rows(self, y: Array, p: Array) -> Array | None:
        """Return the figure of each row; None where the function has one for all."""
        found = self._figures(y, p)
        each = found.ndim and len(found) == len(p)
        return found.reshape(len(p), -1).mean(axis=1) if each else None

    def _figures(self, y: Array, p: Array) -> Array:
        if self.by_number and y.shape[1] > 1:
            y = y.argmax(axis=1)[:, np.newaxis]
        return np.asarray(self.function(y, p), dtype=float)


class LossMetric(Metric):
    """A loss of the weights as they are, penalties left out."""

    label, formula, alike, direction = "Loss", "mean loss", False, "min"

    def __init__(self, loss: Loss) -> None:
        self.loss = loss
        super().__init__(loss.name)

    def value(self, y: Array, p: Array) -> float:
        """Return the mean over rows."""
        return float(self.loss.rows(y.T, p.T).mean(dtype=float))

    def of_rows(self, y: Array, p: Array) -> Array:
        """Return the loss of each row."""
        return self.loss.rows(y.T, p.T)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Return the share of outputs on their target's side, of each row or of one."""
    return ((np.asarray(y_pred) > threshold) == (np.asarray(y_true) > threshold)).mean(axis=-1)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 for each row whose largest output is that of the one-hot target, else 0."""
    right: Array = np.argmax(y_true, axis=-1) == np.argmax(y_pred, axis=-1)
    return right.astype(float)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 for each row whose largest output has the class's number, else 0."""
    classes = np.argmax(y_pred, axis=-1)
    right: Array = np.asarray(y_true).reshape(np.shape(classes)) == classes
    return right.astype(float)


class Mean(Metric):
    """The mean of all values that it was shown, weighted if asked.

    >>> mean = Mean()
    >>> mean.update_state([1, 3]), mean.result()
    (None, 2.0)
    """

    name, label, formula = "mean", "Mean", "mean of all values"

    def __init__(self, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **given)
        self.reset_state()

    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Take note of values."""
        given = np.asarray(values, dtype=float)
        weights = np.broadcast_to(1.0 if sample_weight is None else sample_weight, given.shape)
        self._total += float((given * weights).sum())
        self._weight += float(weights.sum())

    def result(self) -> float:
        """Return the mean; 0 of nothing, as in Keras."""
        return Number(self._total / self._weight if self._weight else 0.0)

    def reset_state(self) -> None:
        """Forget all values."""
        self._total = self._weight = 0.0

    def __call__(self, values: Any, sample_weight: Any = None) -> float:  # type: ignore[override]
        """Take note of values; return the mean of all so far."""
        self.update_state(values, sample_weight)
        return self.result()
