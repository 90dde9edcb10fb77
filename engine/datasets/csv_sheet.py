"""A CSV of unknown making as a sheet: named columns of cells, and how they were read.

Each of encoding, delimiter, decimal mark and header is found out unless it is given.  The decimal
mark is a comma if more cells hold a number with one than with a point, and the delimiter is none.
The first row names the columns if none of its cells is a number; a column that it leaves unnamed,
as pandas and R do with that of the rows' names, is called by its place.  A nameless column without
a filled cell, such as a comma at each line's end makes, is left out.  No file is opened here.

>>> sheet = read(b"width;kind\\n1,5;cat\\n2,5;dog\\n")
>>> sheet.reading.delimiter, sheet.reading.decimal, [column.name for column in sheet.columns]
(';', ',', ['width', 'kind'])
"""

from dataclasses import dataclass, replace

from engine.choices import choose
from engine.datasets.csv_columns import ColumnValues, read_column
from engine.datasets.csv_encoding import check, decode
from engine.datasets.csv_rows import NO_CAPS, Caps, Row, rows
from engine.datasets.csv_values import (
    DECIMALS,
    NUMBERS,
    Column,
    is_number,
    not_printable,
    quoted,
)
from engine.datasets.errors import BadTable, raise_first
from engine.printable import stray


@dataclass(frozen=True)
class Reading:
    """How a CSV is to be read, or was: "auto" and None are to be found out."""

    encoding: str = "auto"
    delimiter: str = "auto"
    decimal: str = "auto"
    header: bool | None = None


AUTO = Reading()


@dataclass(frozen=True)
class Sheet:
    """All columns, equally long, how they were read, and in how many cells a break is a space."""

    columns: list[Column]
    reading: Reading
    breaks: int

    def values(self, caps: Caps = NO_CAPS) -> list[ColumnValues]:
        """Return what each column stands for.  Raises BadTable, which reports the first faults."""
        read, faults = [], []
        for column in self.columns:
            try:
                read.append(read_column(column, self.reading.decimal, caps))
            except BadTable as fault:
                faults += [fault, *fault.others]
        raise_first(sorted(faults, key=lambda fault: fault.line or 0))
        return read


def read(content: bytes, reading: Reading = AUTO, caps: Caps = NO_CAPS) -> Sheet:
    """Return the sheet that some bytes hold.  Raises BadTable, UnknownChoice."""
    text, encoding = decode(content, reading.encoding)
    return sheet_of(text, replace(reading, encoding=encoding), caps)


def sheet_of(
    text: str, reading: Reading = AUTO, caps: Caps = NO_CAPS, named: str | int = 0
) -> Sheet:
    """Return the sheet that a text holds; there is a header if a cell of it is a name looked for.

    Raises BadTable, UnknownChoice.
    """
    check(text)
    cut = rows(text, reading.delimiter, caps)
    lines, delimiter = cut.rows, cut.delimiter
    if not lines:
        raise BadTable("expected rows of cells; got an empty table", 1)
    decimal = reading.decimal
    if decimal == "auto":
        decimal = _decimal(lines, delimiter)
    choose("decimal", DECIMALS, decimal)
    header = reading.header
    if header is None:
        first = lines[0].cells
        header = named in first or not any(is_number(cell, decimal) for cell in first)
    columns = _columns(lines, header, caps)
    known = replace(reading, delimiter=delimiter, decimal=decimal, header=header)
    return Sheet(columns, known, cut.breaks)


def _decimal(rows: list[Row], delimiter: str) -> str:
    if delimiter == ",":  # then a comma within quotes is more likely to part thousands
        return "."
    cells = [cell for row in rows for cell in row.cells]
    counts = {
        mark: sum(mark in cell and pattern.fullmatch(cell) is not None for cell in cells)
        for mark, pattern in NUMBERS.items()
    }
    return "," if counts[","] > counts["."] else "."


def _columns(rows: list[Row], header: bool, caps: Caps) -> list[Column]:
    first, body = rows[0], rows[1:] if header else rows
    if not body:
        raise BadTable("expected rows below the names of the columns; got none", first.line)
    if len(body) > caps.rows:
        raise BadTable(f"expected at most {caps.rows} rows; got more", body[caps.rows].line)
    lines = tuple(row.line for row in body)
    given = first.cells if header else [""] * len(first.cells)
    taken, cells = frozenset(given), zip(*(row.cells for row in body), strict=True)
    named = [
        Column(name or _usual(place, header, taken), place, column, lines)
        for place, (name, column) in enumerate(zip(given, cells, strict=True), 1)
        if name or any(column)
    ]
    _check_names(named, first.line, caps)
    return named


def _usual(place: int, header: bool, taken: frozenset[str]) -> str:
    """Return what a column without a name is called: something that no other one is."""
    name = f"column {place}" if header else f"x{place}"
    while name in taken:
        name += "_"
    return name


def _check_names(columns: list[Column], line: int, caps: Caps) -> None:
    seen: set[str] = set()
    for name, place in ((column.name, column.place) for column in columns):
        if len(name) > caps.name:
            what = f"expected a name of at most {caps.name} characters; got {quoted(name)}"
            raise BadTable(what, line, place=place)
        if stray(name):
            raise BadTable(not_printable(name), line, place=place)
        if name in seen:
            raise BadTable("expected names that differ; got this one twice", line, name, place)
        seen.add(name)
