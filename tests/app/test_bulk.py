import numpy as np
import pytest

from app.runs.bulk import LARGE, join, split

NUMBERS = np.array([0.5, -1.0, 1e300, np.inf, np.nan] * LARGE)


@pytest.mark.parametrize(
    "array",
    [NUMBERS, np.arange(LARGE), np.ones((2, LARGE, 2), np.float32).T],
    ids=["floats", "whole numbers", "the other way round"],
)
def test_large_arrays_go_as_bytes_and_come_back_as_they_were(array):
    small, body = split({"type": "predict", "inputs": array})
    assert small == {"type": "predict"}
    came = join(small, body)
    assert came["type"] == "predict"
    np.testing.assert_array_equal(came["inputs"], array)


@pytest.mark.parametrize(
    "value",
    [[1.0, 2.0] * LARGE, [True] * LARGE, [[1.0], []] * LARGE, "text" * LARGE, None],
    ids=["numbers", "booleans", "ragged", "text", "nothing"],
)
def test_everything_else_stays_as_it_is(value):
    assert split({"inputs": value}) == ({"inputs": value}, b"")


def test_small_array_becomes_a_list():
    assert split({"inputs": np.array([1, 2])}) == ({"inputs": [1, 2]}, b"")
