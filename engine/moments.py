"""Means and deviations of columns, to subtract and to divide by.

Rounding alone makes the deviation of a constant column differ from 0: that of forty times 14.62 is
1.8e-15.  n values of at most |x| are off by at most n·ε·|x|, and what deviates no more than that is
constant, as in scikit-learn.  The bound is relative, so a column of 1e-13 that varies does vary.

>>> moments(np.array([[0.1, 1e-13], [0.1, 3e-13], [0.1, 2e-13]]))[1].round(15).tolist()
[0.0, 8.2e-14]
"""

import numpy as np

from engine.arrays import Array

EPSILON = float(np.finfo(float).eps)


def rounding(rows: Array) -> Array:
    """Return how far rounding may make each column of ``[rows, ...]`` deviate from its mean."""
    bound: Array = len(rows) * EPSILON * np.abs(rows).max(axis=0)
    return bound


def moments(rows: Array) -> tuple[Array, Array]:
    """Return the mean and the deviation of each column of ``[rows, ...]``, in float64.

    The deviation of a constant column is 0, and its mean is its value.
    """
    mean, deviation = rows.mean(axis=0, dtype=float), rows.std(axis=0, dtype=float)
    varies = deviation > rounding(rows)
    return np.where(varies, mean, rows[0]), np.where(varies, deviation, 0.0)
