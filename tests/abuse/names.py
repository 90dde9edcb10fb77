"""Attacks by what a request calls the server, by what it says of itself, and by old libraries."""

import io
import json
import logging
from importlib import metadata
from typing import Any

from app.admin import doctor
from app.http.templates import TEMPLATES
from app.routers import pages
from app.services.access import new_secret
from app.telemetry import logs
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage

EVIL = {"Host": "evil.example"}
FORGED = 'x", "level": "error", "event": "all is lost\n12:00:00 ERROR   all is lost\r\x1b[2J\u2028'
SECRET = new_secret()


def redirect_to_a_foreign_name(stage: Stage) -> bool:
    """Be sent on to whatever the request called the server."""
    answer = stage.http.get("/gallery/", headers=EVIL, follow_redirects=False)
    return "evil" in answer.headers.get("location", "")


def links_to_a_foreign_name(stage: Stage) -> bool:
    """Have a page, which a cache may hand on, load its parts from a foreign name."""
    made = stage.http.post("/api/experiments", json={"experiment": {}})
    return "evil" in stage.http.get(made.json()["url"], headers=EVIL).text


def page_of_a_foreign_name(stage: Stage) -> bool:
    """Let a name of one's own point at a server that only its visitors reach."""
    return stage.http.get("/api/experiments", headers=EVIL).status_code == 200


def believing(request: Any, name: str, **context: Any) -> Any:
    """Stand for a page that believes what it is called."""
    root = {"root": str(request.base_url)}
    return TEMPLATES.TemplateResponse(request, name, {**context, **root})


def logged(formatter: logging.Formatter, name: str) -> str:
    """Return what the log says of something that a stranger has named."""
    written, logger = io.StringIO(), logging.Logger("playground.test")
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    logger.addHandler(handler)
    logger.warning("a table's reader failed: %s", name, extra={"fields": {"name": name}})
    return written.getvalue().removesuffix("\n")


def forged_line(_: Stage) -> bool:
    """Begin a line of one's own in the log, or command the terminal that shows it."""
    return not logged(logs.Text(), FORGED).isprintable()


def forged_entry(_: Stage) -> bool:
    """Have the log say of an event what the server did not."""
    line = logged(logs.Json(), FORGED)
    return not line.isprintable() or json.loads(line)["level"] != "warning"


def naive_line(_: logs.Json, record: logging.LogRecord) -> str:
    """Stand for a line that is put together by hand."""
    line = logs.line_of(record)
    return f'{{"event": "{line["event"]}", "level": "warning", "name": "{line["name"]}"}}'


def secret_in_the_log(_: Stage) -> bool:
    return SECRET in logged(logs.Json(), f"https://here.example/r/1#{SECRET}")


def secret_handed_on(stage: Stage) -> bool:
    """Follow a link out of a run's page, whose address is told to the next one."""
    place = f"/r/{stage.run()['id']}"
    return stage.http.get(place).headers.get("referrer-policy") != "no-referrer"


def secret_in_a_cache(stage: Stage) -> bool:
    return stage.post("/api/runs", "{}").headers["cache-control"] != "no-store"


def outdated(name: str) -> str:
    """Stand for an installation that was never brought up to date."""
    return {"uvicorn": "0.52.0"}.get(name) or metadata.version(name)


def old_server(_: Stage) -> bool:
    """Be served by a uvicorn that keeps without limit what nobody reads."""
    return all(finding.verdict == "ok" for finding in doctor.check_libraries(outdated))


ANY_NAME = {"app.http.trusted_hosts.Hosts.goes_by": lambda *_: True}
NAMES = [
    Abuse(
        "redirect to a foreign name",
        "host and path poisoning",
        redirect_to_a_foreign_name,
        {"uvicorn.app.router.redirect_slashes": True, **ANY_NAME},
    ),
    Abuse(
        "links to a foreign name",
        "host and path poisoning",
        links_to_a_foreign_name,
        {f"{pages.__name__}.page_answer": believing, **ANY_NAME},
    ),
    Abuse("page of a foreign name", "host and path poisoning", page_of_a_foreign_name, ANY_NAME),
    Abuse("line in the log", "log injection", forged_line, {"app.telemetry.logs._printable": str}),
    Abuse(
        "entry of the log",
        "log injection",
        forged_entry,
        {"app.telemetry.logs.Json.format": naive_line},
    ),
    Abuse(
        "secret in the log", "secret leaks", secret_in_the_log, {"app.telemetry.logs.SECRETS": ()}
    ),
    Abuse(
        "secret handed on", "secret leaks", secret_handed_on, {"app.http.middleware.HEADERS": {}}
    ),
    Abuse(
        "secret in a cache",
        "secret leaks",
        secret_in_a_cache,
        {"app.http.middleware.KEEPING": "max-age=600"},
    ),
    Abuse("old server", "dependency pinning", old_server, {"app.admin.doctor.FLOORS": {}}),
]
