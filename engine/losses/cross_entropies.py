"""Cross-entropies: the losses of probabilities, which also take logits, where they cannot overflow.

``engine.losses`` says what y, p and the shapes are.
"""

import numpy as np

from engine.activations import sigmoid, softmax
from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.exportable import LossCode
from engine.losses.loss import Loss

EPSILON = 1e-7  # probabilities are held this far from 0 and 1, as in Keras
ROWS = (
    "(y * (np.log(np.exp(p - p.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)) "
    "- p + p.max(axis=1, keepdims=True))).sum(axis=1)"
)
DERIVATIVE = "softmax(p) * y.sum(axis=1, keepdims=True) - y"


class BinaryCrossentropy(Loss):
    """The information in a 0-or-1 target that the predicted probability lacks; one per output."""

    name, label = "binary_crossentropy", "Binary cross-entropy"
    formula = "−y ln p − (1 − y) ln(1 − p)"
    partner = "sigmoid"
    numpy_of_logits = LossCode(
        "(np.logaddexp(0, p) - p * y).mean(axis=1)", "np.exp(-np.logaddexp(0, -p)) - y"
    )
    torch_of_logits = "F.binary_cross_entropy_with_logits(p, y)"

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

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
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
    numpy_of_logits = LossCode(ROWS, DERIVATIVE)
    torch_of_logits = "F.cross_entropy(p, y)"

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

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
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
    numpy_of_logits = LossCode(ROWS, DERIVATIVE, "np.eye({outputs})[y.reshape(-1).astype(int)]")

    def prepare(self, targets: object, outputs: int) -> Array:
        """Return the class numbers, ``[rows]`` or ``[rows, 1]``, as one-hot rows.

        Raises ShapeMismatch unless every target is one of the ``outputs`` classes.
        """
        y = np.asarray(targets)
        if y.ndim not in (1, 2) or y.size != len(y):
            raise ShapeMismatch(f"targets must be class numbers, (rows,); got shape {y.shape}")
        classes = y.reshape(-1)
        invalid = (classes % 1 != 0) | (classes < 0) | (classes >= outputs)
        if invalid.any():
            row = int(invalid.argmax())
            raise ShapeMismatch(
                f"targets must be classes 0 … {outputs - 1}; got {classes[row]} in row {row}"
            )
        return np.eye(outputs)[classes.astype(int)]
