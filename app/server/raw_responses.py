"""Answers to clients that are refused before their request reaches the application."""

from http import HTTPStatus

from app.encoding.messages import to_json
from app.errors import AppError, Unavailable
from app.http.problems import MEDIA_TYPE, members
from app.limits.caps import MAX_HEAD_BYTES


def _answer(error: AppError, headers: str = "") -> bytes:
    """Return the whole answer, after which the connection is closed."""
    words = to_json(members(error))
    return (
        f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}\r\nConnection: close\r\n"
        f"{headers}Cache-Control: no-store\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(words.encode())}\r\n\r\n{words}"
    ).encode()


FULL = _answer(Unavailable("the server is full", code="full"), "Retry-After: 10\r\n")
NO_REQUEST = _answer(AppError("this is no HTTP request", status=400, code="invalid"))
LARGE_HEAD = _answer(
    AppError(f"a request's head has at most {MAX_HEAD_BYTES} bytes", status=431, code="too_large"),
)
NO_STREAM = _answer(
    AppError("no stream can begin with this request", status=400, code="invalid"),
)
