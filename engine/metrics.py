"""Figures of merit of predictions; both arguments are ``[rows]`` or ``[rows, outputs]``.

A metric reads predictions after training has made them and takes no part in it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.choices import choose
from engine.losses import Loss


@dataclass(frozen=True)
class Metric:
    """A figure, and what a page says about it."""

    name: str
    value: Callable[[Array, Array], float]
    label: str
    formula: str

    def __call__(self, y_true: object, y_pred: object) -> float:
        """Return the figure."""
        y, p = np.asarray(y_true), np.asarray(y_pred)
        return float(self.value(_columns(y), _columns(p)))


def _columns(values: Array) -> Array:
    return values[:, np.newaxis] if values.ndim == 1 else values


def _share(right: Array) -> float:
    return np.count_nonzero(right) / right.size


def _binary_accuracy(y: Array, p: Array) -> float:
    return _share((p > 0.5) == (y > 0.5))


def _sign_accuracy(y: Array, p: Array) -> float:
    return _share((p > 0) == (y > 0))


def _categorical_accuracy(y: Array, p: Array) -> float:
    return _share(p.argmax(axis=1) == y.argmax(axis=1))


def _sparse_categorical_accuracy(y: Array, p: Array) -> float:
    classes = y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)  # one-hot rows are taken too
    return _share(p.argmax(axis=1) == classes)


def _r2(y: Array, p: Array) -> float:
    spread = np.square(y - y.mean(axis=0, dtype=float)).sum(axis=0)
    rest = np.square(y - p).sum(axis=0, dtype=float)
    return float(np.where(spread > 0, 1 - rest / np.where(spread > 0, spread, 1), rest == 0).mean())


def _mean_absolute_error(y: Array, p: Array) -> float:
    return float(np.abs(y - p).mean(dtype=float))


def _mean_squared_error(y: Array, p: Array) -> float:
    return float(np.square(y - p).mean(dtype=float))


def _root_mean_squared_error(y: Array, p: Array) -> float:
    return _mean_squared_error(y, p) ** 0.5


METRICS = {
    metric.name: metric
    for metric in (
        Metric("binary_accuracy", _binary_accuracy, "Accuracy", "share on their side of 0.5"),
        Metric("sign_accuracy", _sign_accuracy, "Accuracy", "share of their target's sign"),
        Metric("categorical_accuracy", _categorical_accuracy, "Accuracy", "share of true classes"),
        Metric(
            "sparse_categorical_accuracy",
            _sparse_categorical_accuracy,
            "Accuracy",
            "share of true classes",
        ),
        Metric("r2_score", _r2, "R²", "1 − Σ(y − p)² / Σ(y − ȳ)²"),
        Metric("mean_absolute_error", _mean_absolute_error, "MAE", "mean |y − p|"),
        Metric("mean_squared_error", _mean_squared_error, "MSE", "mean (y − p)²"),
        Metric("root_mean_squared_error", _root_mean_squared_error, "RMSE", "√ mean (y − p)²"),
    )
}
SHORT = {
    "mae": "mean_absolute_error",
    "mse": "mean_squared_error",
    "rmse": "root_mean_squared_error",
    "r2": "r2_score",
}


def confusion_matrix(true: object, predicted: object, classes: int) -> Array:
    """Return the counts ``[true class, predicted class]`` of class numbers ``[rows]``."""
    pairs = np.asarray(true, dtype=int) * classes + np.asarray(predicted, dtype=int)
    return np.bincount(pairs.ravel(), minlength=classes * classes).reshape(classes, classes)


def accuracy_for(loss: Loss, outputs: int) -> str:
    """Return which accuracy "accuracy" means, as Keras tells it from loss and outputs."""
    if loss.name == "sparse_categorical_crossentropy":
        return "sparse_categorical_accuracy"
    if outputs == 1 or loss.name == "binary_crossentropy":
        return "sign_accuracy" if "hinge" in loss.name else "binary_accuracy"
    return "categorical_accuracy"


def get(choice: str | Metric) -> Metric:
    """Return a metric by name, in full or short, or as it is.  Raises UnknownChoice."""
    if isinstance(choice, Metric):
        return choice
    return choose("metric", METRICS, SHORT.get(choice, choice))
