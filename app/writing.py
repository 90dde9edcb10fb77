"""Large JSON and CSV, written a part at a time, so that none holds up the event loop.

JSON of a million numbers takes a second to write: other viewers' frames go out in between.
"""

import asyncio
import csv
import io
import math
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.messages import to_json

NUMBERS = 2_000  # written without a pause: about a millisecond


class Written(str):
    """A value that is JSON already: many are sent it, and it was written once."""


async def write_json(value: Any) -> str:
    """Return what `to_json` returns, and let others have their turn while it is written."""
    return await _join(_json_parts(value))


async def write_csv(columns: list[str], rows: Any) -> str:
    """Return a table as CSV, with a line of names first; what is None or NaN is left empty."""
    return await _join(_csv_parts(columns, rows))


async def _join(parts: Iterable[str]) -> str:
    written = []
    for part in parts:
        written.append(part)
        await asyncio.sleep(0)
    return "".join(written)


def _json_parts(value: Any) -> Iterator[str]:
    if isinstance(value, Written):
        yield value
    elif _size(value) <= NUMBERS or not isinstance(value, dict | list | np.ndarray):
        yield to_json(value)
    elif isinstance(value, dict):
        for at, (key, entry) in enumerate(value.items()):
            yield f"{',' if at else '{'}{to_json(key)}:"
            yield from _json_parts(entry)
        yield "}"
    else:
        yield from _list_parts(value)


def _list_parts(values: list[Any] | NDArray[Any]) -> Iterator[str]:
    """Yield a long list by as many entries as make a part; an entry that is long in parts too."""
    together = max(1, NUMBERS // _size(values[0]))
    for at in range(0, len(values), together):
        yield "," if at else "["
        if together > 1:
            yield to_json(values[at : at + together])[1:-1]
        else:
            yield from _json_parts(values[at])
    yield "]"


def _size(value: Any) -> int:
    """Return about how many plain values there are: lists are as long throughout as at first."""
    if isinstance(value, Written):
        return NUMBERS + 1  # it is no part of another
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    if isinstance(value, list) and value:
        return len(value) * _size(value[0])
    return 1


def _csv_parts(columns: list[str], rows: Any) -> Iterator[str]:
    yield _lines([columns])
    together = max(1, NUMBERS // len(columns))
    left = iter(rows)
    while part := list(islice(left, together)):
        yield _lines([_cells(row) for row in part])


def _cells(row: Any) -> list[Any]:
    """Return a row with None for what is no finite number."""
    plain = row.tolist() if isinstance(row, np.ndarray) else row
    return [value if value is not None and math.isfinite(value) else None for value in plain]


def _lines(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
