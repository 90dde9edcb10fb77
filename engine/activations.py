"""Activation functions, each held together with its derivative so that the two cannot drift apart.

Symbols: ``z`` is a unit's input, ``a = value(z)`` its output; backprop holds both, so a slope
may use whichever is cheaper.  Every function maps an array of any shape to one of that shape
and writes to ``out`` if it is given; ``out`` must not be an input.  Inside the engine units come
first (``[units, rows]``); called directly (``relu(x)``) an activation takes ``[rows, units]`` as
Keras's do, which matters to softmax alone.  Values accept complex input, for derivatives by
complex step; where a function has pieces, the real part chooses the piece.
Sources: Goodfellow et al., "Deep Learning" (2016), ch. 6.3; the papers named beside the functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engine.arrays import Array
from engine.choices import choose
from engine.error_function import erfc, gaussian
from engine.saturation import exp_capped

SELU_ALPHA = 1.6732632423543772  # Klambauer et al. (2017): mean 0 and variance 1 are a fixed point
SELU_SCALE = 1.0507009873554805
FLAT = "The derivative is 0 wherever it exists: gradient descent learns nothing through it."
LEAK = 0.2  # Keras's default slope on the negative side


class Value(Protocol):
    """z -> a."""

    def __call__(self, z: Array, out: Array | None = None, /) -> Array:
        """Return a."""


class Slope(Protocol):
    """(z, a) -> da/dz, element by element."""

    def __call__(self, z: Array, a: Array, out: Array | None = None, /) -> Array:
        """Return da/dz."""


@dataclass(frozen=True)
class Activation:
    """A function, its derivative, and what a page says about both."""

    name: str
    value: Value
    slope: Slope
    label: str
    formula: str
    derivative: str
    note: str = ""
    pull: Callable[[Array, Array], None] | None = None  # (a, delta): for units that depend on
    # each other; turns dL/da into dL/dz in place where an element-wise slope cannot

    def __call__(self, x: Array) -> Array:
        """Return the activation of ``x``, whose last axis is the units."""
        return self.value(np.asarray(x).T).T


def _linear(z: Array, out: Array | None = None) -> Array:
    return np.positive(z, out)


def _one(z: Array, a: Array, out: Array | None = None) -> Array:
    out = np.empty_like(a) if out is None else out
    out.fill(1)
    return out


def _zero(z: Array, a: Array, out: Array | None = None) -> Array:
    out = np.empty_like(a) if out is None else out
    out.fill(0)
    return out


def _step(z: Array, out: Array | None = None) -> Array:
    return np.heaviside(z.real, 1, out)


def _sign(z: Array, out: Array | None = None) -> Array:
    return np.sign(z.real, out)


def _sigmoid(z: Array, out: Array | None = None) -> Array:
    out = np.negative(z, out)
    out = exp_capped(out, out)
    out += 1
    return np.reciprocal(out, out)


def _sigmoid_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.subtract(a, out := np.square(a, out), out)


def _hard_sigmoid(z: Array, out: Array | None = None) -> Array:
    out = np.add(z, 3, out)
    out = np.minimum(np.maximum(out, 0, out=out), 6, out=out)
    return np.divide(out, 6, out)


def _hard_sigmoid_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.divide(np.abs(z) < 3, 6, out, dtype=a.dtype)


def _tanh_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.subtract(1, out := np.square(a, out), out)


def _relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, 0, out=out)


def _relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.sign(a, out)  # a is 0 or positive


def _leaky_relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, out := np.multiply(z, LEAK, out), out=out)


def _leaky_relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.maximum(out := np.sign(a, out), LEAK, out=out)


def _relu6(z: Array, out: Array | None = None) -> Array:
    return np.minimum(out := np.maximum(z, 0, out=out), 6, out=out)


def _relu6_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.multiply(a > 0, a < 6, out, dtype=a.dtype)


def _elu(z: Array, out: Array | None = None) -> Array:
    out = np.minimum(z, 0, out=out)
    return np.add(np.expm1(out, out), np.maximum(z, 0), out)


def _elu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.add(out := np.minimum(a, 0, out=out), 1, out)


def _selu(z: Array, out: Array | None = None) -> Array:
    out = np.expm1(out := np.minimum(z, 0, out=out), out)
    out *= SELU_ALPHA
    out += np.maximum(z, 0)
    return np.multiply(out, SELU_SCALE, out)


def _selu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    out = np.add(a, SELU_SCALE * SELU_ALPHA, out)
    np.copyto(out, SELU_SCALE, where=z > 0)
    return out


def _softplus(z: Array, out: Array | None = None) -> Array:
    out = np.minimum(z, -z, out=out)  # -|z|
    out = np.log1p(np.exp(out, out), out)
    return np.add(out, np.maximum(z, 0), out)


def _softplus_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    out = np.expm1(out := np.negative(a, out), out)
    return np.negative(out, out)  # 1 - exp(-a) is sigmoid(z)


def _softsign(z: Array, out: Array | None = None) -> Array:
    out = np.add(out := np.maximum(z, -z, out=out), 1, out)
    return np.divide(z, out, out)


def _softsign_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    out = np.subtract(1, out := np.abs(a, out), out)
    return np.square(out, out)


def _silu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, out := _sigmoid(z, out), out)


def _silu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    out = _sigmoid(z, out)
    return np.add(out, a * (1 - out), out)


def _gelu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(0.5 * z, erfc(z * -np.sqrt(0.5, dtype=z.real.dtype)), out)


def _gelu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    cumulative = np.divide(a, z, np.full_like(a, 0.5), where=z != 0)  # Φ(z), without its price
    return np.add(cumulative, z * gaussian(z), out)


def _mish(z: Array, out: Array | None = None) -> Array:
    out = np.tanh(out := _softplus(z, out), out)
    return np.multiply(z, out, out)


def _mish_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    t = np.tanh(_softplus(z))
    return np.add(t, z * (1 - t * t) * _sigmoid(z), out)


def _exponential(z: Array, out: Array | None = None) -> Array:
    return exp_capped(z, out)


def _exponential_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.positive(a, out)


def _softmax(z: Array, out: Array | None = None) -> Array:
    out = np.subtract(z, z.max(axis=0), out)
    out = np.exp(out, out)
    return np.divide(out, out.sum(axis=0), out)


def _softmax_pull(a: Array, delta: Array) -> None:
    delta -= (a * delta).sum(axis=0)
    delta *= a


linear = Activation("linear", _linear, _one, "Linear", "z", "1")
step = Activation("step", _step, _zero, "Step", "1 if z ≥ 0, else 0", "0", FLAT)
sign = Activation(
    "sign", _sign, _zero, "Sign", "−1, 0 or 1 as z is negative, 0 or positive", "0",
    FLAT,
)  # fmt: skip
sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_slope, "Sigmoid", "1 / (1 + e^−z)", "a (1 − a)")
hard_sigmoid = Activation(
    "hard_sigmoid", _hard_sigmoid, _hard_sigmoid_slope, "Hard sigmoid",
    "min(max(z + 3, 0), 6) / 6", "1/6 if |z| < 3, else 0", "Kinks at ±3; flat beyond them.",
)  # fmt: skip
tanh = Activation("tanh", np.tanh, _tanh_slope, "Tanh", "tanh z", "1 − a²")
relu = Activation(
    "relu", _relu, _relu_slope, "ReLU", "max(0, z)", "1 if z > 0, else 0",
    "Kink at 0, where the derivative is taken as 0; a unit that is always below it is dead.",
)  # fmt: skip
leaky_relu = Activation(
    "leaky_relu", _leaky_relu, _leaky_relu_slope, "Leaky ReLU", "max(0.2 z, z)",
    "1 if z > 0, else 0.2", "Kink at 0, where the derivative is taken as 0.2.",
)  # fmt: skip
relu6 = Activation(
    "relu6", _relu6, _relu6_slope, "ReLU6", "min(max(0, z), 6)", "1 if 0 < z < 6, else 0",
    "Kinks at 0 and 6, where the derivative is taken as 0.",
)  # fmt: skip
elu = Activation(
    "elu", _elu, _elu_slope, "ELU", "z if z > 0, else e^z − 1", "1 if z > 0, else a + 1",
    "Smooth at 0 to the first derivative.",
)  # fmt: skip
selu = Activation(
    "selu", _selu, _selu_slope, "SELU", "1.0507 z if z > 0, else 1.7581 (e^z − 1)",
    "1.0507 if z > 0, else a + 1.7581",
    "Kink at 0, where the derivative is taken as 1.7581; meant for LeCun normal weights.",
)  # fmt: skip
softplus = Activation(
    "softplus", _softplus, _softplus_slope, "Softplus", "ln(1 + e^z)", "1 / (1 + e^−z)"
)
softsign = Activation(
    "softsign", _softsign, _softsign_slope, "Softsign", "z / (1 + |z|)", "1 / (1 + |z|)²"
)
silu = Activation(
    "silu", _silu, _silu_slope, "SiLU (swish)", "z / (1 + e^−z)",
    "s + a (1 − s), s = 1 / (1 + e^−z)",
)  # fmt: skip
gelu = Activation(
    "gelu", _gelu, _gelu_slope, "GELU", "z Φ(z)", "Φ(z) + z φ(z)",
    "Φ and φ are the normal distribution and its density.",
)  # fmt: skip
mish = Activation(
    "mish", _mish, _mish_slope, "Mish", "z tanh(ln(1 + e^z))",
    "t + z (1 − t²) / (1 + e^−z), t = tanh(ln(1 + e^z))",
)  # fmt: skip
exponential = Activation(
    "exponential", _exponential, _exponential_slope, "Exponential", "e^z", "e^z",
    "Grows without bound; values beyond the largest number are held there.",
)  # fmt: skip
softmax = Activation(
    "softmax", _softmax, _sigmoid_slope, "Softmax", "e^z / Σ e^z",
    "aᵢ (1 − aᵢ), −aᵢ aⱼ between units",
    "Makes the outputs a probability distribution; for output layers.", pull=_softmax_pull,
)  # fmt: skip

ACTIVATIONS = {
    entry.name: entry
    for entry in (
        linear, step, sign, sigmoid, hard_sigmoid, tanh, relu, leaky_relu, relu6, elu, selu,
        softplus, softsign, silu, gelu, mish, exponential, softmax,
    )
}  # fmt: skip


def get(choice: Any) -> Activation:
    """Return an activation by name or as it is; None is linear.  Raises UnknownChoice."""
    choice = getattr(choice, "activation", choice)  # of a layer that is one
    if isinstance(choice, Activation):
        return choice
    return choose("activation", ACTIVATIONS, choice or "linear")
