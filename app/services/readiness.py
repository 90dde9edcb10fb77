"""Readiness: whether there are workers to train, a database to write to, and places for visitors.

It checks what a visitor would meet; frequent requests get the answer of up to a second ago.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from app.errors import FieldFault, Unavailable, fault
from app.services.persistence import RunPersister
from app.services.run_service import RunService
from app.store.store_errors import StoreBusy, StoreFull

FRESH_SECONDS = 1.0


class Readiness:
    """Checks all that a server needs."""

    def __init__(
        self, runs: RunService, persister: RunPersister, try_database: Callable[[], Awaitable[None]]
    ) -> None:
        self._runs, self._persister, self._try_database = runs, persister, try_database
        self._trouble, self._tried = "", -FRESH_SECONDS
        self._turn = asyncio.Lock()

    async def check(self) -> dict[str, int]:
        """Return the figures of a server that is ready.  Raises Unavailable with what is wrong."""
        faults = [*self._workers(), *await self._database(), *self._room()]
        if faults:
            detail = "; ".join(one["detail"] for one in faults)
            raise Unavailable(detail, code=faults[0]["code"], errors=faults)
        return {**self._runs.runner.stats(), "sockets": self._runs.seats.taken}

    def _workers(self) -> list[FieldFault]:
        if self._runs.runner.stats()["alive"]:
            return []
        return [fault("workers", "no worker process is alive", "no_workers")]

    async def _database(self) -> list[FieldFault]:
        async with self._turn:  # requests that come meanwhile get the same answer
            if monotonic() >= self._tried + FRESH_SECONDS:
                self._trouble = await self._what_ails_it()
                self._tried = monotonic()
        trouble = self._trouble or self._persister.trouble  # a full disk accepts a trial
        return [fault("database", trouble, "store_unusable")] if trouble else []

    async def _what_ails_it(self) -> str:
        try:
            await self._try_database()
        except (StoreBusy, StoreFull) as trouble:  # one fault among others
            return str(trouble)
        return ""

    def _room(self) -> list[FieldFault]:
        if self._runs.seats.left <= 0:
            streams = self._runs.settings.max_sockets
            return [fault("room", f"all of {streams} streams are taken", "no_room")]
        if not self._runs.room.is_there:
            most = self._runs.settings.max_runs
            return [fault("room", f"all of {most} runs are in use", "no_room")]
        return []
