"""A table of one's own from a CSV file: numbers in the feature columns, and a target.

Found out alone: the delimiter (tab, semicolon, bar or comma), whether the first row names the
columns, whether the target is a number or a class.  Numbers have a decimal point.  What cannot be
read is refused with its line and column; no cell is guessed or left out.  Left out: missing
values, text and dates as features.

>>> table = parse("width,height,kind\\n1,2,cat\\n3,4,dog\\n")
>>> table.classes, table.y.tolist()
(('cat', 'dog'), [0, 1])
"""

import csv
import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from engine.arrays import Array
from engine.choices import choose
from engine.datasets.errors import BadTable, MissingData
from engine.datasets.table import MOST_CLASSES, Table
from engine.errors import InvalidValue, UnknownChoice

LARGEST = 100_000_000  # bytes, unpacked
DELIMITERS = "\t;|,"  # rarest within a cell first
SHOWN = 40  # characters of a bad cell that an error quotes
FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Column:
    """One column: its name and its cells, with the line of each."""

    name: str
    cells: tuple[str, ...]
    lines: tuple[int, ...]


def load(
    source: str | Path,
    *,
    target: str | int = -1,
    features: Sequence[str | int] | None = None,
    kind: str = "auto",
    header: bool | None = None,
) -> Table:
    """Return the table in a CSV file (.csv or .csv.gz), or in ``source`` if it has several lines.

    ``target`` and ``features`` are names of columns or their places, from 0 or, backwards, from -1;
    features are all the others where none are named.  ``kind`` is "number", "classes" (sorted; any
    cell is a name) or "auto": number if all targets are.  ``header`` tells whether the first row
    holds names.  Raises BadTable with line and column, MissingData, UnknownChoice or InvalidValue.
    """
    text = source if isinstance(source, str) and "\n" in source else _read(Path(source))
    return parse(text, target=target, features=features, kind=kind, header=header)


def parse(
    text: str,
    *,
    target: str | int = -1,
    features: Sequence[str | int] | None = None,
    kind: str = "auto",
    header: bool | None = None,
) -> Table:
    """Return the table in ``text``, as ``load`` does; no file is ever opened."""
    to_targets = choose("kind", KINDS, kind)
    columns = _columns(_rows(text), header, target)
    aim = _find(columns, target)
    chosen = [i for i in range(len(columns)) if i != aim]
    if features is not None:
        chosen = [_find(columns, feature) for feature in features]
    if not chosen or aim in chosen:
        raise InvalidValue(
            f"features must be columns other than the target {columns[aim].name!r}, at least one; "
            f"got {[columns[i].name for i in chosen]}"
        )
    x = np.stack([_numbers(columns[i])[0] for i in chosen], axis=1)
    y, classes = to_targets(columns[aim])
    return Table(x, y, tuple(columns[i].name for i in chosen), columns[aim].name, classes)


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise MissingData(f"source must be a file, or text of several lines; no file {path}")
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content: bytes = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadTable(f"source cannot be read: {error}") from error
    if len(content) > LARGEST:
        raise BadTable(f"{path} must hold at most {LARGEST} bytes; it holds more")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadTable(
            f"expected text in UTF-8; got byte {content[error.start]:#x}", line
        ) from error


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return each row that is not blank, with the line where it ends."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line + "\n" for line in text.split("\n")]
    reader = csv.reader(lines, delimiter=_delimiter(lines), skipinitialspace=True, strict=True)
    rows = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((reader.line_num, stripped))
    except csv.Error as error:
        raise BadTable(f"expected a row of cells; {error}", reader.line_num) from error
    return rows


def _delimiter(lines: Sequence[str]) -> str:
    """Return the first delimiter that cuts the first two rows into equally many cells."""
    first = [line for line in lines if line.strip()][:2]
    for delimiter in DELIMITERS:
        try:
            sizes = {len(cells) for cells in csv.reader(first, delimiter=delimiter)}
        except csv.Error:  # a row uncut is longer than a cell may be: not this delimiter
            continue
        if len(sizes) == 1 and sizes != {1}:
            return delimiter
    return ","


def _columns(
    rows: list[tuple[int, list[str]]], header: bool | None, target: str | int
) -> list[Column]:
    if not rows:
        raise BadTable("expected rows of cells; got an empty table")
    first = rows[0][1]
    if header is None:
        header = target in first or not any(map(_is_number, first))
    names = first if header else [f"x{i + 1}" for i in range(len(first))]
    _check_names(names, rows[0][0])
    for line, cells in rows:
        if len(cells) != len(names):
            raise BadTable(
                f"expected {len(names)} cells as in the first row; got {len(cells)}", line
            )
    body = rows[1:] if header else rows
    if not body:
        raise BadTable("expected rows below the names of the columns; got none", rows[0][0])
    lines = tuple(line for line, _ in body)
    columns = zip(*(cells for _, cells in body), strict=True)
    return [Column(name, column, lines) for name, column in zip(names, columns, strict=True)]


def _check_names(names: list[str], line: int) -> None:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if not name:
            raise BadTable(f"expected a name for column {place + 1}; got an empty cell", line)
        if name in seen:
            raise BadTable("expected names that differ; got this one twice", line, name)
        seen.add(name)


def _find(columns: list[Column], given: str | int) -> int:
    names = [column.name for column in columns]
    if isinstance(given, str):
        return choose("column", {name: place for place, name in enumerate(names)}, given)
    if not -len(names) <= given < len(names):
        raise UnknownChoice(f"column must be one of {', '.join(names)}; got number {given}")
    return given % len(names)


Targets = tuple[Array, tuple[str, ...]]  # y and the names of its classes


def _numbers(column: Column) -> Targets:
    cells = zip(column.cells, column.lines, strict=True)
    values = [_number(cell, line, column.name) for cell, line in cells]
    return np.array(values, np.float32), ()


def _number(cell: str, line: int, name: str) -> float:
    if not _is_number(cell):
        got = repr(cell[:SHOWN]) if cell else "an empty cell"
        raise BadTable(f"expected a number with a decimal point; got {got}", line, name)
    value = float(cell)
    if not abs(value) <= FLOAT32_MAX:
        raise BadTable(f"expected a finite number within float32; got {cell[:SHOWN]!r}", line, name)
    return value


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell  # which Python allows within a number


def _labels(column: Column) -> Targets:
    if "" in column.cells:
        line = column.lines[column.cells.index("")]
        raise BadTable("expected the name of a class; got an empty cell", line, column.name)
    names = set(column.cells)
    classes = sorted(names)
    if all(_is_number(name) and isfinite(float(name)) for name in classes):
        classes.sort(key=float)
    if len(classes) > MOST_CLASSES:
        raise BadTable(
            f"expected at most {MOST_CLASSES} classes; got {len(classes)}", None, column.name
        )
    places = {name: place for place, name in enumerate(classes)}
    return np.array([places[cell] for cell in column.cells], np.uint8), tuple(classes)


def _numbers_or_labels(column: Column) -> Targets:
    return (_numbers if all(map(_is_number, column.cells)) else _labels)(column)


KINDS = {"auto": _numbers_or_labels, "classes": _labels, "number": _numbers}
