"""However long a list of what is wrong, few faults are made of it: each takes some microseconds."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.documents.commands import Inspect, Predict
from app.documents.experiment import Experiment
from app.http.request_body import MAX_ENTRIES, MAX_KEYS

MOST = MAX_KEYS + 1  # of one object with unknown keys alone
ENTRY = {f"k{n}": 0 for n in range(MAX_KEYS)}


def lists_in(schema: Any, whole: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the places of all lists in a JSON schema."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "array" or "items" in schema:
        yield place
    for choice in schema.get("anyOf", ()):
        yield from lists_in(choice, whole, place)
    for key, inner in schema.get("properties", {}).items():
        yield from lists_in(inner, whole, (*place, key))


def places() -> list[tuple[Any, tuple[str, ...]]]:
    schemas = [(kind, kind.model_json_schema()) for kind in (Experiment, Predict, Inspect)]
    return [(kind, place) for kind, whole in schemas for place in lists_in(whole, whole)]


def test_the_documents_lists_are_found():
    found = {place for _, place in places()}
    assert {("network", "hidden"), ("data", "columns"), ("view", "hide"), ("features",)} <= found


@pytest.mark.parametrize("entry", [None, ENTRY], ids=["none", "unknown keys"])
@pytest.mark.parametrize(("kind", "place"), places(), ids=lambda value: str(value)[:60])
def test_a_long_list_has_few_faults(kind, place, entry):
    value: Any = [entry] * MAX_ENTRIES
    for key in reversed(place):
        value = {key: value}
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(kind).validate_python(value)
    assert wrong.value.error_count() <= MOST
