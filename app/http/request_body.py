"""Reads request bodies: capped while they arrive, strict JSON, nothing that JSON does not have.

A route's own dependencies come first: a request without the right to send it, or over its rate
limit, is refused before its body is read.

NaN, Infinity, numbers that overflow, texts with half a character or NUL, deep nesting and huge
numbers of keys are refused before any model sees them: pydantic's errors would take too long.
"""

import asyncio
import inspect
import json
from collections.abc import Callable, Coroutine, Iterable
from functools import wraps
from typing import Any, get_args

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect

from app.documents.checks import LARGE, cost_of
from app.documents.field_errors import refusing_fields
from app.errors import AppError, TooLarge, Unprocessable
from app.http.http_services import services_of
from app.http.nul import check_json
from app.limits.caps import MAX_BODY_BYTES, MAX_CSV_BYTES, MAX_PREDICT_ROWS
from app.limits.owner import named

Endpoint = Callable[..., Coroutine[Any, Any, Response]]

BODY_SECONDS = 10.0  # for a body to arrive: 256 KiB at 26 kB a second
CSV_SECONDS = 30.0  # 1 MiB at 35 kB a second
DIGITS = 20  # of a Content-Length
MAX_DEPTH = 32  # a document has 5
MAX_PARTS = 15_000  # lists and objects; 5,000 points with several labels each are 10,000 lists
MAX_KEYS = 64  # of one object; a document's largest has 8
MAX_ENTRIES = MAX_PREDICT_ROWS  # the longest list that any route takes


class UnsupportedType(AppError):
    """The body is by its own word of another type than the route takes."""

    status, code = 415, "unsupported_type"


class Malformed(AppError):
    """The body is not JSON, or not there."""

    status, code = 400, "malformed"


class TooSlow(AppError):
    """The body did not arrive in time."""

    status, code = 408, "too_slow"


class _Sent:
    """Marks the endpoint's parameter that is made of the body: `Annotated[Model, SENT]`."""


SENT = _Sent()
SCHEMAS = "#/components/schemas/{model}"


class JsonRoute(APIRoute):
    """A route that reads a request's body, if any, after all else has been checked."""

    def __init__(self, path: str, endpoint: Endpoint, **about: Any) -> None:
        self._sent: TypeAdapter[Any] | None = None
        for name, parameter in inspect.signature(endpoint).parameters.items():
            if SENT in get_args(parameter.annotation):
                self._sent = TypeAdapter(parameter.annotation)
                endpoint = _reading(endpoint, name, self._sent)
        super().__init__(path, endpoint, **about)

    def describe(self) -> None:
        """Tell the OpenAPI document of the body, which takes too long to do at every start."""
        if self._sent and not self.openapi_extra:
            self.openapi_extra = _described(self._sent)


def _reading(endpoint: Endpoint, name: str, kind: TypeAdapter[Any]) -> Endpoint:
    """Return an endpoint that takes the request, for one that takes what is made of its body.

    FastAPI reads a body before it looks at a route's dependencies, and checks it on the event loop.
    """

    @wraps(endpoint)
    async def reading(**values: Any) -> Response:
        values[name] = await read_model(values[name], kind)
        return await endpoint(**values)

    whole = inspect.signature(endpoint)
    taken = [
        each.replace(annotation=Request) if each.name == name else each
        for each in whole.parameters.values()
    ]
    reading.__signature__ = whole.replace(parameters=taken)  # type: ignore[attr-defined]
    return reading


def _described(kind: TypeAdapter[Any]) -> dict[str, Any]:
    """Return the OpenAPI description of a body; openapi.py puts its parts in their places."""
    schema = kind.json_schema(ref_template=SCHEMAS)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


async def read_model(request: Request, kind: TypeAdapter[Any]) -> Any:
    """Return what a request's body stands for; raise AppError."""
    body = await _read(request, "application/json", MAX_BODY_BYTES, BODY_SECONDS)
    checks = services_of(request.app).checks
    session = named(request.headers.get("playground-session"))
    cost = len(body) // LARGE
    value = await checks.do(parse_json, body, cost=cost, session=session)
    with refusing_fields():
        check, cost = kind.validate_python, cost_of(value)
        return await checks.do(check, value, cost=cost, session=session)


async def read_csv(request: Request) -> bytes:
    """Return the raw body of a request that brings a table; raise AppError otherwise."""
    return await _read(request, "text/csv", MAX_CSV_BYTES, CSV_SECONDS)


async def _read(request: Request, kind: str, most: int, seconds: float) -> bytes:
    """Return a body, with bounds on its type, size and time; refuse it as early as possible."""
    _check_kind(request, kind)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > DIGITS or int(length) > most):
        raise TooLarge(f"a body has at most {most} bytes; got {length[:DIGITS]}")
    try:
        async with asyncio.timeout(seconds):
            return await _receive(request, most)
    except TimeoutError:
        raise TooSlow(f"the body must arrive within {seconds:g} seconds") from None
    except ClientDisconnect:
        raise Malformed("the body did not arrive") from None


def _check_kind(request: Request, kind: str) -> None:
    """Raise UnsupportedType for a type that a form on a foreign page could send."""
    came = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if came != kind:
        raise UnsupportedType(f"the body must be {kind}; got {came or 'no type'!r}")


async def _receive(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge(f"a body has at most {most} bytes")
    return bytes(body)


def parse_json(text: bytes | str) -> Any:
    """Return the value of strict JSON; raise Malformed or Unprocessable."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        _check_parts(text)
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
        _check_characters(text, value)
        check_json(text)
    except UnicodeEncodeError:
        raise Unprocessable("a text holds a lone surrogate, which is no character") from None
    except UnicodeDecodeError:
        raise Malformed("the body must be UTF-8") from None
    except RecursionError:
        raise Unprocessable(f"JSON is nested at most {MAX_DEPTH} deep") from None
    except ValueError as error:
        raise Malformed(f"the body must be JSON: {error}") from None
    _check_shape(value)
    return value


def _check_parts(text: str) -> None:
    """Raise Unprocessable for too many lists and objects, before any of them is made.

    Brackets within texts count too: a document's texts have 4,120 characters.
    """
    if (parts := text.count("[") + text.count("{")) > MAX_PARTS:
        raise Unprocessable(f"JSON has at most {MAX_PARTS} lists and objects; got {parts}")


def _check_characters(text: str, value: Any) -> None:
    """Raise UnicodeEncodeError for a lone surrogate, which only an escape can stand for."""
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()


def _check_shape(value: Any) -> None:
    """Raise Unprocessable for JSON that is deeper, wider or longer than any that we take."""
    level = _parts([value])
    for _ in range(MAX_DEPTH):
        level = [inner for part in level for inner in _parts(part)]
    if level:
        raise Unprocessable(f"JSON is nested at most {MAX_DEPTH} deep")


def _parts(whole: dict[str, Any] | list[Any]) -> list[Any]:
    """Return the objects and lists directly within one; raise Unprocessable if it is long."""
    entries: Iterable[Any] = whole
    if isinstance(whole, dict):
        entries = whole.values()
        if len(whole) > MAX_KEYS:
            raise Unprocessable(f"an object has at most {MAX_KEYS} keys; got {len(whole)}")
    elif len(whole) > MAX_ENTRIES:
        raise Unprocessable(f"a list has at most {MAX_ENTRIES} entries; got {len(whole)}")
    return [entry for entry in entries if isinstance(entry, dict | list)]


def _no_constant(name: str) -> float:
    raise Unprocessable(f"numbers must be finite; got {name}")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Unprocessable(f"numbers must be finite; got {text[:20]}")
    return number
