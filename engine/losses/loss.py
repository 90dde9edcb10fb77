"""What a loss is: a term for each output, its derivative, and how rows are made of the terms.

The losses themselves are in ``engine.losses``, which says what y, p and the shapes are.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from engine.arrays import Array, floats
from engine.errors import ShapeMismatch
from engine.exportable import LossCode


class Loss(ABC):
    """A term per output, its derivative, and what a page says about them."""

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    partner: ClassVar[str] = ""  # the output activation that the loss undoes
    mean_of_outputs: ClassVar[bool] = True  # else their sum
    numpy: ClassVar[LossCode | None] = None
    numpy_of_logits: ClassVar[LossCode | None] = None  # of the form that reads logits

    @abstractmethod
    def terms(self, y: Array, p: Array) -> Array:
        """Return the loss of each output of each row; complex predictions are fine."""

    @abstractmethod
    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return the derivative of the terms by the predictions, in ``out`` if given."""

    def on_logits(self) -> "Loss":
        """Return the form of this loss that takes its partner's input instead of its output."""
        return self

    def in_keras(self) -> "tuple[Loss, float]":
        """Return the loss that Keras has for this one, and what that is multiplied by."""
        return self, 1.0

    def prepare(self, targets: object, outputs: int) -> Array:
        """Return targets, given row by row, as ``[rows, outputs]`` numbers.

        Raises ShapeMismatch if they do not have one column per output.
        """
        y = np.asarray(targets)
        y = y[:, np.newaxis] if y.ndim == 1 and outputs == 1 else y
        if y.ndim != 2 or y.shape[1] != outputs:
            raise ShapeMismatch(f"targets must have shape (rows, {outputs}); got {y.shape}")
        return y

    def rows(self, y: Array, p: Array) -> Array:
        """Return the loss of each row; ``y`` and ``p`` are ``[outputs, rows]``."""
        terms = self.terms(y, p)
        total = terms.sum(axis=0) if len(terms) > 1 else terms[0]
        return total / len(terms) if self.mean_of_outputs and len(terms) > 1 else total

    def share(self, shape: tuple[int, ...]) -> float:
        """Return the share of one term in the loss of ``(outputs, rows)``."""
        outputs, rows = shape
        return 1 / (rows * outputs) if self.mean_of_outputs else 1 / rows

    def __call__(self, y_true: object, y_pred: Array, sample_weight: object = None) -> float:
        """Return the mean loss of predictions ``[rows, outputs]``."""
        p = floats(y_pred)
        p = p[:, np.newaxis] if p.ndim == 1 else p
        rows = self.rows(floats(self.prepare(y_true, p.shape[1])).T, p.T)
        return (rows if sample_weight is None else rows * np.asarray(sample_weight)).mean()

    def gradient(self, y_true: object, y_pred: Array) -> Array:
        """Return the derivative of the mean loss by predictions ``[rows, outputs]``."""
        p = floats(y_pred)
        derivative = self.derivative(floats(self.prepare(y_true, p.shape[1])).T, p.T)
        return (derivative * self.share(derivative.shape)).T
