"""The interface of a place for a worker: the worker may be replaced, and its runs go on.

The runner, its records and their feeds know only this interface.  supervisor.py implements it with
processes of this machine, and app/runs/cluster/cell_slot.py with actors of a Ray cluster.
"""

import asyncio
from typing import Protocol

from app.runs.server.worker_process import WorkerExit
from app.runs.wire_messages import OfAnswer, OfRun, ToWorker


class WorkerSlot(Protocol):
    """A place for a worker, which is replaced when it exits."""

    name: str
    restarts: int
    up: asyncio.Event  # set while there is a worker that has sent a message
    ahead: float  # seconds by which the worker's monotonic clock is ahead of the server's

    async def start(self) -> None:
        """Start the first worker and wait for its first message."""

    async def stop(self) -> None:
        """End the worker and start no other."""

    @property
    def pid(self) -> int | None:
        """The worker's process id, if there is a worker on this machine."""

    @property
    def unsent(self) -> int:
        """How many bytes the worker has not read yet."""

    def send(self, header: ToWorker, body: bytes = b"") -> None:
        """Send the worker a message, if there is a worker."""


class SlotOwner(Protocol):
    """Receives the events of a slot."""

    def on_started(self, slot: WorkerSlot) -> None:
        """Handle the start of a worker, which has no runs yet."""

    def on_message(self, slot: WorkerSlot, header: OfAnswer | OfRun, body: bytes) -> None:
        """Handle a message of the worker."""

    def on_exited(self, slot: WorkerSlot, worker_exit: WorkerExit) -> None:
        """Handle the exit of the worker, with which its runs are gone."""

    def watched(self, slot: WorkerSlot) -> list[str]:
        """Return the runs of this slot that have viewers."""
