"""Keeps one worker process alive: starts it, sends heartbeats, replaces it when it dies or hangs.

A slot outlives its workers.  It does not know what runs are: its owner is called when a worker has
started (to send it its runs), has sent a message, or has exited.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from time import monotonic

from app.runs.server.worker_process import Process, WorkerExit
from app.runs.server.worker_slot import SlotOwner
from app.runs.wire_messages import ToServer, ToWorker

STOP_SECONDS = 2.0
SOON = 1.0  # seconds; a worker that ends sooner delays the next start
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0  # seconds before a new start, doubling

log = logging.getLogger("playground.runs")


@dataclass(frozen=True)
class HeartbeatPolicy:
    """How often a worker gets a heartbeat, and how many it may leave unanswered."""

    seconds: float = 1.0
    misses: int = 10  # ten seconds: no single step of training or frame takes as long
    start: int = 30  # before its first message: a busy machine is no failure


class ProcessSlot:
    """A `WorkerSlot`: one worker process after the other."""

    def __init__(
        self, name: str, owner: SlotOwner, arguments: list[str], heartbeat: HeartbeatPolicy
    ) -> None:
        self.name, self.restarts, self.ahead = name, 0, 0.0  # one machine has one clock
        self.up = asyncio.Event()  # set while there is a worker that has sent a message
        self._owner, self._arguments, self._heartbeat = owner, arguments, heartbeat
        self._process: Process | None = None
        self._stopped = asyncio.Event()
        self._missed = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the first worker and wait for its first message."""
        self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._beat())]
        await self.up.wait()

    async def stop(self) -> None:
        """End the worker and start no other."""
        self._stopped.set()
        if self._process:
            self._process.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_SECONDS)

    @property
    def pid(self) -> int | None:
        """The worker's process id, if there is a worker."""
        return self._process.pid if self._process else None

    @property
    def unsent(self) -> int:
        """How many bytes the worker has not read yet."""
        return self._process.unsent if self._process else 0

    def send(self, header: ToWorker, body: bytes = b"") -> None:
        """Send the worker a message, if there is a worker."""
        if self._process:
            self._process.send(header, body)

    async def _live(self) -> None:
        delay = 0.0
        while not self._stopped.is_set():
            began = monotonic()
            try:
                worker_exit = await self._one_life()
            except OSError as error:  # no process or descriptor left: there may be one later
                log.error("a worker cannot be started", extra=self._about(error))
                await self._sleep(LONGEST_DELAY)
                continue
            except Exception:  # a bug here must not leave its runs without a worker for good
                log.exception("a worker could not be looked after", extra=self._about())
                await self._sleep(LONGEST_DELAY)
                continue
            if self._stopped.is_set():
                return
            log.warning("a worker ended", extra=self._about(worker_exit))
            self.restarts += 1
            self._owner.on_exited(self, worker_exit)
            early = monotonic() - began < SOON
            delay = min(max(2 * delay, FIRST_DELAY), LONGEST_DELAY) if early else 0.0
            await self._sleep(delay)

    def _about(self, why: object = None) -> dict[str, dict[str, object]]:
        """Return the fields of a log line about this slot."""
        reason = {} if why is None else {"why": why}
        return {"fields": {"worker": self.name, **reason}}

    async def _one_life(self) -> WorkerExit:
        self._missed = 0
        process = self._process = await Process.spawn(self._arguments, self._hear)
        try:
            if self._stopped.is_set():
                process.close()
            else:
                self._owner.on_started(self)
                process.listen()
            return await process.ended()
        except Exception:
            process.close()
            await process.ended()
            raise
        finally:
            self.up.clear()
            self._process = None

    def _hear(self, header: ToServer, body: bytes) -> None:
        self._missed = 0  # any message is a sign of life
        if header["is"] == "alive":
            self.up.set()
        else:
            self._owner.on_message(self, header, body)

    async def _beat(self) -> None:
        """Send heartbeats and count those unanswered: the server's own pauses do not count."""
        while not self._stopped.is_set():
            if self._process:
                self._missed += 1
                self.send({"do": "beat", "watched": self._owner.watched(self)})
                heartbeat = self._heartbeat
                if self._missed > (heartbeat.misses if self.up.is_set() else heartbeat.start):
                    self._process.kill()
            await self._sleep(self._heartbeat.seconds)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), seconds)
