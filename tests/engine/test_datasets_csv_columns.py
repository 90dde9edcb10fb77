"""Tables as they circulate: missing cells, and columns of names, dates and remarks."""

import doctest

import pytest

from engine.datasets import csv_columns
from engine.datasets.csv_rows import Caps
from engine.datasets.csv_sheet import read
from engine.datasets.errors import BadTable

CAPS = Caps(name=120)
ROWS = 300


def column(cells):
    """Return what a column beside one of numbers stands for."""
    lines = [f'{at},"{cell}"' for at, cell in enumerate(cells)]
    return read("\n".join(["y,x", *lines]).encode(), caps=CAPS).values(CAPS)[1]


@pytest.mark.parametrize(
    "mark", ["", "NA", "n/a", "N/A", "nan", "NaN", "?", "-", "–", "null", "#N/A"]
)
def test_cell_that_says_it_is_missing_is_missing(mark):
    numbers, words = column(["1", mark, "3"]), column(["cat", "dog", mark])
    assert (numbers.values.tolist(), numbers.gaps.tolist()) == ([1, 3], [False, True, False])
    assert (words.classes, words.gaps.tolist()) == (("cat", "dog"), [False, False, True])


def test_plus_and_minus_are_two_classes():
    assert column(["+", "-", "+", "?"]).classes == ("+", "-")
    assert column(["+", "-", "+", "?"]).gaps.tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([f"Owen, Mr. {at}" for at in range(ROWS)], "300 different words, at most 256"),
        ([f"2024-01-{at % 28 + 1:02}" for at in range(ROWS)], "dates or times"),
        ([f"{at % 28 + 1}.02.2024" for at in range(ROWS)], "dates or times"),
        ([f"{at % 28 + 1}/12/99 12:30" for at in range(ROWS)], "dates or times"),
        ([f"{at % 28 + 1} January 2024" for at in range(ROWS)], "dates or times"),
        (["12:30:01"] * ROWS, "dates or times"),
        (["so " * 50] * ROWS, "texts of up to 149 characters; a word has at most 120"),
        ([""] * ROWS, "no cell has a value"),
        (["turned \u202eround"] * ROWS, "U+202E"),
        ([f"PC {at}" if at % 3 == 0 else f"{at}" for at in range(ROWS)], "300 different words"),
    ],
)  # fmt: skip
def test_column_that_nobody_learns_from_is_marked_and_says_why(cells, why):
    marked = column(cells)
    assert why in marked.why
    assert not marked.classes


def test_few_words_among_numbers_are_refused_and_many_are_words():
    slips = [str(at) for at in range(100)]
    with pytest.raises(BadTable, match="line 7, column 'x': expected a number"):
        column([*slips[:5], "five", *slips[6:]])
    assert column([*slips, *["none"] * 50]).classes[-1] == "none"


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(csv_columns).failed == 0
