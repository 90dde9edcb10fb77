"""Replies over HTTP with JSON or CSV that may be large (large_json.py writes it)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.types import Send

from app.encoding.large_json import csv_chunks, is_long, json_chunks, write_json

JSON, CSV = "application/json", "text/csv; charset=utf-8"


class Chunks(StreamingResponse):
    """A response that is written while it is read, and ends as soon as its reader leaves."""

    def __init__(self, chunks: AsyncGenerator[str, None], **about: Any) -> None:
        super().__init__(chunks, **about)
        self._chunks = chunks

    async def stream_response(self, send: Send) -> None:
        """Send all chunks; free what they are made of, however the response ends."""
        async with aclosing(self._chunks):
            await super().stream_response(send)


async def json_reply(value: Any, **about: Any) -> Response:
    """Return JSON in which every number is finite or null; `about` is the response's.

    A long one is written as it is read.
    """
    if is_long(value):
        return Chunks(json_chunks(value), media_type=JSON, **about)
    return Response(await write_json(value), media_type=JSON, **about)


async def made_reply(value: Any, place: str, *, fresh: bool = True) -> Response:
    """Return what was made, or was there already, and where it is."""
    status = 201 if fresh else 200
    return await json_reply(value, status_code=status, headers={"Location": place})


def csv_reply(columns: list[str], rows: Any, name: str) -> Response:
    """Return a table as a CSV file of this name, written as it is read."""
    attached = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Chunks(csv_chunks(columns, rows), media_type=CSV, headers=attached)
