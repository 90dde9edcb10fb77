"""Cells of CSV as they are written: no spreadsheet takes a text for a formula.

Spreadsheets differ in the sign by which they cut a line, and quotes help only where it is the sign
that the writer meant: of ``1,"x;=1+1"`` a program that cuts at semicolons makes the cell
``=1+1"``.  So an apostrophe, which spreadsheets take for "this is text", stands before each sign
that could begin a formula: at the start of a text, and behind all that may part cells or that is
invisible.  Signs count in all their forms, for some programs make one of them; one that is alone
between words begins no formula.  Texts of more than words are quoted; numbers stay numbers.

>>> print(line([1, -0.5, None, "cat", "=1+1", "x;=1"]).rstrip())
1,-0.5,,cat,"'=1+1","x;'=1"
"""

import re
from collections.abc import Iterable

SIGNS = r"=+@\-−\ufb29＝＋－＠﹦﹢﹣﹫⁼₌⁺₊⁻₋⩵⩶"  # and what Unicode takes for one
PARTING = r',;|"\u037e\uff0c\ufe50\ufe10\uff1b\ufe54\ufe14\uff5c\uff02'
UNSEEN = (  # blanks, controls, and what has no width
    "\0-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
DASH = rf"(?<=\w )[{SIGNS}] "  # a sign alone, between words
BEGINNING = re.compile(
    rf"^(?=[\t\r\n])|(?:^|(?<=[{PARTING}{UNSEEN}]))(?=[{SIGNS}])(?!{NUMBER}\Z)(?!{DASH})"
)
BARE = re.compile(rf"[\w ]*|{NUMBER}")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet reckons with."""
    return BEGINNING.sub("'", text)


def cell(value: str | float | None) -> str:
    """Return a value as a cell: None is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = harmless(value)
    if BARE.fullmatch(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def line(values: Iterable[str | float | None]) -> str:
    """Return a row."""
    return ",".join(map(cell, values)) + "\r\n"
