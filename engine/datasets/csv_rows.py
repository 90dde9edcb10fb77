"""The text of a CSV as rows of cells, each with the line where it begins.

The delimiter is found out or given; a first line ``sep=;``, which spreadsheets write, gives it too.
Quotes hide delimiters and ends of lines, and are doubled within themselves (RFC 4180).  Cells lose
the blanks around them, a line break or tab within one is a space, rows of nothing but blanks are
left out.  Lines end in any of the three ways.  What goes over a cap or breaks a quote is refused
with its line and place.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import ne

from engine.choices import choose
from engine.datasets.errors import MOST_FAULTS, BadTable, raise_first
from engine.printable import one_line

DELIMITERS = "\t;|,"  # rarest within a cell first
SEPARATOR = re.compile(r'"?sep=([\t;|,])"?\n', re.IGNORECASE)
CELLS = {  # a cell, quoted or not; possessive, so that no text takes longer than its length
    d: re.compile(rf' *+(?:"[^"]*+(?:""[^"]*+)*+"|[^"\n{re.escape(d)}][^\n{re.escape(d)}]*+)?+')
    for d in DELIMITERS
}
FAULTS = {  # csv's words -> what is allowed and what came
    "unexpected end of data": "expected a quote that ends the cell; got the end of the table",
    "expected after": "expected a delimiter after the quoted cell (double a quote in it); got {}",
    "field limit": "expected cells of at most {limit} characters; got a longer one: is a quote "
    "never closed?",
}


@dataclass(frozen=True)
class Caps:
    """The most that is read of a CSV; by default what a program's own memory may hold."""

    rows: int = 100_000_000
    columns: int = 1_000_000
    line: int = 100_000_000  # characters
    name: int = 100_000_000  # characters of a column's name, or a class's


NO_CAPS = Caps()


@dataclass(frozen=True)
class Row:
    """The cells of a row, and the line (from 1) where it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Rows:
    """The rows that are not blank, the delimiter, and how many cells held a line break or tab."""

    rows: list[Row]
    delimiter: str
    breaks: int


def rows(text: str, delimiter: str = "auto", caps: Caps = NO_CAPS) -> Rows:
    """Return the rows of a text.  Raises BadTable, UnknownChoice."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline=None)
    separator = SEPARATOR.fullmatch(lines.readline())
    lines.seek(0)
    if delimiter == "auto":
        delimiter = separator[1] if separator else _sniff(lines)
    choose("delimiter", dict.fromkeys(DELIMITERS), delimiter)
    reader = csv.reader(
        _capped(lines, caps), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    rows: list[Row] = []
    begin, breaks = 1, 0
    faults: list[BadTable] = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped) and not (separator and begin == 1):
                rows.append(Row(begin, [one_line(cell) for cell in stripped]))
                breaks += sum(map(ne, stripped, rows[-1].cells))
                faults += _faults(rows, caps)
            if len(faults) == MOST_FAULTS:
                break
            begin = reader.line_num + 1
    except csv.Error as error:
        faults.append(_broken(text, begin, delimiter, error))
    raise_first(faults)
    return Rows(rows, delimiter, breaks)


def _end(row: str, at: int, delimiter: str) -> int:
    """Return where the cell ends that begins at a place; there, if its quote is never closed."""
    cell = CELLS[delimiter].match(row, at)
    return cell.end() if cell else at


def _capped(lines: Iterator[str], caps: Caps) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > caps.line:
            raise BadTable(
                f"expected lines of at most {caps.line} characters; got {len(line)}", number
            )
        yield line


def _faults(rows: list[Row], caps: Caps) -> list[BadTable]:
    """Return what is wrong with the width of the newest row, compared with the first.

    Raises BadTable if it is one too many, or too wide.
    """
    row, wide = rows[-1], len(rows[0].cells)
    if len(row.cells) > caps.columns and any(row.cells[caps.columns :]):  # empty ones are left out
        raise BadTable(
            f"expected at most {caps.columns} columns; got {len(row.cells)}",
            row.line,
            place=caps.columns + 1,
        )
    if len(rows) > caps.rows + 1:  # the first may be the columns' names
        raise BadTable(f"expected at most {caps.rows} rows; got more", row.line)
    if len(row.cells) == wide:
        return []
    place = min(len(row.cells), wide) + 1
    what = f"expected {wide} cells as in the first row; got {len(row.cells)}"
    return [BadTable(what, row.line, place=place)]


def _sniff(lines: io.StringIO) -> str:
    """Return the first delimiter that cuts the first two rows into equally many cells."""
    for delimiter in DELIMITERS:
        lines.seek(0)
        filled = csv.reader((line for line in lines if line.strip()), delimiter=delimiter)
        try:
            sizes = {len(cells) for cells in islice(filled, 2)}
        except csv.Error:  # a row uncut is longer than a cell may be: not this delimiter
            continue
        if len(sizes) == 1 and sizes != {1}:
            break
    else:
        delimiter = ","
    lines.seek(0)
    return delimiter


def _broken(text: str, begin: int, delimiter: str, error: csv.Error) -> BadTable:
    """Return what is wrong with the row that begins in a line, and where."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline=None)
    for _ in range(begin - 1):
        lines.readline()
    row = lines.read()  # and all after it, of which nothing is looked at
    place, end = 1, _end(row, 0, delimiter)
    while row[end : end + 1] == delimiter:
        place, end = place + 1, _end(row, end + 1, delimiter)
    said = next((told for words, told in FAULTS.items() if words in str(error)), str(error))
    told = said.format(repr(row[end : end + 1]), limit=csv.field_size_limit())
    return BadTable(told, begin + row[:end].count("\n"), place=place)
