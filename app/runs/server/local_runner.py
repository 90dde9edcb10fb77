"""Computes runs on this machine: a few supervised worker processes, each with many runs.

The server stores the newest checkpoint of every run.  When a worker dies, the next one makes its
runs anew from them, with sequence numbers that go on growing.  A run that killed its worker twice
in a row is not tried again.  Training and drawing happen in worker.py; this module only does the
bookkeeping, in one event loop.
"""

import asyncio
import contextlib
import itertools
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

from app.documents.commands import View
from app.documents.document import Document
from app.limits.caps import UNWATCHED_SECONDS, WORKER_MEMORY
from app.runs.answers import Answer
from app.runs.bulk import split
from app.runs.runner import (
    CALL_SECONDS,
    Cursor,
    RunBusy,
    RunGone,
)
from app.runs.server.pending_call import PendingCall
from app.runs.server.run_record import RunRecord
from app.runs.server.supervisor import HeartbeatPolicy, ProcessSlot
from app.runs.server.worker_events import WorkerEvents, table_message
from app.runs.server.worker_slot import WorkerSlot
from app.runs.states import RunState
from app.runs.wire import TABLES_AT_HAND
from app.runs.wire_messages import Call, CommandData

MIB = 2**20
SESSION = "app.runs.training.training_session:TrainingSession"
START_SECONDS = 30.0  # a cold disk and a busy machine are no failure

T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """Options of the runner; tests set other values."""

    workers: int = 2
    unwatched_seconds: float = UNWATCHED_SECONDS
    call_seconds: float = CALL_SECONDS
    heartbeat: HeartbeatPolicy = field(default_factory=HeartbeatPolicy)
    session: str = SESSION  # module:class
    memory_bytes: int = WORKER_MEMORY * MIB  # of a worker, for its runs

    @property
    def arguments(self) -> list[str]:
        """The arguments of a worker, after its descriptors."""
        return [self.session, str(self.unwatched_seconds), str(self.memory_bytes)]


