"""The OpenAPI document in the words of JSON Schema, also where pydantic leaves words of its own.

A bound behind a check of ours (`fields.Number`) comes out as pydantic calls it: `{"ge": 1}` means
nothing to a reader of the document, and the number would seem to have no bound.
"""

import asyncio
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from app.http.request_body import JsonRoute

INTRODUCTION = """
A neural network learns on the server while clients watch and steer it.

1. `POST /api/runs` with an `experiment` makes a **run**; every part that is left out has its
   default (`GET /api/catalog` shows the choices, defaults and limits). The answer has the `id`
   and the `control_token` of the run.
2. `POST /api/runs/{run_id}/commands` steers it (`{"type": "start"}`, `step`, `reset`, `set`, …). It
   needs the token: `Authorization: Bearer …`. Everybody with the id may read the run.
3. The WebSocket `/api/runs/{id}/stream` sends what a viewer sees; `docs/protocol.md` describes it.
4. `POST /api/experiments` saves an experiment under a short link, `/e/{id}`.
5. `POST /api/studies` makes a **study**, a run that trains many variations of an experiment in lock
   step; `docs/studies.md` describes it.
6. `POST /api/images` makes a run that learns to tell **images** apart; `docs/images.md` describes
   it.

**Sessions.** `Playground-Session` is any text that names a client. Rate limits and caps count by
it; requests without it count together. It is no secret, and nothing needs a login.

**Errors** are problem documents (RFC 9457) with a stable `code`. A 429 or 503 says in `Retry-After`
when to come again. Numbers that are not finite are `null`.

**Python.** `pip install 'neural-playground[client]'` brings the client `playground`, with the
source of the server and the engine: runs as objects, frames as arrays, figures.
"""

BOUNDS = {
    "ge": "minimum",
    "le": "maximum",
    "gt": "exclusiveMinimum",
    "lt": "exclusiveMaximum",
}


class Described(FastAPI):
    """An application whose OpenAPI document is in the words of JSON Schema alone."""

    def setup(self) -> None:
        """Add the route of the document, which is made when somebody asks for it."""
        self._turn = asyncio.Lock()
        self.add_route("/openapi.json", self._read, include_in_schema=False)

    async def _read(self, _: Request) -> Response:
        async with self._turn:
            return JSONResponse(self.openapi_schema or await asyncio.to_thread(self.openapi))

    def openapi(self) -> dict[str, Any]:
        """Return the document, made once; that takes half a second."""
        if not self.openapi_schema:
            for route in self.routes:
                if isinstance(route, JsonRoute):
                    route.describe()
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
