"""Estimates how many bytes an answer about a run may have at most, before it is made."""

from collections.abc import Callable
from functools import partial
from typing import Any

from app.encoding.large_json import WORD
from app.limits.caps import (
    HISTORY_ROWS,
    MAX_ASKED_WEIGHTS,
    MAX_CLASSES,
    MAX_REST_RESOLUTION,
    MAX_WEIGHTS,
)

SINGLE, DOUBLE = 4, 8  # bytes of a number in an array
VECTORS = 13  # of all parameters, in a step that is worked out; one of them is double
BATCH_UNITS = 4 * 200_000  # numbers of a batch's units: z, a, slopes and deltas
COLUMNS = 16  # of a history: the epoch, and of five metrics the last, least and greatest
OF_TRIAL = 6  # columns that a study's history has more for each trial
FILE = 4 * 2**20  # a program with all training points of the widest table, or all weights as text
GRID = 31 * 31 + 5 * 150  # losses of a landscape, and figures of its path, or of two
EVENTS = 6 * 2**20  # the curves of 64 trials, or the settings of 2,304, zipped
FILM = 8 * 2**20  # 60 pictures that do not compress
STATE = WORD * MAX_WEIGHTS // 4  # of what describes a run: parameters, points, document


def answer_bytes(query: str, epoch: int, **about: Any) -> int:
    """Return the bytes that an answer takes in memory, at most, of a run at this epoch."""
    return SIZES.get(query, lambda *_, **__: STATE)(epoch, **about)


def _boundary(_: int, resolution: int = MAX_REST_RESOLUTION, **__: Any) -> int:
    return SINGLE * MAX_CLASSES * resolution**2


def _history(epoch: int, curves: int = 1, **_: Any) -> int:
    return DOUBLE * (COLUMNS + OF_TRIAL * (curves - 1)) * min(epoch + 1, HISTORY_ROWS)


def _predict(_: int, inputs: list[Any], **__: Any) -> int:
    return DOUBLE * (MAX_CLASSES + 1) * len(inputs)


def _answer_rows(_: int, rows: list[Any], **__: Any) -> int:
    return WORD * (3 * MAX_CLASSES + 8) * len(rows)


def _backprop(_: int, batch: bool = False, **__: Any) -> int:
    return SINGLE * ((VECTORS + 1) * MAX_WEIGHTS + BATCH_UNITS * batch)


def _landscape(_: int, **__: Any) -> int:
    return DOUBLE * (GRID + 3 * MAX_ASKED_WEIGHTS)


def _bytes(size: int, _: int, **__: Any) -> int:
    return size


SIZES: dict[str, Callable[..., int]] = {
    "boundary": _boundary,
    "history": _history,
    "predict": _predict,
    "answer_rows": _answer_rows,
    "backprop": _backprop,
    "landscape": _landscape,
    "what_if": _boundary,
    "model": partial(_bytes, FILE),
    "tensorboard": partial(_bytes, EVENTS),
    "film": partial(_bytes, FILM),
}
