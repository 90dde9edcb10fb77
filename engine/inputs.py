"""Inputs as a caller gives them: rows of the right shape, all of them numbers."""

from numbers import Integral
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import EngineError, InvalidValue, ShapeMismatch
from engine.nest import Structure
from engine.tensors import Shape

ROWS_LOOKED_AT = 4096  # at a time, so that looking for NaN needs little memory


def shapes_of(given: Any) -> tuple[Structure, list[Shape]]:
    """Return the structure and the shapes without rows of ``(None, 8)``, lists or dicts of such."""
    alone = isinstance(given, tuple) and all(
        size is None or isinstance(size, Integral) for size in given
    )
    structure, shapes = Structure.of("inputs", [given] if alone else given)
    return structure, [tuple(size for size in shape if size is not None) for shape in shapes]


def numbers(name: str, given: Any) -> Array:
    """Return data as an array of numbers.

    Raises InvalidValue if they are something else, ShapeMismatch if their rows differ in length.
    """
    try:
        array = np.asarray(given)
    except EngineError:
        raise  # of a tensor, which says itself why it has no numbers
    except (TypeError, ValueError):
        raise ShapeMismatch(f"{name} must be rows of one length; got rows that differ") from None
    if array.dtype.kind not in "fiub":
        came = "text" if array.dtype.kind in "US" else type((*array.flat, given)[0]).__name__
        raise InvalidValue(f"{name} must be numbers; got {came}")
    return array


def class_numbers(name: str, given: Any, classes: int | None = None) -> Array:
    """Return class numbers as whole numbers.

    Raises InvalidValue of one that is no number from 0, below ``classes`` if there are so many.
    """
    array = numbers(name, given)
    good = (array % 1 == 0) & (array >= 0)
    good &= True if classes is None else array < classes
    if not good.all():
        most = "" if classes is None else f" … {classes - 1}"
        wrong = array.ravel()[int(np.argmin(good))]
        raise InvalidValue(f"{name} must be class numbers, 0{most or ', 1, …'}; got {wrong}")
    return array.astype(int)


def row_shape(name: str, given: Any) -> Shape:
    """Return the shape of one of the rows.  Raises ShapeMismatch if there are none."""
    shape = numbers(name, given).shape
    if not shape or not shape[0]:
        raise ShapeMismatch(f"{name} must have rows; got shape {shape}")
    return shape[1:] or (1,)


def as_rows(name: str, given: Any, shape: Shape) -> Array:
    """Return one input as ``[rows, numbers]``, a view where that is possible.

    Raises ShapeMismatch if it is of another shape, or empty.
    """
    rows = numbers(name, given)
    if rows.ndim and rows.shape[1:] == shape[:-1] and shape[-1] == 1:
        rows = rows[..., np.newaxis]  # a column, or maps of one channel, as Keras takes them
    if not rows.ndim or rows.shape[1:] != shape or not len(rows):
        expected = "(" + ", ".join(["rows", *map(str, shape)]) + ")"
        raise ShapeMismatch(f"{name} must have shape {expected}; got {rows.shape}")
    return rows.reshape(len(rows), -1)


def refuse_nan(name: str, rows: Array) -> None:
    """Raise InvalidValue if there is a NaN or an infinity, naming its first row."""
    if rows.dtype.kind != "f":
        return
    for start in range(0, len(rows), ROWS_LOOKED_AT):
        part = rows[start : start + ROWS_LOOKED_AT]
        good = np.isfinite(part).reshape(len(part), -1).all(axis=1)
        if not good.all():
            row = start + int(np.argmin(good))
            raise InvalidValue(f"{name} must be finite numbers; got NaN or infinity in row {row}")
