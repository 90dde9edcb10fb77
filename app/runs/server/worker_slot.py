"""A place for runs: the worker there may be replaced, and the runs go on.

The runner, its records and their feeds know slots by this alone: a process of this machine
(supervisor.py), or whatever else carries runs.
"""

import asyncio
from typing import Protocol

from app.runs.server.worker_process import WorkerExit
from app.runs.wire_messages import OfAnswer, OfRun, ToWorker


class WorkerSlot(Protocol):
    """One worker after the other."""

    name: str
    restarts: int
    up: asyncio.Event  # set while there is a worker that has spoken

    async def start(self) -> None:
        """Start the first worker and wait until it speaks."""

    async def stop(self) -> None:
        """End the worker; no other is started."""

    @property
    def pid(self) -> int | None:
        """The worker's process id, if there is a worker on this machine."""

    @property
    def unsent(self) -> int:
        """How many bytes the worker has not read yet."""

    def send(self, header: ToWorker, body: bytes = b"") -> None:
        """Send the worker a message, if there is a worker."""


class SlotOwner(Protocol):
    """Hears what happens in a slot."""

    def on_started(self, slot: WorkerSlot) -> None:
        """Hear that a new worker is there and carries nothing yet."""

    def on_message(self, slot: WorkerSlot, header: OfAnswer | OfRun, body: bytes) -> None:
        """Get a message of the worker."""

    def on_exited(self, slot: WorkerSlot, worker_exit: WorkerExit) -> None:
        """Hear that the worker is gone with all it carried."""

    def watched(self, slot: WorkerSlot) -> list[str]:
        """Return the runs of this slot that somebody watches."""
