"""The OpenAPI document in the words of JSON Schema, where pydantic leaves some of its own.

A bound behind a check of ours (`fields.Number`) comes out as pydantic calls it: `{"ge": 1}` is
nothing that a reader of the document knows, and its number would be without a bound.
"""

from typing import Any

from fastapi import FastAPI

BOUNDS = {
    "ge": "minimum",
    "le": "maximum",
    "gt": "exclusiveMinimum",
    "lt": "exclusiveMaximum",
}


class Described(FastAPI):
    """An application whose document is read by others' programs."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, made once."""
        if not self.openapi_schema:
            self.openapi_schema = in_schema_words(super().openapi())
        return self.openapi_schema


def in_schema_words(part: Any) -> Any:
    """Return a part of a document with its bounds called what JSON Schema calls them."""
    if isinstance(part, list):
        return [in_schema_words(one) for one in part]
    if not isinstance(part, dict):
        return part
    names = BOUNDS if part.get("type") in ("number", "integer") else {}
    return {names.get(key, key): in_schema_words(one) for key, one in part.items()}
