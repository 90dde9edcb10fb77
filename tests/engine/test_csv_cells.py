"""No cell that is written is a formula to anybody, and numbers stay numbers."""

import csv
import doctest
import re
import sys
import unicodedata
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import csv_cells
from engine.csv_cells import PARTING, SIGNS, UNSEEN, cell, harmless, line
from engine.datasets.csv_values import is_number

SIGN, PART = re.compile(f"[{SIGNS}]"), re.compile(f"[{PARTING}{UNSEEN}]+")
FORMULAS = ["=1+1", "+x", "-2+3", "@SUM(A1)", "＝1", "＋x", "－1", "＠x", "⁺1", "−1", "-1 *A1"]
HOLDING = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}  # signs around others, which are seen
MADE_OF = "=+-@＝＋－＠−x1.;,|\t\n\r \"'\u200b\u00a0\u202e"
TEXTS = st.text(st.sampled_from(MADE_OF), max_size=12)
FINITE = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
BEFORE = [
    *("", "x;", "x,", "x|", "x\t", "x\n", "x\r\n", "x ", 'x"', "x; \u200b"),
    *("\ufeff", "\u200b", "\u00a0", "\x85", "\u2028", "x；"),
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("before", BEFORE)
def test_formula_is_marked_wherever_it_begins(before, formula):
    assert harmless(f"{before}{formula}") == f"{before}'{formula}"


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx"])
def test_text_behind_a_tab_or_line_break_is_marked(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "-1.5",
        "+2",
        "-1e9",
        "x=1",
        "",
        "a@b.example",
        "'=1",
        "iris-setosa",
        "x;-5",
        "2+2",
        "New York - city",
    ],
)
def test_numbers_and_texts_are_left_alone(text):
    assert harmless(text) == text


@settings(max_examples=500)
@given(st.lists(TEXTS | FINITE, min_size=1, max_size=4))
@example(["x;=1+1;y"])
@example([-5, "*cmd|' /C calc'!A0"])
@example(['"=1', "=1"])
@example(["1 =", "x"])
@example(["x;-1"])
def test_no_part_of_a_row_is_a_formula_however_it_is_cut(values):
    row = line(values)
    for separators in (",", ";", "\t", "|", " ", ",;\t|", ',;\t|\n\r "'):
        for part in re.split(f"[{re.escape(separators)}]", row):
            seen = PART.sub("", part, count=1) if PART.match(part) else part
            alone = len(seen.strip()) == 1
            number = is_number(seen.split(",")[0].strip(' "\r\n'))
            assert not SIGN.match(seen) or alone or number, (separators, row)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4))
def test_row_is_read_back_as_it_was_but_for_the_marks(values):
    (row,) = csv.reader(StringIO(line(values), newline=""), strict=True)
    assert row == [harmless(value) for value in values]


@pytest.mark.parametrize(
    ("value", "written"),
    [(-5, "-5"), (-0.1, "-0.1"), (1e-7, "1e-07"), (None, ""), ("-5", "-5"), ("2 cats", "2 cats"),
     ("a,b", '"a,b"'), ('say "hi"', '"say ""hi"""'), ("3*x", '"3*x"'), ("-x", '"\'-x"')],
)  # fmt: skip
def test_texts_of_more_than_words_are_quoted_and_numbers_are_not(value, written):
    assert cell(value) == written


def characters():
    return (chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n < 0xE000)


def test_signs_are_all_that_unicode_takes_for_one():
    for sign in characters():
        plain = unicodedata.normalize("NFKC", sign)
        assert bool(SIGN.fullmatch(sign)) == plain.startswith(("=", "+", "-", "@", "−")), sign
        assert PART.fullmatch(sign) or not plain.startswith((",", ";", "|", '"')), sign


def test_what_nobody_sees_is_all_blanks_controls_and_marks_without_a_sign():
    unseen = re.compile(f"[{UNSEEN}]")
    kinds = {"Cc", "Zs", "Zl", "Zp", "Cf"}
    missed = [c for c in characters() if unicodedata.category(c) in kinds and not unseen.match(c)]
    assert {unicodedata.name(sign).split()[0] for sign in missed} <= HOLDING


def test_examples_hold():
    assert doctest.testmod(csv_cells).failed == 0
