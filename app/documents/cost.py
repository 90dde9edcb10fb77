"""What an epoch of training costs, reckoned from a document before anybody trains it.

The unit is a multiplication in a product of matrices, of which a core of 2020 does ten thousand
million a second.  A row meets every weight; so does a step once more, to change it, which is a far
dearer way to meet it; and a step costs something however small the network is.
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
