"""JSON bodies, read strictly: capped while they arrive, and nothing in them but what JSON has.

NaN, Infinity, numbers that overflow, texts that UTF-8 cannot hold and bombs of brackets are
refused before any model sees them.
"""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from app.errors import AppError, TooLarge, Unprocessable
from app.limits import MAX_BODY_BYTES

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class UnsupportedType(AppError):
    """The body is not JSON by its own word."""

    status, code = 415, "unsupported_type"


class Malformed(AppError):
    """The body is not JSON."""

    status, code = 400, "malformed"


class JsonRoute(APIRoute):
    """A route whose body, if it has one, is read by `read_json`."""

    def get_route_handler(self) -> Handler:
        """Read the body before FastAPI looks at it."""
        handler = super().get_route_handler()
        if self.body_field is None:
            return handler

        async def reading(request: Request) -> Response:
            request._body, request._json = await read_json(request)
            return await handler(request)

        return reading


async def read_json(request: Request) -> tuple[bytes, Any]:
    """Return a request's body and the value it stands for; raise AppError if there is none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedType(f"the body must be application/json; got {kind or 'no type'!r}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge(f"a body has at most {MAX_BODY_BYTES} bytes")
    return bytes(body), parse_json(bytes(body))


def parse_json(text: bytes | str) -> Any:
    """Return the value of strict JSON; raise Malformed or Unprocessable."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Unprocessable("a text holds a lone surrogate, which is no character") from None
    except UnicodeDecodeError:
        raise Malformed("the body must be UTF-8") from None
    except RecursionError:
        raise Unprocessable("the body is nested too deeply") from None
    except ValueError as error:
        raise Malformed(f"the body must be JSON: {error}") from None
    return value


def _no_constant(name: str) -> float:
    raise Unprocessable(f"numbers must be finite; got {name}")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Unprocessable(f"numbers must be finite; got {text[:20]}")
    return number
