"""Errors of fields: what pydantic and our own checks find wrong, in one wording.

Each says of one field what is allowed and what came: `data.noise must be at most 0.5; got 9`.
pydantic's own words stand nowhere: they differ from ours, and speak of Python's types.
"""

import reprlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from app.errors import FieldFault, Unprocessable, fault

MAX_ERRORS = 20  # reported at once; a list of 5,000 bad points needs no more
STEPS = ("function-", "tagged-", "constrained-")  # pydantic's own in a location, no keys of ours
COMPLETE = ("missing", "formula")  # what came is said already, or there is nothing to say of it
NUMBER, WHOLE, TEXT = "must be a number", "must be a whole number", "must be text"
LIST, OBJECT, FLAG = "must be a list", "must be an object", "must be true or false"
WORDS = {  # by pydantic's type of error; other types are our own, with words of ours
    "extra_forbidden": "is not a known key",
    "missing": "is needed",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "finite_number": "must be a finite number",
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": WHOLE,
    "int_from_float": WHOLE,
    "bool_type": FLAG,
    "bool_parsing": FLAG,
    "string_type": TEXT,
    "string_unicode": "must be text in valid unicode",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
    "literal_error": "must be {expected}",
    "list_type": LIST,
    "tuple_type": LIST,
    "too_short": "must have at least {min_length} items",
    "too_long": "must have at most {max_length} items",
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "union_tag_not_found": "must be an object with a {discriminator}",
    "union_tag_invalid": "must be an object whose {discriminator} is one of {expected_tags}",
}


def field_error(path: str, allowed: str, got: object) -> PydanticCustomError:
    """Return the error of a field that does not fit another one; without a path, of this field."""
    facts = {"path": path, "allowed": allowed, "got": reprlib.repr(got)}
    return PydanticCustomError("does_not_fit", "must be {allowed}", facts)


def field_errors(error: ValidationError) -> list[FieldFault]:
    """Return each bad field's path and what is wrong with it, as plain texts fit for JSON."""
    tagged = error.title.startswith("tagged-union")  # its locations begin with the tag
    return [_fault(found, int(tagged)) for found in error.errors(include_url=False)[:MAX_ERRORS]]


def parameter_errors(errors: Sequence[Any]) -> list[FieldFault]:
    """Return the same for parameters of a request, whose locations begin with their kind."""
    return [_fault(found, 1) for found in errors[:MAX_ERRORS]]


@contextmanager
def refusing_fields() -> Iterator[None]:
    """Turn a ValidationError into Unprocessable."""
    try:
        yield
    except ValidationError as error:
        raise Unprocessable.of(*field_errors(error)) from None


def _fault(found: Mapping[str, Any], leading: int) -> FieldFault:
    facts = found.get("ctx", {})
    keys = [str(key) for key in found["loc"][leading:] if not str(key).startswith(STEPS)]
    kind = found["type"]
    words = WORDS[kind].format_map(facts) if kind in WORDS else found["msg"]
    got = facts.get("got") or reprlib.repr(found["input"])
    detail = _plain(words if kind in COMPLETE else f"{words}; got {got}")
    result = fault(_plain(facts.get("path") or ".".join(keys)), detail, kind)
    if position := facts.get("position"):
        result["position"] = position
    return result


def _plain(words: str) -> str:
    """Escape lone surrogates, which no UTF-8 text can hold."""
    return words.encode("utf-8", "backslashreplace").decode()
