"""The batch that holds a row: before the epoch, within it, and after a change of the batch size."""

import numpy as np
import pytest

from engine.coming_batch import batch_with, coming_order
from engine.random import generator_state
from engine.training import Stepper
from tests.engine.networks import CIRCLE, LABELS, playground


def stepper(**options):
    return Stepper(playground(), CIRCLE, LABELS, batch_size=10, **options)


def test_coming_order_is_the_one_that_is_drawn_then():
    found = stepper()
    found.step_epoch()
    before = generator_state(found.shuffles)
    told = coming_order(found)
    assert generator_state(found.shuffles) == before
    found.step_sample()
    np.testing.assert_array_equal(told, found.order)
    np.testing.assert_array_equal(coming_order(found), told)


def test_rows_that_are_not_shuffled_keep_their_order():
    assert batch_with(stepper(shuffle=False), 23)[0].tolist() == list(range(20, 30))


@pytest.mark.parametrize("samples", [0, 4, 10, 25])
def test_one_batch_is_next_until_it_is_done(samples):
    found = stepper()
    for _ in range(samples):
        found.step_sample()
    told = [batch_with(found, row) for row in range(47)]
    (coming,) = {tuple(rows) for rows, is_next in told if is_next}
    at = samples - samples % 10
    assert list(coming) == coming_order(found)[at : at + 10].tolist()


def test_every_row_is_in_its_own_batch_and_the_last_may_be_smaller():
    found = stepper()
    batches = {tuple(batch_with(found, row)[0]) for row in range(47)}
    assert sorted(map(len, batches)) == [7, 10, 10, 10, 10]
    assert sorted(row for batch in batches for row in batch) == list(range(47))


def test_batch_that_is_begun_keeps_its_size():
    found = stepper()
    for _ in range(14):
        found.step_sample()
    found.batch_size = 4
    order = coming_order(found)
    assert batch_with(found, order[12]) == (pytest.approx(order[10:20]), True)
    assert batch_with(found, order[21])[0].tolist() == order[20:24].tolist()
    assert batch_with(found, order[2])[0].tolist() == order[:4].tolist()
