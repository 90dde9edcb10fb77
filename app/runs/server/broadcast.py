"""Wakes many tasks that wait for the same event, a few in each turn of the event loop.

Serving three hundred viewers in one turn blocks everything else for tens of milliseconds; serving
them by twenties does not.
"""

import asyncio
from collections import deque

AT_ONCE = 20  # some 2 ms of frames


class Broadcast:
    """An event that wakes the present waiters and does not stay set."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Future[None], None] = {}  # in the order in which they came
        self._due: deque[asyncio.Future[None]] = deque()

    async def wait(self) -> None:
        """Wait for the next `ring`."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = None
        try:
            await waiter
        finally:
            self._waiting.pop(waiter, None)  # if it was cancelled

    def ring(self) -> None:
        """Wake all present waiters, some in each turn; later ones wait for the next `ring`."""
        busy = bool(self._due)
        self._due += self._waiting
        self._waiting.clear()
        if not busy:
            self._wake_some()

    def _wake_some(self) -> None:
        for _ in range(min(AT_ONCE, len(self._due))):
            waiter = self._due.popleft()
            if not waiter.done():  # it may have been cancelled
                waiter.set_result(None)
        if self._due:
            asyncio.get_running_loop().call_soon(self._wake_some)
