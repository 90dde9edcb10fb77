"""Estimates how many bytes an answer about a run may have at most, before it is made."""

from collections.abc import Callable
from typing import Any

from app.encoding.large_json import WORD
from app.limits.caps import HISTORY_ROWS, MAX_CLASSES, MAX_REST_RESOLUTION, MAX_WEIGHTS

SINGLE, DOUBLE = 4, 8  # bytes of a number in an array
COLUMNS = 16  # of a history: the epoch, and of five metrics the last, least and greatest
FILE = 4 * 2**20  # a program with all training points of the widest table, or all weights as text
STATE = WORD * MAX_WEIGHTS // 4  # of what describes a run: parameters, points, document


def answer_bytes(query: str, epoch: int, **about: Any) -> int:
    """Return the bytes that an answer takes in memory, at most, of a run at this epoch."""
    return SIZES.get(query, lambda *_, **__: STATE)(epoch, **about)


def _boundary(_: int, resolution: int = MAX_REST_RESOLUTION, **__: Any) -> int:
    return SINGLE * MAX_CLASSES * resolution**2


def _history(epoch: int, **_: Any) -> int:
    return DOUBLE * COLUMNS * min(epoch + 1, HISTORY_ROWS)


def _predict(_: int, inputs: list[Any], **__: Any) -> int:
    return DOUBLE * (MAX_CLASSES + 1) * len(inputs)


def _answer_rows(_: int, rows: list[Any], **__: Any) -> int:
    return WORD * (3 * MAX_CLASSES + 8) * len(rows)


def _file(_: int, **__: Any) -> int:
    return FILE


SIZES: dict[str, Callable[..., int]] = {
    "boundary": _boundary,
    "history": _history,
    "predict": _predict,
    "answer_rows": _answer_rows,
    "model": _file,
}
