"""Which rows share a batch in this epoch, or in the next one where none is begun.

Nothing is drawn for good: the order of an epoch that is to come is drawn from a copy of the
stepper's generator.
"""

import numpy as np

from engine.arrays import Array
from engine.random import copied, permutation
from engine.training import Stepper


def coming_order(stepper: Stepper) -> Array:
    """Return this epoch's order of the rows, or the next epoch's if none is begun."""
    if stepper.order is not None:
        return stepper.order
    if not stepper.shuffle:
        return np.arange(stepper.samples)
    return permutation(copied(stepper.shuffles), stepper.samples)


def batch_with(stepper: Stepper, row: int) -> tuple[Array, bool]:
    """Return the rows of the batch that holds a row, and whether it is trained next.

    A row that was seen before the batch size was changed is counted to the batch that would hold
    it now.
    """
    order, size = coming_order(stepper), stepper.batch_size
    at = int(np.flatnonzero(order == row)[0])
    cut = [] if stepper.order is None else [batch.rows for batch in stepper.batches]
    found = next((rows for rows in cut if rows.start <= at < rows.stop), None)
    if found is None:
        start = at - at % size
        found = slice(start, min(start + size, len(order)))
    return order[found], found.start <= stepper.position < found.stop
