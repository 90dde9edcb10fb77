"""What a name may hold."""

import doctest
import sys
import unicodedata

import pytest

from engine import printable
from engine.printable import BREAKS, one_line, stray
from tests.hostile_texts import TEXTS

NAMES = [
    *(
        "größe",
        "e\u0301",
        "日本語",
        "שלום\u200f",
        "می\u200cخواهم",
        "\u0600",
        "a b",
        "a\u00a0b",
        "co\u00adop",
    ),
    *("👩\u200d👩\u200d👧", "🏴\U000e0067\U000e007f", "\U0001fae8", "x₁²", "=1+1", "<b>"),
]
TURNS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_tongues_are_left_as_they_are(name):
    assert (one_line(name), stray(name), printable.printable(name)) == (name, "", name)


@pytest.mark.parametrize(
    ("text", "name"),
    [("petal\nlength", "petal length"), ("a \r\n\r\n b", "a b"), ("a\tb", "a b"), ("a\x85b", "a b"),
     ("\u2028a\u2029", "a"), ("a  b", "a  b"), ("\n", "")],
)  # fmt: skip
def test_line_breaks_and_tabs_are_spaces(text, name):
    assert one_line(text) == name


def test_every_control_turn_and_half_is_a_break_or_refused():
    signs = map(chr, range(sys.maxunicode + 1))
    bad = [
        sign
        for sign in signs
        if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(sign) in {"B", *TURNS}
    ]
    assert len(bad) == 65 + 2048 + 2 + 9
    assert all(stray(sign) or BREAKS.fullmatch(sign) for sign in bad)
    assert not any(stray(sign) and BREAKS.fullmatch(sign) for sign in bad)


def test_code_at_fault_is_told():
    assert [stray("a\u202eb"), stray("\0"), stray("x\x9b")] == ["U+202E", "U+0000", "U+009B"]


def test_whatever_is_kept_can_be_shown_on_one_line():
    for what, text in TEXTS.items():
        shown = printable.printable(text)
        assert (stray(shown), len(shown.splitlines())) == ("", 1), what


def test_examples_hold():
    assert doctest.testmod(printable).failed == 0
