"""Losses, each held together with its derivative; by class, by name, or as a configured object.

A loss is a term per output, taken over outputs (their mean; the sum for the categorical ones) and
then over rows (their mean, weighted if asked).  Symbols: ``y`` targets, ``p`` predictions.  Inside
the engine both are ``[outputs, rows]``; a loss that is called takes ``[rows, outputs]``.
``slope`` is the derivative of the terms; whoever uses it divides by rows (and outputs).

The cross-entropies also take logits, where they cannot overflow.  A model whose output activation
is a loss's ``partner`` uses that form by itself (``on_logits``).
Sources: Bishop, "Pattern Recognition and Machine Learning" (2006), ch. 4 and 5; Huber (1964).
"""

import math

import numpy as np

from engine.activations import sigmoid, softmax
from engine.arrays import Array
from engine.choices import choose, positive
from engine.errors import ShapeMismatch
from engine.loss import Loss

__all__ = [
    "LOSSES", "BinaryCrossentropy", "CategoricalCrossentropy", "HalfSquaredError", "Hinge", "Huber",
    "LogCosh", "Loss", "MeanAbsoluteError", "MeanSquaredError", "SparseCategoricalCrossentropy",
    "SquaredHinge", "get",
]  # fmt: skip

EPSILON = 1e-7  # probabilities are held this far from 0 and 1, as in Keras


class MeanSquaredError(Loss):
    """The square of the difference."""

    name, label, formula = "mean_squared_error", "Mean squared error", "(p − y)²"

    def terms(self, y: Array, p: Array) -> Array:
        """Return (p - y)²."""
        return np.square(p - y)

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return 2 (p - y)."""
        out = np.subtract(p, y, out)
        return np.add(out, out, out)


class HalfSquaredError(Loss):
    """Half the square of the difference: the loss of the field's playgrounds."""

    name, label, formula = "half_squared_error", "Half squared error", "½ (p − y)²"

    def terms(self, y: Array, p: Array) -> Array:
        """Return ½ (p - y)²."""
        return 0.5 * np.square(p - y)

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return p - y."""
        return np.subtract(p, y, out)


class MeanAbsoluteError(Loss):
    """The size of the difference; its kink at 0 takes the derivative 0."""

    name, label, formula = "mean_absolute_error", "Mean absolute error", "|p − y|"

    def terms(self, y: Array, p: Array) -> Array:
        """Return |p - y|."""
        return np.maximum(p - y, y - p)

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return the sign of p - y."""
        return np.sign(np.subtract(p, y, out), out)


class Huber(Loss):
    """Squared up to a difference of ``delta``, absolute beyond."""

    name, label = "huber", "Huber"
    formula = "½ d² if |d| ≤ 1, else |d| − ½; d = p − y"

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = positive("delta", delta)

    def terms(self, y: Array, p: Array) -> Array:
        """Return ½ d² or delta (|d| - ½ delta)."""
        size = np.maximum(p - y, y - p)
        inner = np.minimum(size, self.delta)
        return inner * (size - 0.5 * inner)

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return d, held within ± delta."""
        return np.clip(np.subtract(p, y, out), -self.delta, self.delta, out)


class LogCosh(Loss):
    """Squared near 0 and absolute far away, with no seam."""

    name, label, formula = "log_cosh", "Log-cosh", "ln cosh(p − y)"

    def terms(self, y: Array, p: Array) -> Array:
        """Return ln cosh d = |d| + ln(1 + exp(-2|d|)) - ln 2."""
        size = np.maximum(p - y, y - p)
        return size + np.log1p(np.exp(-2 * size)) - math.log(2)

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return tanh d."""
        return np.tanh(np.subtract(p, y, out), out)


