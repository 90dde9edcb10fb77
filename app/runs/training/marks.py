"""Marks of a run's curves: at which epoch its document was changed, and what was.

A mark has the values that changed, by their paths; a long one is left out.  Their number is
bounded.  Changes of the same values that come close together, as those of a slider do, are one.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.documents.document import Document
from app.runs.states import Mark

MOST_MARKS = 100
MOST_VALUES = 8  # of a mark
LONGEST = 300  # characters of a value as JSON
MOST_ENTRIES = 50  # of a list that is short enough to be tried
LEFT_OUT = "…"  # in the place of a longer value
CLOSE = 50  # a CLOSEth of the epochs
QUIET = ("version", "title", "description", "view")  # that no learning depends on


def marked(marks: Sequence[Mark], epoch: int, before: Document, after: Document) -> list[Mark]:
    """Return marks with one more, if documents differ in what learning depends on."""
    values = _changed(before, after)
    if not values:
        return [*marks]
    if marks and _is_one_with(marks[-1], epoch, values):
        values = {**marks[-1]["values"], **values}
        marks = marks[:-1]
    few = dict(list(values.items())[:MOST_VALUES])
    return [*marks, Mark(epoch=epoch, values=few)][-MOST_MARKS:]


def marks_until(marks: Sequence[Mark], epoch: int) -> list[Mark]:
    """Return the marks up to an epoch."""
    return [mark for mark in marks if mark["epoch"] <= epoch]


def _is_one_with(last: Mark, epoch: int, values: dict[str, object]) -> bool:
    away = epoch - last["epoch"]
    return away == 0 or (away <= epoch // CLOSE and last["values"].keys() == values.keys())


def _changed(before: Document, after: Document) -> dict[str, object]:
    """Return the values of the second document that differ, by their dotted paths."""
    was, now = (dict(_leaves(one.model_dump(mode="json"))) for one in (before, after))
    return {path: _short(value) for path, value in now.items() if was.get(path) != value}


def _leaves(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in part.items():
        if not path and key in QUIET:
            continue
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _short(value: Any) -> object:
    is_long = isinstance(value, list) and len(value) > MOST_ENTRIES
    return LEFT_OUT if is_long or len(json.dumps(value)) > LONGEST else value
