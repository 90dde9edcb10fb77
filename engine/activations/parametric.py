"""Activations with a number to choose, made of those without."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from engine.activations import Activation, elu, leaky_relu
from engine.arrays import Array
from engine.choices import not_negative, positive
from engine.operators import OPERATIONS


def leaky(negative_slope: float) -> Activation:
    """Return the leaky ReLU with that slope below 0 (Maas, Hannun & Ng, 2013)."""
    leak = not_negative("negative slope", negative_slope)

    def value(z: Array, out: Array | None = None) -> Array:
        return np.add(np.maximum(z, 0), leak * np.minimum(z, 0), out)

    def derivative(z: Array, a: Array, out: Array | None = None) -> Array:
        return np.add(z > 0, leak * (z <= 0), out, dtype=a.dtype)

    return replace(
        leaky_relu,
        number=leak,
        value=value,
        derivative=derivative,
        formula=f"max(0, z) + {leak:g} min(0, z)",
        derivative_formula=f"1 if z > 0, else {leak:g}",
        note=f"Kink at 0, where the derivative is taken as {leak:g}.",
        range="(−∞, ∞)" if leak else "[0, ∞)",
    )


def exponential_linear(alpha: float) -> Activation:
    """Return the ELU that goes down to -alpha (Clevert, Unterthiner & Hochreiter, 2016)."""
    least = positive("alpha", alpha)

    def value(z: Array, out: Array | None = None) -> Array:
        return np.add(np.maximum(z, 0), least * np.expm1(np.minimum(z, 0)), out)

    def derivative(z: Array, a: Array, out: Array | None = None) -> Array:
        return np.add(z > 0, (a + least) * (z <= 0), out, dtype=a.dtype)

    return replace(
        elu,
        number=least,
        value=value,
        derivative=derivative,
        formula=f"z if z > 0, else {least:g} (e^z − 1)",
        derivative_formula=f"1 if z > 0, else a + {least:g}",
        note="" if least == 1 else "Kink at 0.",
        range=f"(−{least:g}, ∞)",
    )


# how they are made, and what their number is called
PARAMETRIC: dict[str, tuple[Callable[..., Activation], str]] = {
    "leaky_relu": (leaky, "negative_slope"),
    "elu": (exponential_linear, "alpha"),
}


def with_number(activation: Activation, given: Mapping[str, float]) -> Activation:
    """Return an activation with another number.  Raises TypeError if it has none of that name."""
    make, name = PARAMETRIC.get(activation.name, (None, ""))
    if make is None or set(given) != {name}:
        wrong = next(one for one in given if one != name)
        raise TypeError(f"{activation.name}() got an unexpected keyword argument {wrong!r}")
    return make(given[name])


OPERATIONS["with_number"] = with_number
