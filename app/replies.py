"""Answers over HTTP whose JSON or CSV may be large (how it is written: writing.py)."""

from typing import Any

from fastapi import Response
from fastapi.responses import StreamingResponse

from app.writing import csv_chunks, is_long, json_chunks, write_json

JSON, CSV = "application/json", "text/csv; charset=utf-8"


async def json_reply(value: Any, **about: Any) -> Response:
    """Return JSON in which every number is finite or null; `about` is the response's.

    A long one is written as it is read.
    """
    if is_long(value):
        return StreamingResponse(json_chunks(value), media_type=JSON, **about)
    return Response(await write_json(value), media_type=JSON, **about)


def csv_reply(columns: list[str], rows: Any, name: str) -> Response:
    """Return a table as a CSV file of this name, written as it is read."""
    attached = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(csv_chunks(columns, rows), media_type=CSV, headers=attached)
