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
from engine.accuracies import (
    BinaryAccuracy,
    CategoricalAccuracy,
    SignAccuracy,
    SparseCategoricalAccuracy,
)
from engine.arrays import Array
from engine.choices import choose, fraction
from engine.counting_metrics import (
    FalseNegatives,
    FalsePositives,
    Precision,
    Recall,
    TrueNegatives,
    TruePositives,
    ratio,
)
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
from engine.loss_metrics import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    KLDivergence,
    LogCoshError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    Poisson,
    SparseCategoricalCrossentropy,
    SparseTopKCategoricalAccuracy,
    SquaredHinge,
    TopKCategoricalAccuracy,
)
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
from engine.notices import not_done
from engine.serialized import serialized
from engine.threshold_curves import ThresholdCounts

__all__ = [
    "ALIASES", "AUC", "CLASSES", "FURTHER", "METRICS", "BinaryAccuracy", "BinaryCrossentropy",
    "CategoricalAccuracy", "CategoricalCrossentropy", "F1Score", "FalseNegatives",
    "FalsePositives", "FunctionMetric", "Hinge", "KLDivergence", "LogCoshError", "Mean",
    "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "Metric", "Poisson", "Precision", "R2Score", "Recall",
    "RootMeanSquaredError", "SignAccuracy", "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy", "SquaredHinge",
    "TopKCategoricalAccuracy", "TrueNegatives", "TruePositives", "accuracy_for",
    "binary_accuracy", "binary_crossentropy", "categorical_accuracy",
    "categorical_crossentropy", "confusion_matrix", "direction_of", "get",
    "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy",
]  # fmt: skip

__getattr__ = serialized(__name__)


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
        scores = ratio(2 * tp, 2 * tp + fp + fn)
        weights = tp + fn if self.average == "weighted" and (tp + fn).any() else None
        return float(np.average(scores, weights=weights))

    def _said(self, p: Array) -> Array:
        if self.threshold is not None or p.shape[1] == 1:
            return p > (0.5 if self.threshold is None else self.threshold)
        return np.arange(p.shape[1]) == p.argmax(axis=1)[:, np.newaxis]


AVERAGES = ("macro", "weighted", "micro")


class AUC(Metric):
    """The area under the ROC curve: how likely a true one scores above a false one.

    With ``curve="PR"`` that under precision over recall, the average precision.  Exact, by ranks,
    where Keras sums over 200 thresholds.  0 where there is only one kind, as in Keras.

    >>> AUC()([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """

    name, label, formula = "auc", "AUC", "P(p of a true one > p of a false one)"
    direction = "max"

    def __init__(
        self, num_thresholds: int = 200, curve: str = "ROC", name: str | None = None, **given: Any
    ) -> None:
        given.pop("from_logits", None)  # ranks are those of the probabilities
        super().__init__(name, **given)
        if num_thresholds != THRESHOLDS:
            not_done("AUC(num_thresholds=…) changes nothing: the area is exact")
        self.num_thresholds = THRESHOLDS
        self.curve = choose("curve", dict.fromkeys(("ROC", "PR"), curve), curve)

    def value(self, y: Array, p: Array) -> float:
        """Return the area; of ROC the share of pairs in the right order, equal ones half."""
        counts = ThresholdCounts.of(y.ravel() > 0.5, p.ravel().astype(float))
        curve = counts.roc() if self.curve == "ROC" else counts.precision_recall()
        return curve.area or 0.0


THRESHOLDS = 200  # of Keras's areas
FUNCTIONS = {binary_accuracy, categorical_accuracy, sparse_categorical_accuracy, *losses.KINDS}
METRICS: dict[str, type[Metric]] = {
    metric.name: metric
    for metric in (
        BinaryAccuracy, SignAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, Precision,
        Recall, F1Score, AUC, R2Score, MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError,
    )
}  # fmt: skip
FURTHER: dict[str, type[Metric]] = {  # losses are found by their names as losses are
    metric.name: metric
    for metric in (
        BinaryCrossentropy, CategoricalCrossentropy, FalseNegatives, FalsePositives, Hinge,
        KLDivergence, LogCoshError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError,
        Poisson, SparseCategoricalCrossentropy, SparseTopKCategoricalAccuracy, SquaredHinge,
        TopKCategoricalAccuracy, TrueNegatives, TruePositives,
    )
}  # fmt: skip
CLASSES = METRICS | FURTHER
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
    found = CLASSES.get(ALIASES.get(name, name))
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
    for kind in FURTHER.values():
        if choice in (kind.name, kind.__name__):
            return kind()
    if callable(choice):
        return FunctionMetric(choice)
    return choose("metric", METRICS, choice, ALIASES)()
