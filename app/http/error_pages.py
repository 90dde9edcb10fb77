"""Errors as pages for people: what happened in plain words, and a way on.

A browser that opens an address asks for HTML before JSON.  Programs, and all requests under /api/,
get a problem document (problems.py).
"""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from app.errors import AppError
from app.http.http_services import services_of
from app.http.middleware import embed_policy
from app.http.templates import TEMPLATES

FOR_PROGRAMS = "/api/", "/healthz", "/readyz", "/metrics"
STYLES = "/static/css/base.css", "/static/css/error.css", "/static/icon.svg"  # of the page itself
EMBEDS = "/embed/"  # may stand in a frame of another site's page, and so may their errors
ABOVE = "../"
DEEPEST = 50  # levels of an address that lead up to the root; nothing of ours lies as deep
AGAIN = {429, 500, 502, 503, 504, 507}  # with these the same address may work later


class _Words(NamedTuple):
    title: str
    advice: str
    has_reason: bool = False  # the error's own words are shown too


BY_CODE = {
    "no_such_experiment": _Words(
        "There is no experiment at this link",
        "Check that you copied the whole link. This server has saved no experiment under it.",
    ),
    "no_such_run": _Words(
        "There is no run at this link",
        "Check that you copied the whole link. The server also deletes a run that nobody has "
        "opened for days; saved experiments stay.",
    ),
    "no_such_lesson": _Words(
        "There is no lesson at this link",
        "Check that you copied the whole link. Somebody may have deleted the lesson.",
    ),
    "lesson_removed": _Words(
        "This lesson was removed",
        "The operator of this server has deleted it for good.",
    ),
    "removed": _Words(
        "This experiment was removed",
        "The operator of this server has deleted it for good.",
    ),
    "foreign_name": _Words(
        "This server has another address",
        "It does not answer to the name in your address bar. If you run it, add that name to "
        "PLAYGROUND_ORIGINS.",
    ),
}
BY_STATUS = {
    404: _Words(
        "There is no such page",
        "Check that you copied the whole link; mail programs sometimes cut long ones.",
    ),
    405: _Words("This page cannot be used like that", "Open it by a link instead."),
    422: _Words(
        "This link is not complete",
        "A part of it is missing or wrong. Check that you copied the whole link.",
    ),
    429: _Words(
        "Too many requests at once",
        "The server limits the requests of each visitor. Wait a moment, then try again.",
    ),
    503: _Words(
        "The server is busy",
        "Wait a moment, then try again.",
        has_reason=True,
    ),
}
REFUSED = _Words("The server refused this request", "The reason is below.", has_reason=True)
FAILED = _Words("The server failed", "This is no fault of yours.", has_reason=True)


def prefers_page(scope: Scope) -> bool:
    """Say whether a request is a person's: for a page, by a client that prefers HTML to JSON."""
    if scope["type"] != "http" or scope["path"].startswith(FOR_PROGRAMS):
        return False
    weights = _weights(Headers(scope=scope).get("accept", ""))
    return _wanted(weights, "text/html") > _wanted(weights, "application/json")


def _wanted(weights: Mapping[str, float], kind: str) -> float:
    """Return how much a kind of content is wanted: the most exact entry decides."""
    entries = kind, f"{kind.partition('/')[0]}/*", "*/*"
    return next((weights[entry] for entry in entries if entry in weights), 0.0)


def _weights(accept: str) -> dict[str, float]:
    """Return the weights of an `Accept` by its entries."""
    parts = (part.partition(";") for part in accept.split(","))
    return {kind.strip().lower(): _weight(parameters) for kind, _, parameters in parts}


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def error_page(scope: Scope, error: AppError, headers: Mapping[str, str]) -> Response:
    """Return the page of an error; its template escapes what stands in the error's words."""
    settings = services_of(scope["app"]).settings
    is_embed = scope["path"].startswith(EMBEDS)
    framing = {"Content-Security-Policy": embed_policy(settings.frame_ancestors)}
    page = TEMPLATES.get_template("error.html").render(
        root=_root(scope),
        words=_words(error),
        reason=error.detail[:1].upper() + error.detail[1:],
        again=error.status in AGAIN,
        is_embed=is_embed,
        is_elsewhere=error.code == "foreign_name",  # no link of this address leads on
        address=settings.own_address,
    )
    return HTMLResponse(page, error.status, {**headers, **(framing if is_embed else {})})


def _words(error: AppError) -> _Words:
    usual = FAILED if error.status >= 500 else REFUSED
    return BY_CODE.get(error.code) or BY_STATUS.get(error.status) or usual


def _root(scope: Scope) -> str:
    """Return the way from the requested address up to the playground's root."""
    asked: bytes = scope.get("raw_path") or scope["path"].encode()
    return ABOVE * min(DEEPEST, asked.count(b"/") - 1)
