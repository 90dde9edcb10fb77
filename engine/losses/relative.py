"""The losses of numbers by their size or ratio, and of counts.

``engine.losses`` says what y, p and the shapes are.
"""

import numpy as np

from engine.arrays import Array
from engine.exportable import LossCode
from engine.losses.cross_entropies import EPSILON
from engine.losses.loss import Loss


def _at_least(values: Array, least: float = EPSILON) -> Array:
    return np.maximum(values, least)


class MeanAbsolutePercentageError(Loss):
    """The size of the difference, in hundredths of the target's."""

    name, label = "mean_absolute_percentage_error", "Mean absolute percentage error"
    formula = "100 |p − y| / |y|"
    numpy = LossCode(
        f"(100 * np.abs(p - y) / np.maximum(np.abs(y), {EPSILON})).mean(axis=1)",
        f"100 * np.sign(p - y) / np.maximum(np.abs(y), {EPSILON})",
    )
    torch = f"(100 * (p - y).abs() / y.abs().clamp(min={EPSILON})).mean()"

    def terms(self, y: Array, p: Array) -> Array:
        """Return 100 |p - y| / |y|."""
        return 100 * np.maximum(p - y, y - p) / _at_least(np.abs(y))

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return ± 100 / |y|."""
        return np.divide(100 * np.sign(p - y), _at_least(np.abs(y)), out)


class MeanSquaredLogarithmicError(Loss):
    """The square of the difference of ln(1 + p) and ln(1 + y): it asks by which factor."""

    name, label = "mean_squared_logarithmic_error", "Mean squared logarithmic error"
    formula = "(ln(1 + p) − ln(1 + y))²"
    numpy = LossCode(
        f"((np.log1p(np.maximum(p, {EPSILON})) - np.log1p(np.maximum(y, {EPSILON}))) ** 2)"
        ".mean(axis=1)",
        f"2 * (np.log1p(np.maximum(p, {EPSILON})) - np.log1p(np.maximum(y, {EPSILON})))"
        f" / (1 + np.maximum(p, {EPSILON})) * (p > {EPSILON})",
    )
    torch = f"((p.clamp(min={EPSILON}).log1p() - y.clamp(min={EPSILON}).log1p()) ** 2).mean()"

    def terms(self, y: Array, p: Array) -> Array:
        """Return the square."""
        return np.square(np.log(1 + _at_least(p)) - np.log(1 + _at_least(y)))

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return 2 (ln(1 + p) - ln(1 + y)) / (1 + p), 0 where p is held."""
        held = _at_least(p)
        slope = 2 * (np.log1p(held) - np.log1p(_at_least(y))) / (1 + held)
        return np.multiply(slope, p > EPSILON, out)


class Poisson(Loss):
    """The surprise of a count y where p are expected, but for what depends on y alone.

    The logarithm takes a p below 0 for 0, where Keras's is NaN.
    """

    name, label, formula = "poisson", "Poisson", "p − y ln p"
    numpy = LossCode(
        f"(p - y * np.log(np.maximum(p, 0) + {EPSILON})).mean(axis=1)",
        f"1 - y * (p > 0) / (np.maximum(p, 0) + {EPSILON})",
    )
    torch = f"(p - y * (p.clamp(min=0) + {EPSILON}).log()).mean()"

    def terms(self, y: Array, p: Array) -> Array:
        """Return p - y ln p."""
        return p - y * np.log(_at_least(p, 0) + EPSILON)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return 1 - y / p, 1 where p is taken for 0."""
        return np.subtract(1, y * (p > 0) / (_at_least(p, 0) + EPSILON), out)


class KLDivergence(Loss):
    """The information that the predicted distribution lacks of the target's own."""

    name, label, formula = "kl_divergence", "Kullback–Leibler divergence", "Σ y ln(y / p)"
    mean_of_outputs = False
    numpy = LossCode(
        f"(np.clip(y, {EPSILON}, 1) * np.log(np.clip(y, {EPSILON}, 1) / np.clip(p, {EPSILON}, 1)))"
        ".sum(axis=1)",
        f"-np.clip(y, {EPSILON}, 1) / np.clip(p, {EPSILON}, 1) * ((p > {EPSILON}) & (p < 1))",
    )
    torch = (
        f"(y.clamp({EPSILON}, 1) * (y.clamp({EPSILON}, 1) / p.clamp({EPSILON}, 1)).log())"
        ".sum(dim=1).mean()"
    )

    def terms(self, y: Array, p: Array) -> Array:
        """Return y ln(y / p), both held within 10⁻⁷ and 1."""
        y = np.clip(y, EPSILON, 1)
        return y * np.log(y / np.minimum(_at_least(p), 1))

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return -y / p, 0 where p is held."""
        slope = -np.clip(y, EPSILON, 1) / np.clip(p, EPSILON, 1)
        return np.multiply(slope, (p > EPSILON) & (p < 1), out)
