"""Accuracies: the share of what is said right.

``engine.metrics`` says what y, p and the shapes are.
"""

import numpy as np

from engine.arrays import Array
from engine.choices import fraction
from engine.metric import Metric


class _Accuracy(Metric):
    """The share of outputs, or of rows, that are right."""

    label, direction = "Accuracy", "max"

    def right(self, y: Array, p: Array) -> Array:
        """Return what is right, ``[rows, outputs]`` or ``[rows]``."""
        raise NotImplementedError

    def value(self, y: Array, p: Array) -> float:
        """Return the share."""
        right = self.right(y, p)
        return np.count_nonzero(right) / right.size

    def of_rows(self, y: Array, p: Array) -> Array:
        """Return the share of each row."""
        shares: Array = self.right(y, p).reshape(len(p), -1).mean(axis=1)
        return shares


class BinaryAccuracy(_Accuracy):
    """The share of outputs on their target's side of ``threshold``.

    >>> BinaryAccuracy()([0, 1, 1, 0], [0.4, 0.6, 0.5, 0.9])
    0.5
    """

    name, formula = "binary_accuracy", "share on their side of 0.5"

    def __init__(self, name: str | None = None, threshold: float = 0.5) -> None:
        super().__init__(name)
        self.threshold = fraction("threshold", threshold)

    def right(self, y: Array, p: Array) -> Array:
        """Return which outputs are on their target's side."""
        right: Array = (p > self.threshold) == (y > 0.5)
        return right


class SignAccuracy(_Accuracy):
    """The share of outputs of their target's sign."""

    name, formula = "sign_accuracy", "share of their target's sign"

    def right(self, y: Array, p: Array) -> Array:
        """Return which outputs have their target's sign."""
        right: Array = (p > 0) == (y > 0)
        return right


class CategoricalAccuracy(_Accuracy):
    """The share of rows whose largest output is that of the one-hot target."""

    name, formula = "categorical_accuracy", "share of true classes"

    def right(self, y: Array, p: Array) -> Array:
        """Return which rows are of the class that is said."""
        right: Array = p.argmax(axis=1) == y.argmax(axis=1)
        return right


class SparseCategoricalAccuracy(_Accuracy):
    """The share of rows whose largest output has the class's number; one-hot rows do as well."""

    name, formula = "sparse_categorical_accuracy", "share of true classes"
    alike = False

    def right(self, y: Array, p: Array) -> Array:
        """Return which rows are of the class that is said."""
        classes = y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)
        right: Array = p.argmax(axis=1) == classes
        return right
