"""Answers over HTTP whose JSON may be large (how it is written: writing.py)."""

from typing import Any

from fastapi import Response

from app.writing import write_json

JSON = "application/json"


async def json_reply(value: Any, **about: Any) -> Response:
    """Return JSON in which every number is finite or null; `about` is the response's."""
    return Response(await write_json(value), media_type=JSON, **about)
