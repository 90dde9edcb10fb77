"""What the cells of a column stand for: numbers, or the names of classes.

A number is ASCII digits with an optional sign, one decimal mark and an exponent, no more: what
programs, languages and spreadsheets write besides (1_000, 1 000, 0x1F, nan, 50%, $1.50, (1.50),
1.50-, 5 kg, other digits) is seen to be meant as a number and refused, with its line and column.  A
column is numbers if at least half of its filled cells are meant so.  Nothing is guessed, so an
empty cell is refused as well; ``csv_columns`` reads columns that have some.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from engine.arrays import Array
from engine.datasets.csv_rows import NO_CAPS, Caps
from engine.datasets.errors import MOST_FAULTS, BadTable, raise_first
from engine.datasets.table import MOST_CLASSES
from engine.printable import ALLOWED, stray

SHOWN = 40  # characters of a bad cell that an error quotes
FLOAT32_MAX = float(np.finfo(np.float32).max)
DECIMALS = {".": "point", ",": "comma"}
NUMBERS = {
    mark: re.compile(
        rf"[+-]?(?:\d+(?:{re.escape(mark)}\d*)?|{re.escape(mark)}\d+)(?:[eE][+-]?\d+)?", re.ASCII
    )
    for mark in DECIMALS
}
MARKS = r"_.,'’‘‛ʼʹ´`′＇·٫٬\s\u200b\u2060"  # between digits, in any language; all blanks
MINUS = r"\-−–—‒‐‑﹣－"
MONEY = "$£¥¢¤฿﷼＄￡￥\u20a0-\u20cf"
CODES = "EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|BRL|AUD|CAD|kr|Rs|Fr"
UNITS = "kg|mg|cm|mm|km|ml|lb|lbs|oz|ft|kWh"
MEANT = re.compile(  # possessive: as long as the cell, whatever is in it
    rf"\(?+[+＋{MINUS}{MONEY}\s]*+(?:(?:{CODES})\.?+\s*+)?+[+{MINUS}]?+"
    rf"(?i:0x[\da-f]++|inf(?:inity)?+|nan|[{MARKS}]*+\d[\d{MARKS}]*+(?:e[+-]?+\d++)?+)"
    rf"\s*+(?:[%‰{MONEY}]|{CODES}|{UNITS}|°[CF]?+|(?<=\s)(?:[gmls]|min|in|mi))?+"
    rf"\s*+[{MINUS}]?+\)?+"
)
PLAIN = re.compile(rf"[+-]?+[\d{MARKS}]++", re.ASCII)


@dataclass(frozen=True)
class Column:
    """One column: its name, its place from 1, and its cells with the line of each."""

    name: str
    place: int
    cells: tuple[str, ...]
    lines: tuple[int, ...]

    def fault(self, what: str, at: int | None = None) -> BadTable:
        """Return that the column, or one of its cells, is not what it should be."""
        return BadTable(what, None if at is None else self.lines[at], self.name, self.place)


@dataclass(frozen=True, eq=False)
class Values:
    """What a column's cells stand for: float64, or uint8 that are places in ``classes``."""

    name: str
    values: Array
    classes: tuple[str, ...] = ()


Reader = Callable[[Column, str, Caps], Values]


def is_number(cell: str, decimal: str = ".") -> bool:
    """Say whether a cell holds a number, and nothing else."""
    return NUMBERS[decimal].fullmatch(cell) is not None


def is_meant(cell: str) -> bool:
    """Say whether a cell is meant as a number, in whatever way it is written."""
    return MEANT.fullmatch(cell) is not None


def numbers(column: Column, decimal: str = ".", caps: Caps = NO_CAPS) -> Values:
    """Return the column's numbers.  Raises BadTable, which reports the first faults."""
    faults, values = [], []
    for at, cell in enumerate(column.cells):
        value = float(cell.replace(decimal, ".")) if is_number(cell, decimal) else None
        if value is not None and abs(value) <= FLOAT32_MAX:
            values.append(value)
        else:
            faults.append(column.fault(_not_a_number(cell, decimal, value), at))
            if len(faults) == MOST_FAULTS:
                break
    raise_first(faults)
    return Values(column.name, np.array(values))


def labels(column: Column, decimal: str = ".", caps: Caps = NO_CAPS) -> Values:
    """Return the column's classes, in the order of their names or, if they are numbers, of size."""
    names = set(column.cells)
    for name in names:
        if not name or len(name) > caps.name or stray(name):
            raise column.fault(_not_a_name(name, caps), column.cells.index(name))
    classes = sorted(names)
    if all(is_number(name, decimal) for name in classes):
        classes.sort(key=lambda name: float(name.replace(decimal, ".")))
    if len(classes) > MOST_CLASSES:
        what = f"expected numbers, or at most {MOST_CLASSES} classes; got {len(classes)}"
        raise column.fault(what, _first_too_many(column))
    places = {name: place for place, name in enumerate(classes)}
    codes = np.array([places[cell] for cell in column.cells], np.uint8)
    return Values(column.name, codes, tuple(classes))


def numbers_or_labels(column: Column, decimal: str = ".", caps: Caps = NO_CAPS) -> Values:
    """Return numbers if at least half of the filled cells are meant to be, else classes."""
    filled = [cell for cell in column.cells if cell]
    meant = sum(is_number(cell, decimal) or is_meant(cell) for cell in filled)
    return (numbers if 2 * meant >= len(filled) else labels)(column, decimal, caps)


KINDS: dict[str, Reader] = {"auto": numbers_or_labels, "classes": labels, "number": numbers}


def quoted(cell: str) -> str:
    """Return a cell as an error shows it."""
    if len(cell) > SHOWN:
        return f"{cell[:SHOWN]!r}… ({len(cell)} characters)"
    return repr(cell) if cell else "an empty cell"


def not_printable(name: str) -> str:
    """Return what an error says of a name that holds what no name may hold."""
    code = stray(name)
    is_other = ": is the file in another encoding?" if "U+0080" <= code <= "U+009F" else ""
    return f"expected {ALLOWED} as a name; got {code} in {quoted(name)}{is_other}"


def _first_too_many(column: Column) -> int:
    """Return where the first class stands that is one more than are allowed."""
    firsts: dict[str, int] = {}
    for at, cell in enumerate(column.cells):
        firsts.setdefault(cell, at)
    return list(firsts.values())[MOST_CLASSES]


def _not_a_number(cell: str, decimal: str, value: float | None) -> str:
    if value is not None and (not isfinite(value) or abs(value) > FLOAT32_MAX):
        return f"expected a finite number within float32; got {quoted(cell)}"
    adorned = is_meant(cell) and not PLAIN.fullmatch(cell)
    remedy = ": write digits with a sign before them, and nothing else" if adorned else ""
    return f"expected a number with a decimal {DECIMALS[decimal]}; got {quoted(cell)}{remedy}"


def _not_a_name(name: str, caps: Caps) -> str:
    if len(name) <= caps.name and stray(name):
        return not_printable(name)
    most = f" of at most {caps.name} characters" if name else ""
    return f"expected the name of a class{most}; got {quoted(name)}"
