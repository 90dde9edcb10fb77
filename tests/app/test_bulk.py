import math

import pytest

from app.runs.bulk import LARGE, join, split

NUMBERS = [0.5, -1.0, 1e300] * LARGE


@pytest.mark.parametrize(
    "value",
    [NUMBERS, [NUMBERS, NUMBERS], list(range(LARGE)), [[[1.5]] * LARGE], [-(2**62)] * LARGE],
    ids=["floats", "rows", "whole numbers", "deep", "large numbers"],
)
def test_large_blocks_of_numbers_go_as_bytes_and_come_back_as_they_were(value):
    small, body = split({"kind": "predict", "inputs": value})
    assert small == {"kind": "predict"}
    assert join(small, body) == {"kind": "predict", "inputs": value}


@pytest.mark.parametrize(
    "value",
    [
        [1.0, 2.0],
        "text" * LARGE,
        ["text"] * LARGE,
        [None, 1.0] * LARGE,
        [[1.0], []] * LARGE,
        [True] * LARGE,
        [2**80] * LARGE,
        None,
    ],
    ids=["short", "text", "texts", "a hole", "ragged", "booleans", "too large", "nothing"],
)
def test_everything_else_stays_as_it_is(value):
    assert split({"inputs": value}) == ({"inputs": value}, b"")


def test_what_is_no_finite_number_comes_back_too():
    [value] = join(*split({"rows": [math.inf] * LARGE})).values()
    assert value == [math.inf] * LARGE
