"""A cell: a worker on some machine of a cluster, with a mailbox between it and the server.

An actor of Ray hosts the cell (ray_cells.py), and calls its methods; the cell itself knows nothing
of Ray.  It has an ordinary worker slot of its machine, which replaces a worker that dies or hangs.
What the worker says lies in the mailbox until the server takes it.  Of the states and of the
checkpoints of a run only the newest lies there, so a server that is slow makes nothing pile up.

A cell works for one server at a time: the server holds it for as long as it goes on asking.  A cell
that is not asked for LEASE_SECONDS ends its worker, and another server may have it.
"""

import asyncio
import itertools
import os
import socket
from collections.abc import Hashable
from contextlib import suppress
from time import monotonic

from app.runs.server.supervisor import HeartbeatPolicy, ProcessSlot
from app.runs.server.worker_process import WorkerExit
from app.runs.server.worker_slot import WorkerSlot
from app.runs.wire import Unpacker, pack
from app.runs.wire_messages import FromCell, OfAnswer, OfRun, ToWorker

POLL_SECONDS = 0.5  # that `take` waits for a message, at most
LEASE_SECONDS = 5.0  # longer than a server stands still by itself
MAIL_BYTES = 1 << 20  # taken at once, and at least one message

Place = tuple[str, int]  # the machine's name, and the process id of the actor


class Cell:
    """The owner of one worker slot; its methods answer soon, whatever the worker does."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._server = self._life = ""  # the server it works for, and the `begin` of that
        self._asked = -LEASE_SECONDS  # when the server asked last
        self._turn = asyncio.Lock()  # to begin or to end
        self._slot: ProcessSlot | None = None
        self._starting: asyncio.Task[None] | None = None
        self._rising: asyncio.Task[None] | None = None
        self._expiring: asyncio.Task[None] | None = None
        self._workers = 0  # the number of the present worker
        self._watched: list[str] = []
        self._mail: dict[Hashable, bytes] = {}
        self._serial = itertools.count()
        self._news = asyncio.Event()

    # --- what the server asks -------------------------------------------------------------------

    async def begin(
        self, server: str, life: str, arguments: list[str], heartbeat: tuple[float, int, int]
    ) -> Place | None:
        """Start a new worker for a server, in place of the last; return where this cell is.

        Returns None if another server holds the cell.
        """
        if server != self._server and monotonic() < self._asked + LEASE_SECONDS:
            return None
        self._server, self._asked = server, monotonic()
        async with self._turn:
            await self._end()
            self._life = life
            slot = self._slot = ProcessSlot(
                self._name, self, arguments, HeartbeatPolicy(*heartbeat)
            )
            self._starting = asyncio.create_task(slot.start())
            self._expiring = asyncio.create_task(self._expire(life))
        return socket.gethostname(), os.getpid()

    async def clock(self) -> float:
        """Return this machine's monotonic time."""
        return monotonic()

    async def take(self, life: str, watched: list[str]) -> bytes | None:
        """Return what has come, as packed messages; wait a moment if nothing has.

        `watched` are the runs that have viewers.  Returns None if that life is over.
        """
        if life != self._life:
            return None
        self._asked, self._watched = monotonic(), watched
        if not self._mail:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), POLL_SECONDS)
        return self._taken() if life == self._life else None

    async def give(self, life: str, worker: int, messages: bytes) -> None:
        """Pass packed messages on to a worker; they are dropped if that one is gone."""
        if self._slot and life == self._life and worker == self._workers:
            for header, body in Unpacker[ToWorker]().feed(messages):
                self._slot.send(header, body)

    # --- what the slot tells --------------------------------------------------------------------

    def on_started(self, slot: WorkerSlot) -> None:
        """Tell the server of a new worker, which has no runs yet."""
        if slot is self._slot:
            self._workers += 1
            self._post({"is": "started", "worker": self._workers})
            self._rising = asyncio.create_task(self._rise(slot))

    def on_message(self, slot: WorkerSlot, header: OfAnswer | OfRun, body: bytes) -> None:
        """Put a worker's message into the mailbox."""
        if slot is not self._slot:
            return
        if header["is"] == "state" or header["is"] == "checkpoint":
            self._post(header, body, (header["is"], header["run"]))
        else:
            self._post(header, body)

    def on_exited(self, slot: WorkerSlot, worker_exit: WorkerExit) -> None:
        """Tell the server how the worker ended."""
        if slot is self._slot:
            code, run, hung = worker_exit.returncode, worker_exit.run, worker_exit.hung
            self._post({"is": "exited", "returncode": code, "run": run, "hung": hung})

    def watched(self, slot: WorkerSlot) -> list[str]:
        """Return the runs that have viewers."""
        return self._watched

    # --- bookkeeping ----------------------------------------------------------------------------

    def _post(self, header: FromCell, body: bytes = b"", key: Hashable = None) -> None:
        """Put a message into the mailbox; it takes the place of one with the same key.

        So a checkpoint stays before the answers that came after an earlier one.
        """
        self._mail[next(self._serial) if key is None else key] = pack(header, body)
        self._news.set()

    def _taken(self) -> bytes:
        taken, size = [], 0
        while self._mail and size < MAIL_BYTES:
            taken.append(self._mail.pop(next(iter(self._mail))))
            size += len(taken[-1])
        return b"".join(taken)

    async def _rise(self, slot: WorkerSlot) -> None:
        """Tell the server of the first message of a new worker."""
        await slot.up.wait()
        if slot is self._slot:
            self._post({"is": "alive"})

    async def _expire(self, life: str) -> None:
        """End the worker when its server has not asked for so long."""
        while self._life == life:
            if (left := self._asked + LEASE_SECONDS - monotonic()) > 0:
                await asyncio.sleep(left)
                continue
            async with self._turn:
                if self._life == life:
                    await self._end()

    async def _end(self) -> None:
        self._life, self._watched = "", []
        slot, self._slot = self._slot, None
        self._mail.clear()
        self._news.set()  # a `take` that waits gets none
        for task in self._starting, self._rising:
            if task:
                task.cancel()
        if slot:
            await slot.stop()
