"""Activations with a number to choose, made of those without."""

from dataclasses import replace

import numpy as np

from engine.activations import Activation, elu, leaky_relu
from engine.arrays import Array
from engine.choices import not_negative, positive


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
    )
