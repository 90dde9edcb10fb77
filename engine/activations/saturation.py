"""The exponential that stops at the largest number instead of overflowing."""

import numpy as np

from engine.arrays import Array

# The largest x whose exp(x) is finite, rounded down, by the size of the type's real part
LARGEST_EXPONENT = {np.dtype(np.float32): 88.0, np.dtype(np.float64): 709.0}


def exp_capped(x: Array, out: Array | None = None) -> Array:
    """Return exp(x), or exp of the largest exponent the type can hold where x is beyond it."""
    out = np.minimum(x, LARGEST_EXPONENT[x.real.dtype], out=out)
    return np.exp(out, out)
