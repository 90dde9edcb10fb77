"""Building blocks of documents and commands: strict numbers, texts and choices.

JSON's own types only: a text is no number, a boolean is none either, nothing is NaN or infinite.
"""

import math
import sys
from collections.abc import Collection, Sequence
from itertools import chain
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictStr,
)
from pydantic_core import PydanticCustomError

from app.documents.field_errors import field_error
from engine.printable import ALLOWED, one_line, stray

MOST_BITS = 64  # of a whole number; the engine and the store hold no more
LARGEST = sys.float_info.max


class Model(BaseModel):
    """A part of what clients send: a value that knows its keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )


def number(value: object) -> object:
    """Refuse what pydantic would quietly take for a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number", "must be a number")
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise PydanticCustomError("number", "is too large a number")
    return value


def pairs(most: int) -> PlainValidator:
    """Return the check of a list of `[x1, x2]`, by plain code as there may be thousands.

    It stops at the first fault, and lets an array pass: one that was checked before.
    """

    def check(value: object) -> NDArray[np.float64]:
        if isinstance(value, np.ndarray):
            return value
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= most:
            raise field_error("inputs", f"a list of 1 to {most} pairs of numbers", value)
        if not _are_pairs(value):
            at = next(at for at, pair in enumerate(value) if not _are_pairs([pair]))
            raise field_error(f"inputs.{at}", "a pair of finite numbers", value[at])
        return np.array(value, float)

    return PlainValidator(check)


def _are_pairs(rows: Sequence[Any]) -> bool:
    """Say whether all rows are two finite numbers; without a slow loop in Python."""
    if not set(map(type, rows)) <= {list, tuple} or set(map(len, rows)) != {2}:
        return False
    values = list(chain.from_iterable(rows))
    if not set(map(type, values)) <= {int, float}:
        return False
    return min(values) >= -LARGEST and max(values) <= LARGEST and not any(map(math.isnan, values))


Number = Annotated[float, BeforeValidator(number)]
Whole = Annotated[int, BeforeValidator(number)]  # 3.0 is one, 3.5 is none
Flag = StrictBool
Path = Annotated[StrictStr, Field(max_length=100)]  # of a value in a document, with dots


def _printable(value: str) -> str:
    if code := stray(value):
        facts = {"allowed": ALLOWED, "code": code}
        raise PydanticCustomError("unprintable", "must be {allowed} (here {code})", facts)
    return value


# Of texts: a name stands on one line, a line break or tab in it is a space; others may have lines.
NAMED = AfterValidator(lambda value: _printable(one_line(value)))
WRITTEN = AfterValidator(_printable)


def one_of(names: Collection[str]) -> BeforeValidator:
    """Return the check of a name out of a registry."""
    allowed = ", ".join(names)

    def check(value: object) -> object:
        if isinstance(value, str) and value in names:
            return value
        raise PydanticCustomError("choice", "must be one of {allowed}", {"allowed": allowed})

    return BeforeValidator(check, json_schema_input_type=Literal[tuple(names)])
