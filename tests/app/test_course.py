"""How a loss has gone lately, whether a row stands for one epoch or for many."""

import numpy as np
import pytest

from app.runs.training.course import FEWEST, Course


def course(epochs_per_row, losses):
    epochs = epochs_per_row * np.arange(len(losses))
    return Course(np.column_stack([epochs, losses, losses]))


def test_halves_are_those_of_the_last_epochs():
    assert course(1, [9.0] * 50 + [3.0] * 15 + [1.0] * 15).halves(30) == (3.0, 1.0, 0.0)


@pytest.mark.parametrize("epochs_per_row", [8, 64])
def test_halves_have_enough_rows_where_a_row_stands_for_many_epochs(epochs_per_row):
    losses = [9.0] * 50 + [3.0] * (FEWEST // 2) + [1.0] * (FEWEST // 2)
    assert course(epochs_per_row, losses).halves(30) == (3.0, 1.0, 0.0)
