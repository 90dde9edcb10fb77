"""Estimates what an epoch of training costs, from the document alone.

The unit is a multiplication in a matrix product, of which a core of 2020 does ten thousand million
a second.  Each row is multiplied by each weight; each step updates each weight, which costs far
more than a multiplication; and a step has a fixed cost, however small the network is.
"""

from math import ceil

from app.limits.caps import STEP_COST, UPDATE_COST

PER_SECOND = 10_000_000_000  # of a core


def steps_of(rows: int, batch_size: int) -> int:
    """Return how many batches an epoch has."""
    return ceil(rows / batch_size)


def epoch_cost(weights: int, rows: int, batch_size: int) -> int:
    """Return what an epoch costs that trains so many weights on so many rows."""
    steps = steps_of(rows, batch_size)
    return weights * rows + steps * (weights * UPDATE_COST + STEP_COST)