class BinaryCrossentropy(Loss):
    """The information in a 0-or-1 target that the predicted probability lacks; one per output."""

    name, label = "binary_crossentropy", "Binary cross-entropy"
    formula = "−y ln p − (1 − y) ln(1 − p)"
    partner = "sigmoid"

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = from_logits

    def on_logits(self) -> "BinaryCrossentropy":
        """Return this loss for the sigmoid's input."""
        return BinaryCrossentropy(from_logits=True)

    def terms(self, y: Array, p: Array) -> Array:
        """Return the cross-entropy; ln(1 + e^z) - y z of logits z."""
        if self.from_logits:
            return np.maximum(p, 0) - p * y + np.log1p(np.exp(np.minimum(p, -p)))
        p = np.minimum(np.maximum(p, EPSILON), 1 - EPSILON)
        return -(y * np.log(p) + (1 - y) * np.log1p(-p))

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return (p - y) / (p (1 - p)), 0 where p is held; sigmoid(z) - y of logits z."""
        if self.from_logits:
            return np.subtract(out := sigmoid.value(p, out), y, out)
        held = np.clip(p, EPSILON, 1 - EPSILON)
        return np.multiply((held - y) / (held * (1 - held)), held == p, out)


class CategoricalCrossentropy(Loss):
    """The information in a one-hot target that the predicted distribution lacks."""

    name, label = "categorical_crossentropy", "Categorical cross-entropy"
    formula = "−Σ y ln p"
    partner = "softmax"
    mean_of_outputs = False

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = from_logits

    def on_logits(self) -> "CategoricalCrossentropy":
        """Return this loss for the softmax's input."""
        return type(self)(from_logits=True)

    def terms(self, y: Array, p: Array) -> Array:
        """Return -y ln p of p made to sum to 1; y (ln Σ e^z - z) of logits z."""
        if self.from_logits:
            z = p - p.max(axis=0)
            return y * (np.log(np.exp(z).sum(axis=0)) - z)
        share = p / _total(p)
        return -y * np.log(np.minimum(np.maximum(share, EPSILON), 1 - EPSILON))

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return Σy / Σp - y / p, the terms held left out; softmax(z) Σy - y of logits z."""
        if self.from_logits:
            out = softmax.value(p, out)
            out *= y.sum(axis=0)
            return np.subtract(out, y, out)
        total = _total(p)
        share = p / total
        free = y * ((share >= EPSILON) & (share <= 1 - EPSILON))
        return np.subtract(free.sum(axis=0) / total, free / np.where(free, p, 1), out)


def _total(p: Array) -> Array:
    """Return Σp, or what can be divided by where outputs that are no distribution cancel out."""
    total = p.sum(axis=0)
    return np.where(np.abs(total) < EPSILON, EPSILON, total)


class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """Categorical cross-entropy for targets that are the classes' numbers."""

    name, label = "sparse_categorical_crossentropy", "Sparse categorical cross-entropy"
    formula = "−ln p of the true class"

    def prepare(self, targets: object, outputs: int) -> Array:
        """Return the class numbers, ``[rows]`` or ``[rows, 1]``, as one-hot rows.

        Raises ShapeMismatch unless every target is one of the ``outputs`` classes.
        """
        y = np.asarray(targets)
        if y.ndim not in (1, 2) or y.size != len(y):
            raise ShapeMismatch(f"targets must be class numbers, (rows,); got shape {y.shape}")
        classes = y.reshape(-1)
        wrong = (classes % 1 != 0) | (classes < 0) | (classes >= outputs)
        if wrong.any():
            row = int(wrong.argmax())
            raise ShapeMismatch(
                f"targets must be classes 0 … {outputs - 1}; got {classes[row]} in row {row}"
            )
        return np.eye(outputs)[classes.astype(int)]


class Hinge(Loss):
    """How far a prediction falls short of the margin of 1 on its target's side (-1 or 1)."""

    name, label, formula = "hinge", "Hinge", "max(0, 1 − y p)"

    def prepare(self, targets: object, outputs: int) -> Array:
        """Return targets of -1 and 1; targets that are all 0 or 1 are taken to mean them."""
        y = super().prepare(targets, outputs)
        return 2 * y.astype(float) - 1 if np.isin(y, (0, 1)).all() else y

    def terms(self, y: Array, p: Array) -> Array:
        """Return max(0, 1 - y p)."""
        return np.maximum(1 - y * p, 0)

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return -y short of the margin, 0 beyond."""
        return np.multiply(-y, y * p < 1, out)


class SquaredHinge(Hinge):
    """The square of the hinge."""

    name, label, formula = "squared_hinge", "Squared hinge", "max(0, 1 − y p)²"

    def terms(self, y: Array, p: Array) -> Array:
        """Return max(0, 1 - y p)²."""
        return np.square(super().terms(y, p))

    def slope(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return -2 y max(0, 1 - y p)."""
        return np.multiply(-2 * y, super().terms(y, p), out)


LOSSES: dict[str, type[Loss]] = {
    loss.name: loss
    for loss in (
        MeanSquaredError, HalfSquaredError, MeanAbsoluteError, Huber, LogCosh, BinaryCrossentropy,
        CategoricalCrossentropy, SparseCategoricalCrossentropy, Hinge, SquaredHinge,
    )
}  # fmt: skip
ALIASES = {  # Keras's other names
    "mse": "mean_squared_error", "MSE": "mean_squared_error", "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error", "bce": "binary_crossentropy", "BCE": "binary_crossentropy",
    **{loss.__name__: name for name, loss in LOSSES.items()},
}  # fmt: skip


def get(choice: str | Loss | type[Loss]) -> Loss:
    """Return a loss by name (its class's, in full or short), by class, or as it is.

    Raises UnknownChoice.
    """
    if isinstance(choice, type) and issubclass(choice, Loss):
        return choice()
    if isinstance(choice, Loss):
        return choice
    return choose("loss", LOSSES, choice, ALIASES)()
