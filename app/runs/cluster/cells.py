"""The interface of a cluster's cells, as the server reaches them.

ray_cells.py implements it with actors of Ray; tests do so with cells of their own process.
"""

from typing import Protocol

from app.runs.cluster.cell import Place


class CellLost(Exception):
    """A cell cannot be reached: its machine or its process is gone, or it does not answer."""


class CellHandle(Protocol):
    """A cell elsewhere.  All methods are as cell.py has them, and raise CellLost."""

    async def begin(
        self, server: str, life: str, arguments: list[str], heartbeat: tuple[float, int, int]
    ) -> Place | None:
        """Start a new worker for a server, in place of the last; return where the cell is."""

    async def clock(self) -> float:
        """Return the monotonic time of the cell's machine."""

    async def take(self, life: str, watched: list[str]) -> bytes | None:
        """Return what has come from the worker, as packed messages."""

    async def give(self, life: str, worker: int, messages: bytes) -> None:
        """Pass packed messages on to a worker."""

    async def kill(self, *, for_good: bool) -> None:
        """End the cell's process at once; another replaces it, unless it is ended for good."""


class Cells(Protocol):
    """The cells of a cluster."""

    async def connect(self) -> None:
        """Join the cluster.  Raises CellLost if it cannot be reached."""

    async def disconnect(self) -> None:
        """Leave the cluster, whose cells stay."""

    async def open(self, name: str) -> CellHandle:
        """Return a cell, which is made if there is none of that name.  Raises CellLost."""
