"""Sends a worker's replies to calls: the answer, or a refusal that says what was wrong."""

import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import AppError
from app.runs.answers import Answer
from app.runs.blocks import Work
from app.runs.bulk import LONG, split
from app.runs.refusals import error_fields
from app.runs.wire import Channel, ChannelClosed
from app.runs.wire_messages import Call, Part

PART = 1 << 18  # bytes of an answer sent at once: a quarter of the pair's buffer

log = logging.getLogger("playground.worker")


def replying(channel: Channel, header: Call, answer: Answer) -> Work[None]:
    """Send the answer to a call; a large one in parts, between which other messages may go."""
    small, large, lists = split(answer)
    part: Part = {"is": "part", "id": header["id"]}
    rest = memoryview(large)
    for path, entries in lists.items():
        for at in range(0, len(entries), LONG):
            channel.send({**part, "list": path, "entries": entries[at : at + LONG]})
            yield
    while len(rest) > PART:
        channel.send(part, rest[:PART])
        rest = rest[PART:]
        yield
    channel.send({"is": "answer", "value": small, "id": header["id"]}, rest)


def refuse(channel: Channel, header: Call, error: AppError) -> None:
    """Send a refusal of a call."""
    channel.send({"is": "refusal", "id": header["id"], "error": error_fields(error)})


@contextmanager
def refusing(channel: Channel, header: Call) -> Iterator[None]:
    """Refuse a call if something goes wrong in a `with` block, and go on after the block."""
    try:
        yield
    except ChannelClosed:
        raise
    except AppError as error:
        refuse(channel, header, error)
    except Exception:
        fault = log_fault(header["run"])
        why = f"the server failed at it; quote {fault} when reporting it"
        refuse(channel, header, AppError(why))


def log_fault(run: str) -> str:
    """Log the present exception; return the number by which it can be found."""
    fault = secrets.token_hex(4)
    log.exception("a run failed", extra={"fields": {"error_id": fault, "run": run}})
    return f"{fault} (out of memory)" if isinstance(sys.exception(), MemoryError) else fault
