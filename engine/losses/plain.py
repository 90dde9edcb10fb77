"""The losses of numbers, by their difference, and of sides, by their margin.

``engine.losses`` says what y, p and the shapes are.
"""

import math

import numpy as np

from engine.arrays import Array
from engine.choices import positive
from engine.exportable import LossCode
from engine.losses.loss import Loss

SIGNED = "signs(y.reshape(len(y), -1))"


class MeanSquaredError(Loss):
    """The square of the difference."""

    name, label, formula = "mean_squared_error", "Mean squared error", "(p − y)²"
    numpy = LossCode("((p - y) ** 2).mean(axis=1)", "2 * (p - y)")
    torch = "F.mse_loss(p, y)"

    def terms(self, y: Array, p: Array) -> Array:
        """Return (p - y)²."""
        return np.square(p - y)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return 2 (p - y)."""
        out = np.subtract(p, y, out)
        return np.add(out, out, out)


class HalfSquaredError(Loss):
    """Half the square of the difference: the loss of the field's playgrounds."""

    name, label, formula = "half_squared_error", "Half squared error", "½ (p − y)²"
    numpy = LossCode("(0.5 * (p - y) ** 2).mean(axis=1)", "p - y")
    torch = "0.5 * F.mse_loss(p, y)"

    def terms(self, y: Array, p: Array) -> Array:
        """Return ½ (p - y)²."""
        return 0.5 * np.square(p - y)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return p - y."""
        return np.subtract(p, y, out)

    def in_keras(self, outputs: int) -> tuple[Loss, float]:
        """Return the squared error, and the half of it."""
        return MeanSquaredError(), 0.5


class SumOfSquares(HalfSquaredError):
    """Half the squares of the differences, added up over the outputs (Bishop, 2006, ch. 5.2)."""

    name, label, formula = "sum_of_squares", "Sum of squares", "Σ ½ (p − y)²"
    mean_of_outputs = False
    numpy = LossCode("(0.5 * (p - y) ** 2).sum(axis=1)", "p - y")
    torch = "0.5 * ((p - y) ** 2).sum() / len(p)"

    def in_keras(self, outputs: int) -> tuple[Loss, float]:
        """Return the squared error, a mean over outputs, and half their number."""
        return MeanSquaredError(), outputs / 2


class MeanAbsoluteError(Loss):
    """The size of the difference; its kink at 0 takes the derivative 0."""

    name, label, formula = "mean_absolute_error", "Mean absolute error", "|p − y|"
    numpy = LossCode("np.abs(p - y).mean(axis=1)", "np.sign(p - y)")
    torch = "F.l1_loss(p, y)"

    def terms(self, y: Array, p: Array) -> Array:
        """Return |p - y|."""
        return np.maximum(p - y, y - p)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return the sign of p - y."""
        return np.sign(np.subtract(p, y, out), out)


class Huber(Loss):
    """Squared up to a difference of ``delta``, absolute beyond.

    >>> float(Huber(delta=1)([0, 0], np.array([0.5, 3])))
    1.3125
    """

    name, label = "huber", "Huber"
    formula = "½ d² if |d| ≤ 1, else |d| − ½; d = p − y"
    numpy = LossCode(
        "(np.minimum(np.abs(p - y), {delta}) "
        "* (np.abs(p - y) - 0.5 * np.minimum(np.abs(p - y), {delta}))).mean(axis=1)",
        "np.clip(p - y, -{delta}, {delta})",
    )
    torch = "F.huber_loss(p, y, delta={delta})"

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = positive("delta", delta)

    def terms(self, y: Array, p: Array) -> Array:
        """Return ½ d² or delta (|d| - ½ delta)."""
        size = np.maximum(p - y, y - p)
        inner = np.minimum(size, self.delta)
        return inner * (size - 0.5 * inner)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return d, held within ± delta."""
        return np.clip(np.subtract(p, y, out), -self.delta, self.delta, out)


class LogCosh(Loss):
    """Squared near 0 and absolute far away, with no seam."""

    name, label, formula = "log_cosh", "Log-cosh", "ln cosh(p − y)"
    numpy = LossCode("(np.logaddexp(p - y, y - p) - np.log(2)).mean(axis=1)", "np.tanh(p - y)")
    torch = "(torch.logaddexp(p - y, y - p) - np.log(2)).mean()"

    def terms(self, y: Array, p: Array) -> Array:
        """Return ln cosh d = |d| + ln(1 + exp(-2|d|)) - ln 2."""
        size = np.maximum(p - y, y - p)
        return size + np.log1p(np.exp(-2 * size)) - math.log(2)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return tanh d."""
        return np.tanh(np.subtract(p, y, out), out)


class Hinge(Loss):
    """How far a prediction falls short of the margin of 1 on its target's side (-1 or 1)."""

    name, label, formula = "hinge", "Hinge", "max(0, 1 − y p)"
    numpy = LossCode("np.maximum(1 - y * p, 0).mean(axis=1)", "-y * (y * p < 1)", SIGNED)
    torch = "F.relu(1 - y * p).mean()"

    def prepare(self, targets: object, outputs: int) -> Array:
        """Return targets of -1 and 1; targets that are all 0 or 1 are taken to mean them."""
        y = super().prepare(targets, outputs)
        return 2 * y.astype(float) - 1 if np.isin(y, (0, 1)).all() else y

    def terms(self, y: Array, p: Array) -> Array:
        """Return max(0, 1 - y p)."""
        return np.maximum(1 - y * p, 0)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return -y short of the margin, 0 beyond."""
        return np.multiply(-y, y * p < 1, out)


class SquaredHinge(Hinge):
    """The square of the hinge."""

    name, label, formula = "squared_hinge", "Squared hinge", "max(0, 1 − y p)²"
    numpy = LossCode(
        "(np.maximum(1 - y * p, 0) ** 2).mean(axis=1)", "-2 * y * np.maximum(1 - y * p, 0)", SIGNED
    )
    torch = "(F.relu(1 - y * p) ** 2).mean()"

    def terms(self, y: Array, p: Array) -> Array:
        """Return max(0, 1 - y p)²."""
        return np.square(super().terms(y, p))

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return -2 y max(0, 1 - y p)."""
        return np.multiply(-2 * y, super().terms(y, p), out)
