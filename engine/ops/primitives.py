"""Primitive: an operation on arrays, held together with its gradient; and the elementwise ones.

Symbols: ``x`` and ``y`` are inputs, ``a`` the output, ``d`` the derivative of the loss by it.  A
gradient may have the shape that inputs are broadcast to; ``summed`` gives it the input's own.
Values accept complex input, for derivatives by complex step; where a function has pieces, the real
part chooses the piece.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS, Activation
from engine.arrays import Array

Slope = Callable[..., Any]  # (a, *inputs) -> da/dinput, element by element


@dataclass(frozen=True)
class Primitive:
    """An operation: ``value(*inputs, **settings)``, and its gradient by any of the inputs."""

    name: str
    value: Callable[..., Any]
    vjp: Callable[..., Any]  # (number of the input, d, a, inputs, **settings)
    slopes: tuple[Slope, ...] | None = None  # where it works number by number; empty: all are 0


def elementwise(name: str, value: Callable[..., Any], *slopes: Slope) -> Primitive:
    """Return an operation of numbers, by its derivative by each input; none: they are all 0."""

    def vjp(number: int, d: Array, a: Array, inputs: Sequence[Array]) -> Any:
        return d * slopes[number](a, *inputs) if slopes else np.zeros_like(d)

    return Primitive(name, value, vjp, slopes)


def summed(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Return a gradient with that shape: summed over the axes along which it was broadcast."""
    if gradient.ndim > len(shape):
        gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    spread = tuple(
        axis for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis] > 1
    )
    return np.broadcast_to(gradient.sum(axis=spread, keepdims=True), shape)


@cache
def activation(one: Activation) -> Primitive:
    """Return an activation as an operation."""

    def vjp(_: int, d: Array, a: Array, inputs: Sequence[Array]) -> Array:
        if one.vjp is None:
            return d * one.derivative(inputs[0], a)
        gradient = d.T.copy()
        one.vjp(inputs[0].T, a.T, gradient)
        return gradient.T

    return Primitive(one.name, one, vjp)


def _compared(name: str) -> Primitive:
    compare = getattr(np, name)
    return elementwise(name, lambda x, y: compare(np.real(x), np.real(y)))


def _exponent_slope(a: Array, x: Array, y: Array) -> Any:
    """Return a ln x; 0 where x is not positive, as in Keras."""
    positive = np.real(x) > 0
    return a * np.log(np.where(positive, x, 1)) * positive


SOFT = ("relu", "sigmoid", "tanh", "softplus", "softsign", "silu", "gelu", "elu", "selu",
        "leaky_relu", "hard_sigmoid", "relu6")  # fmt: skip
ELEMENTWISE = {
    one.name: one
    for one in (
        elementwise("add", np.add, lambda a, x, y: 1.0, lambda a, x, y: 1.0),
        elementwise("subtract", np.subtract, lambda a, x, y: 1.0, lambda a, x, y: -1.0),
        elementwise("multiply", np.multiply, lambda a, x, y: y, lambda a, x, y: x),
        elementwise("divide", np.divide, lambda a, x, y: 1 / y, lambda a, x, y: -a / y),
        elementwise("power", np.power, lambda a, x, y: y * np.power(x, y - 1), _exponent_slope),
        elementwise(
            "maximum", lambda x, y: np.where(np.real(x) >= np.real(y), x, y),
            lambda a, x, y: x >= y, lambda a, x, y: x < y,
        ),
        elementwise(
            "minimum", lambda x, y: np.where(np.real(x) <= np.real(y), x, y),
            lambda a, x, y: x <= y, lambda a, x, y: x > y,
        ),
        elementwise(
            "where", lambda c, x, y: np.where(np.not_equal(c, 0), x, y),
            lambda a, c, x, y: 0.0, lambda a, c, x, y: c != 0, lambda a, c, x, y: c == 0,
        ),
        elementwise("negative", np.negative, lambda a, x: -1.0),
        elementwise("exp", np.exp, lambda a, x: a),
        elementwise("expm1", np.expm1, lambda a, x: a + 1),
        elementwise("log", np.log, lambda a, x: 1 / x),
        elementwise("log1p", np.log1p, lambda a, x: 1 / (1 + x)),
        elementwise("square", np.square, lambda a, x: x + x),
        elementwise("sqrt", np.sqrt, lambda a, x: 0.5 / a),
        elementwise("rsqrt", lambda x: 1 / np.sqrt(x), lambda a, x: -a * a * a / 2),
        elementwise("reciprocal", np.reciprocal, lambda a, x: -a * a),
        elementwise("floor", lambda x: np.floor(np.real(x))),
        elementwise("ceil", lambda x: np.ceil(np.real(x))),
        elementwise("round", lambda x: np.round(np.real(x))),
        elementwise("sin", np.sin, lambda a, x: np.cos(x)),
        elementwise("cos", np.cos, lambda a, x: -np.sin(x)),
        elementwise("abs", lambda x: np.where(np.real(x) < 0, -x, x), lambda a, x: np.sign(x)),
        elementwise("sign", lambda x: np.sign(np.real(x))),
        elementwise("zeros_like", np.zeros_like),
        elementwise("ones_like", np.ones_like),
        elementwise("stop_gradient", np.positive),
        *(activation(ACTIVATIONS[name]) for name in SOFT),
        *map(_compared, (
            "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "logical_and",
            "logical_or",
        )),
        elementwise("logical_not", lambda x: np.logical_not(np.real(x))),
    )
}  # fmt: skip
