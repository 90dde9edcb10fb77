"""How many mistakes the rule makes until it converges, over many orders of the same examples.

Each order is kept in every epoch, from weights of 0, as ``stepper`` does; the learning rate is 1,
as any other scales the weights alone.  All orders and outputs learn at once: a round takes each of
them to its next mistake, or past the rows that it looked at.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.perceptron.rule import mistaken

WIDTH = 32  # rows that a learner looks at in a round, at most
BLOCK = 200_000  # numbers of all learners' rows in a round: a millisecond or two


@dataclass(frozen=True, eq=False)
class OrderCounts:
    """What came of each order, for each output."""

    mistakes: Array  # [orders, outputs], until it converged or was given up
    converged: Array  # [orders, outputs], whether it has seen every row without a mistake since


def width_of(learners: int, inputs: int) -> int:
    """Return how many rows each learner looks at in a round."""
    return max(1, min(WIDTH, BLOCK // (learners * inputs)))


def counting_mistakes(
    rows: Array, targets: Array, orders: Array, epochs: int, rounds: int
) -> Generator[None, None, OrderCounts]:
    """Return the mistakes of every order, yielding after each round.

    ``rows`` are [rows, features], ``targets`` −1 and +1, [rows, outputs], ``orders`` [orders,
    rows].  A learner is given up after so many epochs, and all of them after so many rounds.
    """
    count, outputs = targets.shape
    points = np.column_stack([rows, np.ones(count)]).astype(float)
    learners = len(orders) * outputs
    order, output = np.divmod(np.arange(learners), outputs)
    weights = np.zeros((learners, points.shape[1]))
    place, run, mistakes = np.zeros((3, learners), dtype=int)  # run: rows right in succession
    learning, width = np.arange(learners), width_of(learners, points.shape[1])
    steps = np.arange(width)
    for _ in range(rounds):
        if not len(learning):
            break
        at = orders[order[learning, None], (place[learning, None] + steps) % count]
        signs = targets[at, output[learning, None]]
        wrong = mistaken(np.vecdot(points[at], weights[learning, None]), signs)
        right = np.where(wrong.any(axis=1), wrong.argmax(axis=1), width)  # before a mistake
        run[learning] += right
        place[learning] += right
        erring = np.flatnonzero(right < width)
        mistaking, when = learning[erring], right[erring]
        weights[mistaking] += signs[erring, when, None] * points[at[erring, when]]
        mistakes[mistaking] += 1
        place[mistaking] += 1
        run[mistaking] = 0
        learning = learning[(run[learning] < count) & (place[learning] < epochs * count)]
        yield
    shape = len(orders), outputs
    return OrderCounts(mistakes.reshape(shape), (run >= count).reshape(shape))
