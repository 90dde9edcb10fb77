"""Seeds as a group: what many starts of one experiment come to, and how far they lie apart."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Spread(NamedTuple):
    """For each epoch [epochs]: over how many trials, their mean, and their standard deviation."""

    trials: NDArray[np.int64]
    mean: Floats
    deviation: Floats


def spread(curves: Floats) -> Spread:
    """Return the spread of curves [trials, epochs], over those that are not NaN at an epoch.

    The deviation is that of a sample, √(Σ (x − mean)² / (n − 1)); of fewer than two it is NaN.
    """
    known = ~np.isnan(curves)
    count = known.sum(axis=0)
    some, several = np.where(count, count, np.nan), np.where(count > 1, count - 1, np.nan)
    mean = np.where(known, curves, 0).sum(axis=0) / some
    squares = np.where(known, np.square(curves - mean), 0).sum(axis=0)
    return Spread(count, mean, np.sqrt(squares / several))
