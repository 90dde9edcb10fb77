"""Every error as an RFC 9457 problem document: one handler, one shape.

A browser that opens a page gets the error as a page (error_pages.py).

An unforeseen error is logged with a number and answered with that number, never with a trace.
"""

import logging
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from app.documents.field_errors import parameter_errors
from app.encoding.messages import to_json
from app.errors import AppError, Unprocessable
from app.http.error_pages import error_page, prefers_page
from app.http.http_services import services_of
from app.http.middleware import HEADERS, POLICY
from app.telemetry.logs import TOLD

MEDIA_TYPE = "application/problem+json"
SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "error_id": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}

SOON = {"Retry-After": "1"}  # by default: a worker is replaced in less

log = logging.getLogger("playground")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of a route's errors."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": SCHEMA}},
        }
        for status in statuses
    }


def members(error: AppError) -> dict[str, Any]:
    """Return the members that every problem document has."""
    return {
        "type": "about:blank",  # `code` says more than the status
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
    }


def problem(error: AppError, **more: str) -> Response:
    """Return the problem document of an error, with more members if there are any."""
    errors = {"errors": error.errors} if error.errors else {}
    return Response(
        to_json({**members(error), **errors, **more}).encode("utf-8", "backslashreplace"),
        error.status,
        _headers(error),
        MEDIA_TYPE,
    )


def _headers(error: AppError) -> dict[str, str]:
    again = SOON if error.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return {**again, **error.headers, "Cache-Control": "no-store"}


def answer(scope: Scope, error: AppError, **more: str) -> Response:
    """Return an error as the client wants it: a page for people, else a problem document."""
    if prefers_page(scope):
        return error_page(scope, error, _headers(error))
    return problem(error, **more)


def refuse(request: Request, error: AppError, **more: str) -> Response:
    """Answer a request with its error, and count the refusal."""
    services_of(request.app).meter.refused(error.code)
    return answer(request.scope, error, **more)


def _route(request: Request) -> str:
    """Return the route of a request, without the values of its parameters."""
    route = request.scope.get("route")
    return getattr(route, "path", "")


def _methods(request: Request, routes: Sequence[BaseRoute]) -> list[str]:
    """Return the methods that the requested path allows."""
    fitting = (one for one in routes if one.matches(request.scope)[0] != Match.NONE)
    methods = {name for route in fitting for name in getattr(route, "methods", None) or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def install(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Make an app with these routes answer every error with a problem document."""

    @app.exception_handler(AppError)
    async def _ours(request: Request, error: AppError) -> Response:
        return refuse(request, error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        return refuse(request, Unprocessable.of(*parameter_errors(error.errors())))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = HTTPStatus(error.status_code).name.lower()
        detail = f"{error.detail}"
        headers = dict(error.headers or {})
        if "Allow" in headers:  # of one route; the path may have others
            headers["Allow"] = ", ".join(_methods(request, routes))
        return refuse(
            request, AppError(detail, status=error.status_code, code=code, headers=headers)
        )

    @app.exception_handler(Exception)
    async def _unforeseen(request: Request, error: Exception) -> Response:
        fault = secrets.token_hex(4)
        facts = {"error_id": fault, "method": request.method, "route": _route(request)}
        log.error("the server failed at a request", exc_info=error, extra={"fields": facts})
        setattr(error, TOLD, True)  # it goes on to uvicorn, which would log it again
        words = f"the server failed; quote {fault} when reporting it"
        reply = refuse(request, AppError(words), error_id=fault)
        reply.headers.update(HEADERS)  # made outside of all middleware
        reply.headers.setdefault("Content-Security-Policy", POLICY)
        return reply
