"""Points given by hand: `[x1, x2, label]`, checked by plain code as there may be thousands.

A label is a number, or a list: of 0 and 1 where several labels hold at once, of a regression's
targets where it has several.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from app.documents.field_errors import field_error
from app.limits.caps import MAX_POINTS, MAX_TARGETS
from engine.datasets.generators import EDGE

LARGEST_LABEL = 1000.0  # of a regression
Label = float | tuple[float, ...]
Point = tuple[float, float, Label]


def _point(index: int, row: Any) -> Point:
    path = f"data.points.{index}"
    if not isinstance(row, list | tuple) or len(row) != 3:
        raise field_error(path, "[x1, x2, label]", row)
    if not all(_is_number(value) and -EDGE <= value <= EDGE for value in row[:2]):
        raise field_error(path, f"a point with coordinates from {-EDGE:g} to {EDGE:g}", row)
    label = row[2]
    is_list = isinstance(label, list | tuple)
    numbers = label if is_list else [label]
    if not all(_is_number(one) and abs(one) <= LARGEST_LABEL for one in numbers):
        allowed = f"a number within ±{LARGEST_LABEL:g} or a list of them"
        raise field_error(f"{path}.2", allowed, label)
    return float(row[0]), float(row[1]), _list(label) if is_list else float(label)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _points(value: Any) -> tuple[Point, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= MAX_POINTS:
        raise field_error("data.points", f"a list of 2 to {MAX_POINTS} points", value)
    if fit := _all_at_once(value):
        return fit
    return tuple(_point(index, row) for index, row in enumerate(value))


def _all_at_once(rows: Sequence[Any]) -> tuple[Point, ...] | None:
    """Return points that are all right, without a loop in Python; None if one may not be."""
    if not set(map(type, rows)) <= {list, tuple} or set(map(len, rows)) != {3}:
        return None
    x1, x2, labels = zip(*rows, strict=True)
    if not (_are_numbers([*x1, *x2], EDGE) and _are_labels(labels)):
        return None
    is_list = isinstance(labels[0], list | tuple)
    values: Iterable[Label] = map(_list, labels) if is_list else map(float, labels)
    return tuple(zip(map(float, x1), map(float, x2), values, strict=True))


def _are_labels(labels: Sequence[Any]) -> bool:
    if not set(map(type, labels)) <= {list, tuple}:
        return _are_numbers(labels, LARGEST_LABEL)
    numbers = [*chain.from_iterable(labels)]
    return not numbers or _are_numbers(numbers, LARGEST_LABEL)


def _are_numbers(values: Sequence[Any], most: float) -> bool:
    """Say whether all are numbers from -most to most."""
    if not set(map(type, values)) <= {int, float}:
        return False
    return min(values) >= -most and max(values) <= most and not any(map(math.isnan, values))


def _list(label: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(float, label))


Points = Annotated[
    tuple[Any, ...],
    BeforeValidator(_points),
    WithJsonSchema({"type": "array", "items": {"type": "array"}, "maxItems": MAX_POINTS}),
]


def target_count(points: tuple[Point, ...] | None) -> int:
    """Return how many numbers a regression learns at each point: as many as at the first one."""
    label = points[0][2] if points else 0.0
    return len(label) if isinstance(label, tuple) else 1


def check_labels(problem: str, points: tuple[Point, ...] | None, size: int) -> None:
    """Refuse points that are missing or whose labels are not those of the problem.

    `size` is the number of classes, or of a regression's targets.
    """
    if points is None:
        raise field_error("data.points", "given when data.source is points", points)
    if problem == "regression" and size > MAX_TARGETS:
        allowed = f"a number, or a list of 2 to {MAX_TARGETS} numbers"
        raise field_error("data.points.0.2", allowed, points[0][2])
    if all(_fits(problem, label, size) for label in {label for _, _, label in points}):
        return
    for index, (_, _, label) in enumerate(points):
        if not _fits(problem, label, size):
            raise field_error(f"data.points.{index}.2", allowed_labels(problem, size), label)


def label_fits(problem: str, label: Any, size: int) -> bool:
    """Say whether a label of any type is one of a problem's."""
    marks = label if isinstance(label, list | tuple) else [label]
    if not all(_is_number(mark) and abs(mark) <= LARGEST_LABEL for mark in marks):
        return False
    return _fits(problem, tuple(label) if isinstance(label, list) else label, size)


def _fits(problem: str, label: Label, size: int) -> bool:
    if problem == "regression":
        return len(label) == size > 1 if isinstance(label, tuple) else size == 1
    if problem == "multilabel" or isinstance(label, tuple):
        rows = isinstance(label, tuple) and len(label) == size and set(label) <= {0, 1}
        return problem == "multilabel" and rows
    if problem == "classification":
        return label in (-1, 1)
    return label in range(size)


def allowed_labels(problem: str, size: int) -> str:
    """Return in words which labels a problem has."""
    return {
        "classification": "-1 or 1",
        "multiclass": f"a class from 0 to {size - 1}",
        "multilabel": f"a list of {size} times 0 or 1",
        "regression": "a number" if size < 2 else f"a list of {size} numbers",
    }[problem]
