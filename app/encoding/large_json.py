"""Writes large JSON and CSV a part at a time, so that no answer holds up the event loop.

JSON of a million numbers takes a second to write: other viewers' frames go out in between.  What is
sent while it is written is never in memory as a whole.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.encoding.messages import to_json
from engine.csv_cells import line

Parts = Generator[str, None, None]

NUMBERS = 2_000  # written without a pause: about a millisecond

WORD = 32  # bytes of a number in a list
LONG = 10 * NUMBERS  # that are not written as a whole, but as they are sent
TOGETHER = 16 * 1024  # characters that are sent at a time, at least


@dataclass(frozen=True)
class Decimals:
    """An array of which so many decimals are written."""

    values: NDArray[Any]
    places: int

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, at: Any) -> "Decimals":
        return Decimals(self.values[at], self.places)

    def rounded(self) -> NDArray[np.float64]:
        """Return the numbers that are written."""
        return np.round(self.values.astype(float), self.places)


def decimals(values: Any, places: int) -> Decimals | NDArray[np.float64]:
    """Return numbers to be written with so many decimals; many are rounded only then."""
    result = Decimals(np.asarray(values, None if isinstance(values, np.ndarray) else float), places)
    return result if result.values.size > NUMBERS else result.rounded()


def bytes_of(value: Any) -> int:
    """Return about how many bytes a value takes in memory."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, dict):
        return sum(map(bytes_of, value.values()))
    if isinstance(value, list) and value:
        return len(value) * bytes_of(value[0])
    return len(value) if isinstance(value, str) else WORD


class Written(str):
    """A value that is JSON already: it is written once and sent many times."""


async def write_json(value: Any) -> str:
    """Return what `to_json` returns; other tasks run while it is written."""
    return await _join(_json_parts(value))


def is_long(value: Any) -> bool:
    """Say whether a value should be sent while it is written."""
    return _size(value) > LONG


def json_chunks(value: Any) -> AsyncGenerator[str, None]:
    """Yield what `write_json` returns, while it is written."""
    return chunks(_json_parts(value))


def csv_chunks(columns: list[str], rows: Any) -> AsyncGenerator[str, None]:
    """Yield a table as CSV, with a line of names first; None and NaN are left empty."""
    return chunks(_csv_parts(columns, rows))


async def _join(parts: Iterable[str]) -> str:
    written = []
    for part in parts:
        written.append(part)
        await asyncio.sleep(0)
    return "".join(written)


async def chunks(parts: Parts) -> AsyncGenerator[str, None]:
    """Yield a text's parts, several at a time; other tasks run in between."""
    written, size = [], 0
    with closing(parts):  # else the value waits for the garbage collector
        for part in parts:
            written.append(part)
            size += len(part)
            if size >= TOGETHER:
                yield "".join(written)
                written, size = [], 0
            await asyncio.sleep(0)
    yield "".join(written)


def _json_parts(value: Any) -> Parts:
    if isinstance(value, Written):
        yield value
    elif _size(value) <= NUMBERS or not isinstance(value, dict | list | np.ndarray | Decimals):
        yield to_json(value.rounded() if isinstance(value, Decimals) else value)
    elif isinstance(value, dict):
        for at, (key, entry) in enumerate(value.items()):
            yield f"{',' if at else '{'}{to_json(key)}:"
            yield from _json_parts(entry)
        yield "}"
    else:
        yield from _list_parts(value)


def _list_parts(values: list[Any] | NDArray[Any] | Decimals) -> Parts:
    """Yield a long list in parts of several entries; a long entry is split as well."""
    together = max(1, NUMBERS // _size(values[0]))
    for at in range(0, len(values), together):
        yield "," if at else "["
        if together > 1:
            part = values[at : at + together]
            yield to_json(part.rounded() if isinstance(part, Decimals) else part)[1:-1]
        else:
            yield from _json_parts(values[at])
    yield "]"


def _size(value: Any) -> int:
    """Return about how many plain values there are, taking lists to be alike throughout."""
    if isinstance(value, Written):
        return NUMBERS + 1  # it is no part of another
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, Decimals):
        return value.values.size
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    if isinstance(value, list) and value:
        return len(value) * _size(value[0])
    return 1


def _csv_parts(columns: list[str], rows: Any) -> Parts:
    yield line(columns)
    together = max(1, NUMBERS // len(columns))
    left = iter(rows)
    while part := list(islice(left, together)):
        yield "".join(line(_cells(row)) for row in part)


def _cells(row: Any) -> list[Any]:
    """Return a row with None for each number that is not finite."""
    plain = row.tolist() if isinstance(row, np.ndarray) else row
    return [None if isinstance(cell, float) and not math.isfinite(cell) else cell for cell in plain]
