"""Large arrays travel as bytes, and long lists in parts: else their JSON would hold up everybody.

Written as JSON, a map of 400 × 400 keeps a worker busy for 0.1 s and the event loop for half of
that; as an array it is a few milliseconds.  Lists stay lists, as 1 and true would become the same,
and only what is marked is looked into: to look costs as much.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.encoding.messages import Tensors, decode_tensors, encode_tensors

LARGE = 2_000  # numbers; below, JSON is as quick
LONG = 500  # entries of a list that are written at once

Fields = dict[str, Any]


class Section(Fields):
    """A part of an answer that may have large arrays or long lists of its own."""


class Entries(list[Any]):
    """A list of plain data that may have thousands of entries."""


Lists = dict[str, Entries]


def is_large(value: Any) -> bool:
    """Say whether a value is an array that is worth going as bytes."""
    return isinstance(value, np.ndarray) and value.size >= LARGE


def split(fields: Mapping[str, Any]) -> tuple[Fields, bytes, Lists]:
    """Return a command or an answer without what is large, its large arrays, its long lists."""
    arrays: Tensors = {}
    lists: Lists = {}
    small = _without(fields, "", arrays, lists)
    return small, encode_tensors({}, arrays) if arrays else b"", lists


def _without(fields: Mapping[str, Any], path: str, arrays: Tensors, lists: Lists) -> Fields:
    """Return fields without what is large, which is put in by its path."""
    small: Fields = {}
    for key, value in fields.items():
        here = f"{path}/{key}"
        if is_large(value):
            arrays[here] = value
        elif isinstance(value, np.ndarray):
            small[key] = value.tolist()
        elif isinstance(value, Entries) and len(value) > LONG:
            lists[here] = value
        elif isinstance(value, Section):
            small[key] = _without(value, here, arrays, lists)
        elif isinstance(value, list) and value and isinstance(value[0], Section):
            told = enumerate(value)
            small[key] = [_without(one, f"{here}/{at}", arrays, lists) for at, one in told]
        else:
            small[key] = value
    return small


def join(
    small: Mapping[str, Any], body: bytes, lists: dict[str, list[Any]] | None = None
) -> Fields:
    """Return what `split` was given; small arrays have become lists."""
    fields = dict(small)
    arrays = decode_tensors(body)[1] if body else {}
    for path, value in {**arrays, **(lists or {})}.items():
        place: Any = fields
        *way, last = path.split("/")[1:]
        for key in way:
            place = place[int(key) if isinstance(place, list) else key]
        place[last] = value
    return fields
