"""Points given by hand: `[x1, x2, label]`, checked by plain code as there may be thousands."""

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from app.documents.field_errors import field_error
from app.limits.caps import MAX_POINTS
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
    if isinstance(label, list | tuple) and all(
        _is_number(mark) and mark in (0, 1) for mark in label
    ):
        return float(row[0]), float(row[1]), tuple(map(float, label))
    if not (_is_number(label) and abs(label) <= LARGEST_LABEL):
        raise field_error(
            f"{path}.2", f"a number within ±{LARGEST_LABEL:g} or a list of 0 and 1", label
        )
    return float(row[0]), float(row[1]), float(label)


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
    values: Iterable[Label] = map(_marks, labels) if is_list else map(float, labels)
    return tuple(zip(map(float, x1), map(float, x2), values, strict=True))


def _are_labels(labels: Sequence[Any]) -> bool:
    if not set(map(type, labels)) <= {list, tuple}:
        return _are_numbers(labels, LARGEST_LABEL)
    marks = [*chain.from_iterable(labels)]
    return set(map(type, marks)) <= {int, float} and set(marks) <= {0, 1}


def _are_numbers(values: Sequence[Any], most: float) -> bool:
    """Say whether all are numbers from -most to most."""
    if not set(map(type, values)) <= {int, float}:
        return False
    return min(values) >= -most and max(values) <= most and not any(map(math.isnan, values))


def _marks(label: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(float, label))


Points = Annotated[
    tuple[Any, ...],
    BeforeValidator(_points),
    WithJsonSchema({"type": "array", "items": {"type": "array"}, "maxItems": MAX_POINTS}),
]


def check_labels(problem: str, points: tuple[Point, ...] | None, classes: int) -> None:
    """Refuse points that are missing or whose labels are not those of the problem."""
    if points is None:
        raise field_error("data.points", "given when data.source is points", points)
    if all(_fits(problem, label, classes) for label in {label for _, _, label in points}):
        return
    for index, (_, _, label) in enumerate(points):
        if not _fits(problem, label, classes):
            raise field_error(f"data.points.{index}.2", allowed_labels(problem, classes), label)


def label_fits(problem: str, label: Any, classes: int) -> bool:
    """Say whether a label of any type is one of a problem's."""
    marks = label if isinstance(label, list | tuple) else [label]
    if not all(_is_number(mark) and abs(mark) <= LARGEST_LABEL for mark in marks):
        return False
    return _fits(problem, tuple(label) if isinstance(label, list) else label, classes)


def _fits(problem: str, label: Label, classes: int) -> bool:
    if problem == "multilabel" or isinstance(label, tuple):
        rows = isinstance(label, tuple) and len(label) == classes and set(label) <= {0, 1}
        return problem == "multilabel" and rows
    if problem == "classification":
        return label in (-1, 1)
    return problem == "regression" or label in range(classes)


def allowed_labels(problem: str, classes: int) -> str:
    """Return in words which labels a problem has."""
    return {
        "classification": "-1 or 1",
        "multiclass": f"a class from 0 to {classes - 1}",
        "multilabel": f"a list of {classes} times 0 or 1",
        "regression": "a number",
    }[problem]
