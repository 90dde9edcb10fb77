"""The log: one line for each event, as JSON for programs, or as text for people on a terminal.

A caller logs the event as a constant message, and its details in `extra={"fields": {...}}`.  What
may come from a client is cut and escaped, so that it can neither fill the log nor begin a line of
its own; what looks like a secret is hidden wherever it stands.  line_limiter.py limits the number
of lines.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from app.telemetry.line_limiter import LineLimiter

Style = Literal["auto", "text", "json"]
LONGEST_VALUE = 200  # characters of what may come from a client
LONGEST_EVENT, LONGEST_TRACE = 1_000, 16_000
TOLD = "told_to_log"  # set on an exception of which there is a line already
HIDDEN = "[hidden]"
SECRETS = (
    (re.compile(r"(?<![\w-])[\w-]{32}(?![\w-])"), HIDDEN),  # a control token's shape
    (re.compile(r"(?i)\b(bearer\s+|token[\"']?\s*[:=]\s*[\"']?)[^\s\"',;}]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(\bauthorization[\"']?\s*[:=,]\s*).+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<=[\w/?=&.%-])#[^\s\"'>]+"), f"#{HIDDEN}"),  # an address's fragment
    (re.compile(r"(://[^\s:/@]*:)[^\s/@]+(?=@)"), rf"\1{HIDDEN}"),  # an address's password
)

Line = dict[str, Any]


def style_of(environment: Mapping[str, str]) -> Style:
    """Return the style that a server's environment asks for, which it has checked."""
    wanted = environment.get("PLAYGROUND_LOG_FORMAT", "auto")
    return "text" if wanted == "text" else "json" if wanted == "json" else "auto"


def configure(style: Style) -> None:
    """Write this process's log to stderr; `auto` is text where that is a terminal."""
    as_text = sys.stderr.isatty() if style == "auto" else style == "text"
    handler = handler_to(sys.stderr, Text() if as_text else Json())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("playground").setLevel(logging.INFO)
    logging.captureWarnings(True)


def handler_to(stream: TextIO, formatter: logging.Formatter) -> logging.Handler:
    """Return what writes lines to a stream: each once, and only so many."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(is_news)
    handler.addFilter(LineLimiter(handler))
    return handler


def is_news(record: logging.LogRecord) -> bool:
    """Say whether an exception has no line of its own yet."""
    return not (record.exc_info and getattr(record.exc_info[1], TOLD, False))


def line_of(record: logging.LogRecord) -> Line:
    """Return what a record says, without secrets."""
    moment = datetime.fromtimestamp(record.created, UTC)
    event, trace = _said(record), ""
    if record.exc_info and record.exc_info[0]:
        trace = "".join(traceback.format_exception(*record.exc_info))
    elif event.startswith("Traceback"):  # uvicorn reports so why it cannot start
        event, trace = event.rstrip().rpartition("\n")[2], event
    return {
        "time": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": _safe(event, LONGEST_EVENT),
        **{key: _value(value) for key, value in getattr(record, "fields", {}).items()},
        **({"traceback": _trace(trace)} if trace else {}),
    }


def _said(record: logging.LogRecord) -> str:
    """Return the message, with each argument made safe before it goes into it."""
    arguments = record.args
    if isinstance(arguments, Mapping):
        return str(record.msg) % {key: _value(value) for key, value in arguments.items()}
    return str(record.msg) % tuple(map(_value, arguments)) if arguments else str(record.msg)


def _value(value: object) -> object:
    """Return a field's value as JSON has it."""
    if value is None or isinstance(value, bool | int):
        return value
    return value if isinstance(value, float) and abs(value) < float("inf") else _safe(str(value))


def _safe(text: str, longest: int = LONGEST_VALUE) -> str:
    """Return a text without secrets, cut."""
    for secret, instead in SECRETS:
        text = secret.sub(instead, text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _trace(text: str) -> str:
    """Return a traceback with each line made safe; of a very long one, the end."""
    return "\n".join(map(_safe, text.rstrip().split("\n")))[-LONGEST_TRACE:]


class Json(logging.Formatter):
    """A line of JSON for each event, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line."""
        return json.dumps(line_of(record), allow_nan=False)


class Text(logging.Formatter):
    """A line of text for each event; a traceback follows, set in."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line, or more with a traceback."""
        line = line_of(record)
        trace = [f"    {_printable(row)}" for row in line.pop("traceback", "").split("\n") if row]
        time, level, event = (line.pop(key) for key in ("time", "level", "event"))
        pairs = "".join(f"  {key}={_printable(str(value))}" for key, value in line.items())
        head = f"{time[11:19]} {level.upper():8}{_printable(event)}{pairs}"
        return "\n".join([head, *trace])


def _printable(text: str) -> str:
    """Return a text whose line breaks and terminal commands are written out."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )
