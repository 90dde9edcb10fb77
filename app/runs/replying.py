"""How a worker answers calls: with the answer, or with a refusal that says what was wrong."""

import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.errors import AppError
from app.runs.bulk import split
from app.runs.wire import Header, Pair, PairClosed

TOLD = "status", "code", "detail", "errors", "headers"  # of an error

log = logging.getLogger("playground.worker")


def reply(pair: Pair, header: Header, answer: dict[str, Any]) -> None:
    """Answer a call."""
    small, large = split(answer)
    pair.send({"is": "answer", "value": small, "id": header["id"]}, large)


@contextmanager
def refusing(pair: Pair, header: Header) -> Iterator[None]:
    """Answer a call with a refusal if something goes wrong, and go on behind."""
    try:
        yield
    except PairClosed:
        raise
    except AppError as error:
        told = refusal(error)
    except Exception:
        fault = log_fault(header["run"])
        told = refusal(AppError(f"the server failed at it; quote {fault} when reporting it"))
    else:
        return
    pair.send({"is": "refusal", "id": header["id"]} | told)


def refusal(error: AppError) -> Header:
    """Return an error as plain data."""
    return {key: getattr(error, key) for key in TOLD}


def remade(told: Header) -> AppError:
    """Return the error that `refusal` was given."""
    return AppError(told["detail"], **{key: told[key] for key in TOLD if key != "detail"})


def log_fault(run: str) -> str:
    """Log the exception at hand; return the number by which it can be found."""
    fault = secrets.token_hex(4)
    log.exception("a run failed", extra={"fields": {"error_id": fault, "run": run}})
    return f"{fault} (out of memory)" if isinstance(sys.exception(), MemoryError) else fault
