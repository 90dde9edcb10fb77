"""The complementary error function and the normal density, which NumPy lacks and GELU needs.

For x ≥ 0, exp(x²) erfc(x) is smooth in t = (x - 2) / (x + 2), which takes all x to [-1, 1): a
polynomial of t holds it to the type's precision.  The polynomial is fitted once, at import, to the
standard library's ``math.erfc`` at Chebyshev's points.  Complex input close to the real axis gives
the analytic continuation.
"""

import math
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev

from engine.arrays import Array

CENTRE = 2.0  # the x that becomes t = 0; chosen for the smallest error
DEEPEST = 26.0  # erfc(26) = 6e-296: what lies further out is as good as that
# Largest errors, over all x: 1e-7 and 1e-15
DEGREES: dict[np.dtype[Any], int] = {np.dtype(np.float32): 10, np.dtype(np.float64): 20}


def _scaled(x: float) -> float:
    """exp(x²) erfc(x), by the first terms of its asymptotic series where erfc underflows."""
    if x <= DEEPEST:
        return math.exp(x * x) * math.erfc(x)
    s = 0.5 / (x * x)
    return (1 - s + 3 * s**2 - 15 * s**3) / (x * math.sqrt(math.pi))


def _coefficients(degree: int) -> Array:
    """Return the polynomial's coefficients, highest power first."""
    t = chebyshev.chebpts1(degree + 1)
    values = [_scaled(CENTRE * (1 + u) / (1 - u)) for u in t.tolist()]
    return chebyshev.cheb2poly(chebyshev.chebfit(t, values, degree))[::-1]


COEFFICIENTS = {dtype: _coefficients(degree).tolist() for dtype, degree in DEGREES.items()}


def erfc(x: Array) -> Array:
    """Return 1 - erf(x), element by element."""
    size = np.minimum(np.maximum(x, -x), DEEPEST)
    t = (size - CENTRE) / (size + CENTRE)
    first, *rest = COEFFICIENTS[x.real.dtype]
    tail = np.full_like(t, first)
    for coefficient in rest:  # Horner's rule
        tail *= t
        tail += coefficient
    tail *= np.exp(-size * size)
    return np.where(x.real < 0, 2 - tail, tail)


def gaussian(x: Array) -> Array:
    """Return the density of the standard normal distribution."""
    size = np.minimum(np.abs(x), 1.5 * DEEPEST)
    return np.exp(-0.5 * size * size) / math.sqrt(2 * math.pi)
