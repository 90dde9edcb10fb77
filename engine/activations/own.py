"""Activations that are functions of one's own, written with operators and ``engine.ops``."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.activations.activation import Activation
from engine.activations.table import ACTIVATIONS
from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.operators import OPERATIONS


def of_function(function: Callable[..., Any]) -> Activation:
    """Return a function of ``[rows, units]`` as an activation, whose gradient is the tape's.

    Its name is the function's, so that files find it again; a name of the engine's is lengthened,
    for what is done with the engine's activations alone.
    """
    name = function.__name__ if function.__name__ not in ACTIVATIONS else f"own_{function.__name__}"
    gradients = OPERATIONS["gradients"](function)

    def value(z: Array, out: Array | None = None) -> Array:
        a = np.asarray(function(z.T)).T
        if a.shape != z.shape:
            raise ShapeMismatch(
                f"activation {name} must keep the shape {z.shape[::-1]}; got {a.shape[::-1]}"
            )
        if out is None:
            return a
        np.copyto(out, a)
        return out

    def vjp(z: Array, a: Array, delta: Array) -> None:
        (gradient,) = gradients([z.T], [0], delta.T, rows=z.shape[-1])
        np.copyto(delta, gradient.T)

    def derivative(z: Array, a: Array, out: Array | None = None) -> Array:
        out = np.ones_like(a) if out is None else out
        out[...] = 1
        vjp(z, a, out)
        return out

    return Activation(name, value, derivative, name, "f(z)", "f′(z)", vjp=vjp)
