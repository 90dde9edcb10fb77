"""The OpenAPI document in the words of JSON Schema, also where pydantic leaves words of its own.

A bound behind a check of ours (`fields.Number`) comes out as pydantic calls it: `{"ge": 1}` means
nothing to a reader of the document, and the number would seem to have no bound.
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
    """An application whose OpenAPI document is in the words of JSON Schema alone."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, made once."""
        if not self.openapi_schema:
            document = in_schema_words(super().openapi())
            schemas = document["components"].setdefault("schemas", {})
            schemas |= _taken_out(document["paths"])
            self.openapi_schema = document
        return self.openapi_schema


def _taken_out(part: Any) -> dict[str, Any]:
    """Move the schemas that pydantic has nested within others out, and return them."""
    if not isinstance(part, dict):
        return {}
    schemas = dict(part.pop("$defs", {}))
    for inner in part.values():
        schemas |= _taken_out(inner)
    return schemas


def in_schema_words(part: Any) -> Any:
    """Return a part of a document with its bounds called what JSON Schema calls them."""
    if isinstance(part, list):
        return [in_schema_words(one) for one in part]
    if not isinstance(part, dict):
        return part
    names = BOUNDS if part.get("type") in ("number", "integer") else {}
    return {names.get(key, key): in_schema_words(one) for key, one in part.items()}
