"""A worker slot on another machine: the server's side of a cell.

One call is always open that takes the worker's messages, and one at most that gives it some, so
that none overtakes another.  A cell that does not answer in three deadlines is killed, and the
cluster makes another: a life of the slot ends, and its runs are made anew from their checkpoints,
as after the death of a worker process.  What a cell of an earlier life says is heard by nobody.
"""

import asyncio
import contextlib
import logging
import secrets
import signal
import socket
from collections.abc import Coroutine
from time import monotonic
from typing import Any, TypeVar

from app.runs.cluster.cells import CellHandle, CellLost, Cells
from app.runs.server.supervisor import HeartbeatPolicy
from app.runs.server.worker_process import WorkerExit
from app.runs.server.worker_slot import SlotOwner
from app.runs.wire import Unpacker, pack
from app.runs.wire_messages import FromCell, ToWorker

CALL_SECONDS = 1.0  # the deadline of a call to a cell; `take` waits half of it
MISSES = 3  # deadlines in a row, after which a cell is killed
STARTING = 30  # the same for a cell that is being made
RETRY_SECONDS = 0.1  # before a cell is opened again
HELD_SECONDS = 1.0  # the same, if another server holds it
STOP_SECONDS = 2.0
CLOCKS = 3  # readings of a cell's clock, of which the quickest counts
LOST = WorkerExit(-signal.SIGKILL, run="", hung=False)  # no run is to blame

T = TypeVar("T")
log = logging.getLogger("playground.runs")


class CellSlot:
    """A `WorkerSlot`: one life of a cell after the other."""

    def __init__(
        self,
        name: str,
        owner: SlotOwner,
        cells: Cells,
        arguments: list[str],
        heartbeat: HeartbeatPolicy,
    ) -> None:
        self.name, self.restarts, self.ahead = name, 0, 0.0
        self.up = asyncio.Event()  # set while there is a worker that has sent a message
        self.pid: int | None = None
        self._owner, self._cells, self._arguments = owner, cells, arguments
        self._heartbeat = (heartbeat.seconds, heartbeat.misses, heartbeat.start)
        self._server = secrets.token_hex(8)
        self._cell: CellHandle | None = None  # that this server holds
        self._worker = 0  # the number of the present worker; 0: there is none
        self._outbox: list[bytes] = []
        self._filled = asyncio.Event()
        self._living: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the cell and wait for its first worker."""
        self._living = asyncio.create_task(self._live())
        await self.up.wait()

    async def stop(self) -> None:
        """End the cell: the next server makes a new one, which may be of a newer version."""
        cell = self._cell
        if self._living:
            self._living.cancel()
            await asyncio.wait([self._living], timeout=STOP_SECONDS)
        if cell:
            with contextlib.suppress(CellLost, TimeoutError):
                await asyncio.wait_for(cell.kill(for_good=True), STOP_SECONDS)
        self._end_worker()

    @property
    def unsent(self) -> int:
        """How many bytes wait to be given to the cell."""
        return sum(map(len, self._outbox))

    def send(self, header: ToWorker, body: bytes = b"") -> None:
        """Send the worker a message, if there is a worker."""
        if self._worker:
            self._outbox.append(pack(header, body))
            self._filled.set()

    async def _live(self) -> None:
        while True:
            try:
                await self._one_life()
            except CellLost as lost:
                log.warning("a cell was lost", extra=self._about(lost))
            except Exception:  # a bug here must not leave its runs without a worker for good
                log.exception("a cell could not be looked after", extra=self._about())
            self._cell = None
            self._exited(LOST)
            await asyncio.sleep(RETRY_SECONDS)

    def _about(self, why: object = None) -> dict[str, dict[str, object]]:
        """Return the fields of a log line about this slot."""
        reason = {} if why is None else {"why": why}
        return {"fields": {"worker": self.name, **reason}}

    async def _one_life(self) -> None:
        cell = await self._cells.open(self.name)
        life = secrets.token_hex(8)
        await self._begin(cell, life)
        self._cell = cell
        self.ahead = await self._ahead(cell)
        tasks = [
            asyncio.create_task(work) for work in (self._hear(cell, life), self._say(cell, life))
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        raise next(end for end in ends if isinstance(end, Exception))

    async def _begin(self, cell: CellHandle, life: str) -> None:
        """Have the cell start a worker, as soon as no other server holds it."""
        held = False
        asked = self._server, life, self._arguments, self._heartbeat
        while (place := await self._within(cell, cell.begin(*asked), STARTING)) is None:
            if not held:
                log.error("another server holds a cell", extra=self._about())
            held = True
            await asyncio.sleep(HELD_SECONDS)
        host, pid = place
        self.pid = pid if host == socket.gethostname() else None
        log.info("a cell works", extra={"fields": {"worker": self.name, "host": host, "pid": pid}})

    async def _ahead(self, cell: CellHandle) -> float:
        """Return by how many seconds the cell's clock is ahead of this machine's."""
        readings = []
        for _ in range(CLOCKS):
            began = monotonic()
            theirs = await self._within(cell, cell.clock())
            ended = monotonic()
            readings.append((ended - began, theirs - (began + ended) / 2))
        return min(readings)[1]

    async def _hear(self, cell: CellHandle, life: str) -> None:
        """Take what comes, and pass it on."""
        unpacker = Unpacker[FromCell]()
        while True:
            mail = await self._within(cell, cell.take(life, self._owner.watched(self)))
            if mail is None:
                raise CellLost("the cell was not asked for too long, and has ended its worker")
            for header, body in unpacker.feed(mail):
                self._handle(header, body)

    def _handle(self, header: FromCell, body: bytes) -> None:
        if header["is"] == "started":
            self._worker = header["worker"]
            self._owner.on_started(self)
        elif header["is"] == "alive":
            self.up.set()
        elif header["is"] == "exited":
            self._exited(WorkerExit(header["returncode"], header["run"], header["hung"]))
        else:
            self._owner.on_message(self, header, body)

    async def _say(self, cell: CellHandle, life: str) -> None:
        """Give the cell what there is to say, all of it at a time."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            messages, self._outbox = b"".join(self._outbox), []
            await self._within(cell, cell.give(life, self._worker, messages))

    def _exited(self, worker_exit: WorkerExit) -> None:
        """Tell the owner that the worker is gone, if there was one."""
        if self._worker:
            log.warning("a worker ended", extra=self._about(worker_exit))
            self.restarts += 1
            self._end_worker()
            self._owner.on_exited(self, worker_exit)

    def _end_worker(self) -> None:
        self.up.clear()
        self._worker, self.pid = 0, None
        self._outbox.clear()

    async def _within(
        self, cell: CellHandle, call: Coroutine[Any, Any, T], misses: int = MISSES
    ) -> T:
        """Return the answer of a cell; kill a cell that lets so many deadlines pass.

        The deadlines are waited for one by one, so that a pause of the server itself is one miss.
        """
        answer = asyncio.create_task(call)
        try:
            for _ in range(misses):
                if (await asyncio.wait({answer}, timeout=CALL_SECONDS))[0]:
                    return answer.result()
        finally:
            answer.cancel()
        await cell.kill(for_good=False)
        raise CellLost(f"no answer within {misses * CALL_SECONDS:g} seconds")
