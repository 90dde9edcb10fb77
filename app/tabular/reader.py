"""Reads uploaded tables, each in a process of its own, a few at a time.

A table that takes more memory or processor time than any honest one is its sender's fault: the
kernel ends its process, and the answer is a 422.  A process that the machine is too busy to run is
ended here, and the answer is a 503.  Uploads that come while all readers are busy wait for a while,
as in a class that uploads at once; beyond these the answer is a 503, too.
"""

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Place, Unavailable, Unprocessable, fault
from app.limits.blas_threads import ONE_BLAS_THREAD
from app.tabular.table_types import ReadAnswer, RefusedAnswer, TableFacts

AT_ONCE = 2
WAITING = 32  # tables of at most 1 MiB: a class that uploads at once
WAIT_SECONDS = 10.0
READ_SECONDS = 20.0  # of waiting; the costliest needs 0.9 of a processor
RETRY = {"Retry-After": "5"}
PROGRAM = "app.tabular.reading_process"

log = logging.getLogger("playground")


@dataclass(frozen=True)
class ReadTable:
    """A table that was read: its description, its columns as JSON, and what it took."""

    about: TableFacts
    columns: str
    peak_bytes: int


class TableReader:
    """Starts a process per table, and ends those that take too long."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def read(self, content: bytes, reading: Mapping[str, Any]) -> ReadTable:
        """Return the table in a CSV.  Raises Unprocessable, Unavailable."""
        async with self._turn():
            lines = await _run(content, json.dumps(dict(reading)))
        answer: ReadAnswer | RefusedAnswer = json.loads(lines[0])
        if "errors" in answer:
            raise Unprocessable(answer["detail"], code="bad_table", errors=answer["errors"])
        return ReadTable(answer["about"], lines[1].decode(), answer["peak_bytes"])

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()


async def _run(content: bytes, reading: str) -> list[bytes]:
    """Return the lines of a reader's answer.  Raises Unprocessable, Unavailable."""
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", PROGRAM, reading),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
        )
    except OSError as error:  # no process, no memory for one
        raise _busy() from error
    try:
        async with asyncio.timeout(READ_SECONDS):
            output, trouble = await process.communicate(content)
    except TimeoutError:
        raise _busy() from None
    finally:
        await _end(process)
    if process.returncode:
        *_, last = ["", *trouble.decode(errors="replace").strip().splitlines()]
        fields = {"returncode": process.returncode, "why": last}
        log.warning("a table's reader failed", extra={"fields": fields})
        raise _too_costly()
    return output.splitlines()


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
            process.kill()
        await process.wait()


def _environment() -> dict[str, str]:
    """Return the environment without the server's own settings, which may hold passwords."""
    paths = os.pathsep.join(path for path in sys.path if path)
    kept = {name: value for name, value in os.environ.items() if "PLAYGROUND" not in name}
    return kept | ONE_BLAS_THREAD | {"PYTHONPATH": paths}


def _busy() -> Unavailable:
    return Unavailable("too many tables are being read: try again in a moment", headers=RETRY)


def _too_costly() -> Unprocessable:
    whole: Place = {"line": None, "column": None, "name": None}
    return Unprocessable(
        "the table is too costly to read: it takes more memory or time of a processor than a table "
        "of the allowed size needs",
        code="too_costly",
        errors=[fault("", "is too costly to read", "too_costly", **whole)],
    )
