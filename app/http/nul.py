"""Refuses the character NUL in every text: PostgreSQL stores none, and nobody means one.

Bodies and messages are checked where their JSON is read (request_body.py), addresses here, tables
where they are read (engine.datasets).
"""

import re
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import AppError, Unprocessable, fault
from app.http.http_services import services_of
from app.http.problems import problem

ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # in JSON, where it cannot stand as it is
WORDS = "must not hold the character NUL (U+0000)"
REFUSED_STREAM = 1008


def check_json(text: str) -> None:
    """Raise Unprocessable if a text of the JSON holds NUL."""
    if "\\u0000" in text and ESCAPED.search(text):
        raise Unprocessable(f"a text {WORDS}")


def refusal_of(scope: Scope) -> AppError | None:
    """Return what is wrong with the address of a request, if it holds NUL."""
    if "\0" in scope["path"]:
        return Unprocessable(f"the path {WORDS}")
    if b"%00" not in scope["query_string"]:
        return None
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    names = [name for name, value in query if "\0" in name + value]
    faults = [fault(name.replace("\0", "␀"), WORDS, "nul") for name in names]
    return Unprocessable.of(*faults) if names else None


class Addresses:
    """Refuses requests with NUL in their address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        refusal = None if scope["type"] == "lifespan" else refusal_of(scope)
        if refusal is None:
            return await self.app(scope, receive, send)
        services_of(scope["app"]).meter.refused(refusal.code)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": REFUSED_STREAM})
        return await problem(refusal)(scope, receive, send)
