"""Figures of merit of predictions, by class and by name: accuracies, counts, errors.

A metric reads predictions after training has made them and takes no part in it.  Unlike Keras's it
measures all of an epoch together, so that its precision is that of all its rows.  Symbols: y
targets, p predictions, both ``[rows, outputs]``; tp, fp and fn count true and false positives and
false negatives.
Sources: van Rijsbergen (1979) for F1; Fawcett, "An introduction to ROC analysis" (2006) for AUC.
"""

from typing import Any

import numpy as np

from engine import losses
from engine.arrays import Array
from engine.choices import choose, fraction
from engine.error_metrics import (
    MeanAbsoluteError,
    MeanSquaredError,
    R2Score,
    RootMeanSquaredError,
)
from engine.function_metrics import (
    FunctionMetric,
    LossMetric,
    Mean,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
)
from engine.inputs import class_numbers
from engine.losses import (
    Loss,
    binary_crossentropy,
    categorical_crossentropy,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    sparse_categorical_crossentropy,
)
from engine.metric import Metric

__all__ = [
    "ALIASES", "AUC", "METRICS", "BinaryAccuracy", "CategoricalAccuracy", "F1Score",
    "FunctionMetric", "Mean", "MeanAbsoluteError", "MeanSquaredError", "Metric", "Precision",
    "R2Score", "Recall", "RootMeanSquaredError", "SignAccuracy", "SparseCategoricalAccuracy",
    "accuracy_for", "binary_accuracy", "binary_crossentropy", "categorical_accuracy",
    "categorical_crossentropy", "confusion_matrix", "direction_of", "get", "mean_absolute_error",
    "mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error",
    "sparse_categorical_accuracy", "sparse_categorical_crossentropy",
]  # fmt: skip


def _share(right: Array) -> float:
    return np.count_nonzero(right) / right.size


class BinaryAccuracy(Metric):
    """The share of outputs on their target's side of ``threshold``.

    >>> BinaryAccuracy()([0, 1, 1, 0], [0.4, 0.6, 0.5, 0.9])
    0.5
    """

    name, label, formula = "binary_accuracy", "Accuracy", "share on their side of 0.5"
    direction = "max"

    def __init__(self, name: str | None = None, threshold: float = 0.5) -> None:
        super().__init__(name)
        self.threshold = fraction("threshold", threshold)

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        return _share((p > self.threshold) == (y > 0.5))


class SignAccuracy(Metric):
    """The share of outputs of their target's sign."""

    name, label, formula = "sign_accuracy", "Accuracy", "share of their target's sign"
    direction = "max"

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        return _share((p > 0) == (y > 0))


class CategoricalAccuracy(Metric):
    """The share of rows whose largest output is that of the one-hot target."""

    name, label, formula = "categorical_accuracy", "Accuracy", "share of true classes"
    direction = "max"

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        return _share(p.argmax(axis=1) == y.argmax(axis=1))


class SparseCategoricalAccuracy(Metric):
    """The share of rows whose largest output has the class's number; one-hot rows do as well."""

    name, label, formula = "sparse_categorical_accuracy", "Accuracy", "share of true classes"
    direction = "max"
    alike = False

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        classes = y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)
        return _share(p.argmax(axis=1) == classes)


class _Counting(Metric):
    """A figure of how often outputs above a threshold are right; 0 where it would be 0 / 0."""

    def __init__(self, thresholds: float | None = None, name: str | None = None) -> None:
        super().__init__(name)
        self.thresholds = thresholds  # Keras's name; here it is one number
        self._threshold = 0.5 if thresholds is None else fraction("thresholds", thresholds)

    def counts(self, y: Array, p: Array) -> tuple[Any, Any, Any]:
        """Return tp, fp and fn, over all outputs."""
        said, true = p > self._threshold, y > 0.5
        return (said & true).sum(), (said & ~true).sum(), (~said & true).sum()


class Precision(_Counting):
    """The share of the true ones among those that are said to be.

    >>> Precision()([0, 1, 1, 0], [0.4, 0.6, 0.9, 0.7]) == 2 / 3
    True
    """

    name, label, formula = "precision", "Precision", "tp / (tp + fp)"
    direction = "max"

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        tp, fp, _ = self.counts(y, p)
        return float(_ratio(tp, tp + fp))


class Recall(_Counting):
    """The share of the true ones that are said to be."""

    name, label, formula = "recall", "Recall", "tp / (tp + fn)"
    direction = "max"

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        tp, _, fn = self.counts(y, p)
        return float(_ratio(tp, tp + fn))


