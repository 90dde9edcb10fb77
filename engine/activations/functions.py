"""The functions of the activations with their derivatives, each pair side by side.

``engine.activations`` says what z, a and the shapes are, and names the sources.
"""

import numpy as np

from engine.activations.activation import LEAK
from engine.activations.error_function import erfc, gaussian
from engine.activations.saturation import exp_capped
from engine.arrays import Array

SELU_ALPHA = 1.6732632423543772  # Klambauer et al. (2017): mean 0 and variance 1 are a fixed point
SELU_SCALE = 1.0507009873554805


def linear(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.positive(z, out)


def one(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    out = np.empty_like(a) if out is None else out
    out.fill(1)
    return out


def zero(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    out = np.empty_like(a) if out is None else out
    out.fill(0)
    return out


def step(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.heaviside(z.real, 1, out)


def sign(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.sign(z.real, out)


def sigmoid(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.negative(z, out)
    out = exp_capped(out, out)
    out += 1
    return np.reciprocal(out, out)


def sigmoid_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.subtract(a, out := np.square(a, out), out)


def hard_sigmoid(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.add(z, 3, out)
    out = np.minimum(np.maximum(out, 0, out=out), 6, out=out)
    return np.divide(out, 6, out)


def hard_sigmoid_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.divide(np.abs(z) < 3, 6, out, dtype=a.dtype)


def tanh_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.subtract(1, out := np.square(a, out), out)


def relu(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.maximum(z, 0, out=out)


def relu_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.sign(a, out)  # a is 0 or positive


def leaky_relu(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.maximum(z, out := np.multiply(z, LEAK, out), out=out)


def leaky_relu_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.maximum(out := np.sign(a, out), LEAK, out=out)


def relu6(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.minimum(out := np.maximum(z, 0, out=out), 6, out=out)


def relu6_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.multiply(a > 0, a < 6, out, dtype=a.dtype)


def elu(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.minimum(z, 0, out=out)
    return np.add(np.expm1(out, out), np.maximum(z, 0), out)


def elu_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.add(out := np.minimum(a, 0, out=out), 1, out)


def selu(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.expm1(out := np.minimum(z, 0, out=out), out)
    out *= SELU_ALPHA
    out += np.maximum(z, 0)
    return np.multiply(out, SELU_SCALE, out)


def selu_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    out = np.add(a, SELU_SCALE * SELU_ALPHA, out)
    np.copyto(out, SELU_SCALE, where=z > 0)
    return out


def softplus(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.minimum(z, -z, out=out)  # -|z|
    out = np.log1p(np.exp(out, out), out)
    return np.add(out, np.maximum(z, 0), out)


def softplus_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    out = np.expm1(out := np.negative(a, out), out)
    return np.negative(out, out)  # 1 - exp(-a) is sigmoid(z)


def softsign(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.add(out := np.maximum(z, -z, out=out), 1, out)
    return np.divide(z, out, out)


def softsign_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    out = np.subtract(1, out := np.abs(a, out), out)
    return np.square(out, out)


def silu(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.multiply(z, out := sigmoid(z, out), out)


def silu_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    out = sigmoid(z, out)
    return np.add(out, a * (1 - out), out)


def gelu(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return np.multiply(0.5 * z, erfc(z * -np.sqrt(0.5, dtype=z.real.dtype)), out)


def gelu_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    cumulative = np.divide(a, z, np.full_like(a, 0.5), where=z != 0)  # Φ(z), at less cost
    return np.add(cumulative, z * gaussian(z), out)


def mish(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.tanh(out := softplus(z, out), out)
    return np.multiply(z, out, out)


def mish_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    t = np.tanh(softplus(z))
    return np.add(t, z * (1 - t * t) * sigmoid(z), out)


def exponential(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    return exp_capped(z, out)


def exponential_derivative(z: Array, a: Array, out: Array | None = None) -> Array:
    """Return da/dz."""
    return np.positive(a, out)


def softmax(z: Array, out: Array | None = None) -> Array:
    """Return a."""
    out = np.subtract(z, z.max(axis=0), out)
    out = np.exp(out, out)
    return np.divide(out, out.sum(axis=0), out)


def softmax_vjp(z: Array, a: Array, delta: Array) -> None:
    """Turn dL/da, ``delta``, into dL/dz."""
    delta -= (a * delta).sum(axis=0)
    delta *= a