class LocalRunner:
    """The runner of one machine (see runner.py for what its methods promise)."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._records: dict[str, RunRecord] = {}
        self._calls: dict[int, PendingCall] = {}  # by id
        self._tables: dict[str, bytes] = {}  # uploaded ones, the most recently used last
        self._events = WorkerEvents(self._records, self._calls, self._tables)
        self._slots = [self._slot(index) for index in range(self.options.workers)]
        self._serial = itertools.count(1)

    def _slot(self, index: int) -> WorkerSlot:
        """Return a new slot, whose worker is not started yet."""
        of = self.options
        return ProcessSlot(f"c{index}", self._events, of.arguments, of.heartbeat)

    async def start(self) -> None:
        """Start all workers and wait for the first message of each."""
        async with asyncio.timeout(START_SECONDS):
            await asyncio.gather(*(slot.start() for slot in self._slots))

    async def stop(self) -> None:
        """End all streams, calls and workers."""
        for record in list(self._records.values()):
            self._forget(record)
        await asyncio.gather(*(slot.stop() for slot in self._slots))

    async def create(self, origin: Document | bytes, *, label: str = "", seen: int = -1) -> str:
        """Place a new run on the slot with the fewest runs."""
        run, _ = await self.create_and_call(origin, label=label, seen=seen)
        return run

    async def create_and_call(
        self, origin: Document | bytes, *commands: CommandData, label: str = "", seen: int = -1
    ) -> tuple[str, list[Answer]]:
        """Place a new run and send it commands at once; return its id and their answers."""
        slot = min(self._slots, key=lambda slot: len(self._events.records_of(slot)))
        run = f"{slot.name}-{next(self._serial)}"
        record = self._records[run] = RunRecord(run, slot, origin, label or run, seen)
        slot.send(*record.creation())  # without a worker, the next one gets it with all the others
        calls = [asyncio.ensure_future(self._call_new(run, command)) for command in commands]
        try:
            await self._within(record.created)
            return run, await asyncio.gather(*calls)
        except BaseException:
            for call in calls:
                call.cancel()
            self._forget(record)
            await asyncio.gather(*calls, return_exceptions=True)
            raise

    async def _call_new(self, run: str, command: CommandData) -> Answer:
        """Call a run that is being made; again, if its worker dies meanwhile: it is made again."""
        with contextlib.suppress(RunBusy):
            return await self.call(run, command)
        return await self.call(run, command)

    def provide(self, table: str, columns: bytes) -> None:
        """Send an uploaded table to every worker, and to those that start later."""
        if self._tables.pop(table, None) is None:
            for slot in self._slots:
                slot.send(*table_message(table, columns))
        self._tables[table] = columns
        while len(self._tables) > TABLES_AT_HAND:
            del self._tables[next(iter(self._tables))]

    async def call(self, run: str, command: CommandData) -> Answer:
        """Execute a command or answer a query within the deadline."""
        until = monotonic() + self.options.call_seconds
        return await self._within(self._call(self._find(run), command, until))

    async def delete(self, run: str) -> None:
        """End a run and its streams, and remove it."""
        self._forget(self._find(run, lost=True))

    async def frames(self, run: str, view: View, cursor: Cursor) -> AsyncGenerator[bytes, None]:
        """Yield the newest frame whenever it is newer than the cursor."""
        async with aclosing(self._find(run, lost=True).feed.frames(view, cursor)) as frames:
            async for frame in frames:
                yield frame
                del frame  # do not hold it while waiting for the next

    async def states(self, run: str) -> AsyncGenerator[RunState, None]:
        """Yield the run's newest state at once and at each change."""
        async for state in self._find(run, lost=True).states():
            yield state

    def newest(self, run: str) -> RunState | None:
        """Return the run's newest state."""
        return self._find(run, lost=True).state

    def checkpoint(self, run: str) -> bytes | None:
        """Return the run's newest checkpoint."""
        return self._find(run, lost=True).checkpoint

    def owner(self, run: str) -> int | None:
        """Return the process id of a run's worker, if it has one just now."""
        return self._find(run, lost=True).slot.pid

    def pids(self) -> list[int]:
        """Return the process ids of the workers that are alive."""
        return [slot.pid for slot in self._slots if slot.pid is not None]

    def stats(self) -> dict[str, int]:
        """Return figures for the operator."""
        return {
            "workers": len(self._slots),
            "alive": sum(slot.up.is_set() for slot in self._slots),
            "runs": len(self._records),
            "viewers": sum(record.feed.viewers for record in self._records.values()),
            "restarts": sum(slot.restarts for slot in self._slots),
            "calls": len(self._calls),
            "unsent": sum(slot.unsent for slot in self._slots),
        }

    def statuses(self) -> dict[str, int]:
        """Return how many runs have each status."""
        return Counter(
            record.state["status"] if record.state else "new" for record in self._records.values()
        )

    # --- bookkeeping ------------------------------------------------------------------------------

    async def _call(self, record: RunRecord, command: CommandData, until: float) -> Answer:
        await record.slot.up.wait()
        record.check()  # it may have gone or failed meanwhile
        number = next(self._serial)
        call = self._calls[number] = PendingCall(record.run)
        try:
            small, large, _ = split(command)
            message: Call = {
                "do": "call",
                "run": record.run,
                "id": number,
                "until": until + record.slot.ahead,
                "command": small,
            }
            record.slot.send(message, large)
            return await call.answer
        finally:
            del self._calls[number]

    async def _within(self, awaited: Awaitable[T]) -> T:
        seconds = self.options.call_seconds
        try:
            return await asyncio.wait_for(awaited, seconds)
        except TimeoutError:
            raise RunBusy(f"no answer within {seconds:g} seconds") from None

    def _find(self, run: str, *, lost: bool = False) -> RunRecord:
        """Return a run's record; that of a lost run only with `lost`."""
        if (record := self._records.get(run)) is None:
            raise RunGone(run)
        if not lost:
            record.check()
        return record

    def _forget(self, record: RunRecord) -> None:
        self._records.pop(record.run, None)
        record.close()
        record.slot.send({"do": "delete", "run": record.run})
        for call in self._calls.values():
            if call.run == record.run and not call.answer.done():
                call.answer.set_exception(RunGone(record.run))