def _ratio(part: Any, whole: Any) -> Any:
    """Return part / whole, 0 where there is no whole."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0.0)


class F1Score(Metric):
    """The harmonic mean of precision and recall, of each output; then an average of those.

    ``average`` is macro (the mean), weighted (by each class's rows) or micro (all counted
    together).  Without a ``threshold`` the largest output is taken for the class, and 0.5 where
    there is one output.  Keras's ``average=None``, a figure for each class, is left out: a history
    holds numbers.
    """

    always_said = ("average",)
    name, label, formula = "f1_score", "F1", "2 tp / (2 tp + fp + fn)"
    direction = "max"

    def __init__(
        self, average: str = "macro", threshold: float | None = None, name: str | None = None
    ) -> None:
        super().__init__(name)
        self.average = choose("average", dict.fromkeys(AVERAGES, average), average)
        self.threshold = threshold if threshold is None else fraction("threshold", threshold)

    def in_keras(self, outputs: int) -> Metric:
        """Return one with a threshold: Keras takes a single output for true without one."""
        alone = self.threshold is None and outputs == 1
        return F1Score(self.average, 0.5, self.name) if alone else self

    def value(self, y: Array, p: Array) -> float:
        """Return the average."""
        said, true = self._said(p), y > 0.5
        tp, fp, fn = ((a & b).sum(axis=0) for a, b in ((said, true), (said, ~true), (~said, true)))
        if self.average == "micro":
            tp, fp, fn = tp.sum(keepdims=True), fp.sum(keepdims=True), fn.sum(keepdims=True)
        scores = _ratio(2 * tp, 2 * tp + fp + fn)
        weights = tp + fn if self.average == "weighted" and (tp + fn).any() else None
        return float(np.average(scores, weights=weights))

    def _said(self, p: Array) -> Array:
        if self.threshold is not None or p.shape[1] == 1:
            return p > (0.5 if self.threshold is None else self.threshold)
        return np.arange(p.shape[1]) == p.argmax(axis=1)[:, np.newaxis]


AVERAGES = ("macro", "weighted", "micro")


class AUC(Metric):
    """The area under the ROC curve: how likely a true one scores above a false one.

    Exact, by ranks, where Keras sums over 200 thresholds.  0 where there is only one kind, as in
    Keras.

    >>> AUC()([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """

    name, label, formula = "auc", "AUC", "P(p of a true one > p of a false one)"
    direction = "max"

    def value(self, y: Array, p: Array) -> float:
        """Return the area: the share of pairs in the right order, equal ones counting half."""
        true = y.ravel() > 0.5
        pairs = np.count_nonzero(true) * np.count_nonzero(~true)
        values, indices = np.unique(p.ravel(), return_inverse=True)
        yes, no = (np.bincount(indices[kind], minlength=len(values)) for kind in (true, ~true))
        below = np.cumsum(no) - no
        return float((yes * (below + no / 2)).sum() / max(pairs, 1))


FUNCTIONS = {binary_accuracy, categorical_accuracy, sparse_categorical_accuracy, *losses.KINDS}
METRICS: dict[str, type[Metric]] = {
    metric.name: metric
    for metric in (
        BinaryAccuracy, SignAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, Precision,
        Recall, F1Score, AUC, R2Score, MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError,
    )
}  # fmt: skip
ALIASES = {
    "mae": "mean_absolute_error", "MAE": "mean_absolute_error", "mse": "mean_squared_error",
    "MSE": "mean_squared_error", "rmse": "root_mean_squared_error", "r2": "r2_score",
    **{metric.__name__: name for name, metric in METRICS.items()},
}  # fmt: skip


def confusion_matrix(true: object, predicted: object, classes: int) -> Array:
    """Return the counts ``[true class, predicted class]`` of class numbers ``[rows]``.

    Raises InvalidValue of a number that is none of the classes.
    """
    rows = class_numbers("true classes", true, classes)
    pairs = rows * classes + class_numbers("predicted classes", predicted, classes)
    return np.bincount(pairs.ravel(), minlength=classes * classes).reshape(classes, classes)


def accuracy_for(loss: Loss, outputs: int) -> str:
    """Return which accuracy "accuracy" means, as Keras infers it from loss and outputs."""
    if loss.name == "sparse_categorical_crossentropy":
        return "sparse_categorical_accuracy"
    if outputs == 1 or loss.name == "binary_crossentropy":
        return "sign_accuracy" if "hinge" in loss.name else "binary_accuracy"
    return "categorical_accuracy"


def direction_of(name: str) -> str:
    """Return whether "min" or "max" is better of a figure; empty if its name does not say."""
    if name in ("accuracy", "acc"):
        return "max"
    found = METRICS.get(ALIASES.get(name, name))
    return found.direction if found else "min" if name == "loss" else ""


def get(choice: Any) -> Metric:
    """Return a metric by name (its class's, in full or short), by class, function, or as it is.

    Raises UnknownChoice.
    """
    if isinstance(choice, type) and issubclass(choice, Metric):
        return choice()
    if isinstance(choice, Metric):
        return choice
    if callable(choice):
        name = getattr(choice, "__name__", "") if choice in FUNCTIONS else ""
    else:
        name = losses.ALIASES.get(choice, choice) if isinstance(choice, str) else ""
    if name in METRICS:
        return METRICS[name]()
    if name in losses.LOSSES:
        return LossMetric(losses.get(name))
    if callable(choice):
        return FunctionMetric(choice)
    return choose("metric", METRICS, choice, ALIASES)()
