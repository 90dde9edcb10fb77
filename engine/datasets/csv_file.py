"""A table of one's own from a CSV file: numbers in the feature columns, and a target.

Found out alone: the delimiter (tab, semicolon, bar or comma), whether the first row names the
columns, whether the target is a number or a class.  Held to: UTF-8, and numbers with a decimal
point; ``csv_sheet``, which reads the cells, can do more.  What cannot be read is refused with its
line and column; no cell is guessed or left out.  Left out: missing values, text and dates as
features.

>>> table = parse("width,height,kind\\n1,2,cat\\n3,4,dog\\n")
>>> table.classes, table.y.tolist()
(('cat', 'dog'), [0, 1])
"""

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.choices import choose
from engine.datasets.csv_encoding import decode
from engine.datasets.csv_rows import NO_CAPS
from engine.datasets.csv_sheet import Reading, sheet_of
from engine.datasets.csv_values import KINDS, Column, numbers
from engine.datasets.errors import BadTable, MissingData
from engine.datasets.table import Table
from engine.errors import InvalidValue, UnknownChoice

LARGEST = 100_000_000  # bytes, unpacked
ENCODING = "utf-8"


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
    cell is a name) or "auto": number if at least half of the targets are meant as numbers.
    ``header`` says whether the first row holds names.  Raises BadTable with line and column,
    MissingData, UnknownChoice or InvalidValue.
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
    columns = sheet_of(text, Reading(ENCODING, decimal=".", header=header), named=target).columns
    aim = _find(columns, target)
    chosen = [i for i in range(len(columns)) if i != aim]
    if features is not None:
        chosen = [_find(columns, feature) for feature in features]
    if not chosen or aim in chosen:
        raise InvalidValue(
            f"features must be columns other than the target {columns[aim].name!r}, at least one; "
            f"got {[columns[i].name for i in chosen]}"
        )
    x = np.stack([numbers(columns[i]).values for i in chosen], axis=1)
    y = to_targets(columns[aim], ".", NO_CAPS)
    return Table(x, y.values, tuple(columns[i].name for i in chosen), y.name, y.classes)


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
    return decode(content, ENCODING)[0]


def _find(columns: list[Column], given: str | int) -> int:
    names = [column.name for column in columns]
    if isinstance(given, str):
        return choose("column", {name: place for place, name in enumerate(names)}, given)
    if not -len(names) <= given < len(names):
        raise UnknownChoice(f"column must be one of {', '.join(names)}; got number {given}")
    return given % len(names)
