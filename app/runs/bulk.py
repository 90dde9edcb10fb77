"""Takes large arrays and long lists out of a message, so that their JSON does not block other runs.

As JSON, a map of 400 × 400 numbers keeps a worker busy for 0.1 s and the event loop for half of
that; as bytes, it takes a few milliseconds.  Lists are not made arrays, because 1 and true would
become the same.  Only marked values (`Section`, `Entries`) are searched, because a search costs as
much as the JSON.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

import numpy as np

from app.encoding.messages import Tensors, decode_tensors, encode_tensors

LARGE = 2_000  # numbers; JSON is as fast for fewer
LONG = 500  # entries of a list that are written in one part

Fields = dict[str, Any]


class Section(Fields):
    """A part of an answer that may have large arrays or long lists of its own."""


class Entries(list[Any]):
    """A list of plain data that may have thousands of entries."""


Lists = dict[str, Entries]
F = TypeVar("F", bound=Mapping[str, object])


def section(fields: F) -> F:
    """Return fields marked as a `Section`."""
    return cast(F, Section(fields))


def is_large(value: Any) -> bool:
    """Say whether a value is an array large enough to be sent as bytes."""
    return isinstance(value, np.ndarray) and value.size >= LARGE


def split(fields: Mapping[str, Any]) -> tuple[Fields, bytes, Lists]:
    """Return a command or an answer without its large parts; its large arrays; its long lists."""
    arrays: Tensors = {}
    lists: Lists = {}
    small = _without(fields, "", arrays, lists)
    return small, encode_tensors({}, arrays) if arrays else b"", lists


def _without(fields: Mapping[str, Any], path: str, arrays: Tensors, lists: Lists) -> Fields:
    """Return fields without their large parts, which go into `arrays` and `lists` by path."""
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
            items = enumerate(value)
            small[key] = [_without(one, f"{here}/{at}", arrays, lists) for at, one in items]
        else:
            small[key] = value
    return small


def join(
    small: Mapping[str, Any], body: bytes, lists: dict[str, list[Any]] | None = None
) -> Fields:
    """Put together what `split` has taken apart; small arrays have become lists."""
    fields = dict(small)
    arrays = decode_tensors(body)[1] if body else {}
    for path, value in {**arrays, **(lists or {})}.items():
        parent: Any = fields
        *way, last = path.split("/")[1:]
        for key in way:
            parent = parent[int(key) if isinstance(parent, list) else key]
        parent[last] = value
    return fields
