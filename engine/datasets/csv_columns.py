"""The columns of a table as it circulates: with cells missing, and columns nobody learns from.

A cell is missing if it is empty or says so as programs do (NA, n/a, nan, null, ?, -).  A column of
names, dates or remarks cannot be learned, which is no fault of the table: it is marked, with the
reason.  What is meant as numbers is held to what ``csv_values`` says a number is, and refused where
it is none; some words among many numbers are slips of the pen, many are words.

>>> ages = Column("age", 1, ("31", "", "45"), (2, 3, 4))
>>> read_column(ages).values.tolist(), read_column(ages).gaps.tolist()
([31.0, 45.0], [False, True, False])
"""

import re
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import Array
from engine.datasets.csv_rows import NO_CAPS, Caps
from engine.datasets.csv_values import (
    Column,
    is_meant,
    is_number,
    labels,
    numbers,
)
from engine.datasets.errors import MOST_FAULTS
from engine.datasets.table import MOST_CLASSES
from engine.printable import stray

DASHES = frozenset("-–—")
MISSING = DASHES | {"", "?", "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "null"}
LONGEST = max(map(len, MISSING))
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}+\.?+"
TIME = r"\d{1,2}+:\d\d(?::\d\d(?:[.,]\d++)?+)?+(?:\s?+[ap]\.?m\.?+)?+(?:z|[+-]\d\d:?\d\d)?+"
DATE = re.compile(
    rf"(?:(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}\.?+[ -]{MONTH}[ -]\d{{2,4}}|{MONTH} \d{{1,2}},?+ \d{{4}})(?:[t ,]\s?+{TIME})?+"
    rf"|{TIME})",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class ColumnValues:
    """What a column's filled cells stand for, where cells are missing, or why it is not learned."""

    name: str
    values: Array  # of the filled cells: numbers, or places in `classes`
    classes: tuple[str, ...]
    gaps: Array  # [rows], whether the cell is missing
    why: str = ""  # it cannot be learned; it has no values then


def read_column(column: Column, decimal: str = ".", caps: Caps = NO_CAPS) -> ColumnValues:
    """Return numbers, classes or a reason against both.  Raises BadTable for numbers with slips."""
    marks = MISSING - DASHES if "+" in column.cells else MISSING  # + and − are two classes
    gaps = [len(cell) <= LONGEST and cell.casefold() in marks for cell in column.cells]
    there = [at for at, missing in enumerate(gaps) if not missing]
    filled = replace(
        column,
        cells=tuple(column.cells[at] for at in there),
        lines=tuple(column.lines[at] for at in there),
    )
    missing = np.array(gaps)
    if why := _whole(filled):
        return ColumnValues(column.name, np.zeros(0), (), missing, why)
    if _are_numbers(filled, decimal):
        return ColumnValues(column.name, numbers(filled, decimal, caps).values, (), missing)
    if why := _as_words(filled, caps):
        return ColumnValues(column.name, np.zeros(0), (), missing, why)
    found = labels(filled, decimal, caps)
    return ColumnValues(column.name, found.values, found.classes, missing)


def _whole(filled: Column) -> str:
    """Return why nothing can be learned from cells of this kind; empty if it can."""
    if not filled.cells:
        return "no cell has a value"
    dates = sum(DATE.fullmatch(cell) is not None for cell in filled.cells)
    if 2 * dates >= len(filled.cells):
        return "dates or times, which are no numbers"
    return ""


def _are_numbers(filled: Column, decimal: str) -> bool:
    meant = sum(is_number(cell, decimal) or is_meant(cell) for cell in filled.cells)
    words = len(filled.cells) - meant
    return 2 * meant >= len(filled.cells) and words <= MOST_FAULTS


def _as_words(filled: Column, caps: Caps) -> str:
    """Return why cells are no names of classes; empty if they are."""
    words = set(filled.cells)
    longest = max(map(len, words))
    if longest > caps.name:
        return f"texts of up to {longest} characters; a word has at most {caps.name}"
    if len(words) > MOST_CLASSES:
        return f"{len(words)} different words, at most {MOST_CLASSES}"
    if code := next(filter(None, map(stray, sorted(words))), ""):
        return f"texts with the character {code}, which no name may hold"
    return ""
