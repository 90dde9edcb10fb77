"""Wakes many who wait for the same thing, a few in each turn of the event loop.

Three hundred viewers who are all served in one turn hold everybody else up for tens of
milliseconds; served by twenties they do not.
"""

import asyncio
from collections import deque

AT_ONCE = 20  # some 2 ms of frames


class Broadcast:
    """An event that is over as soon as it has happened."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Future[None], None] = {}  # in the order in which they came
        self._due: deque[asyncio.Future[None]] = deque()

    async def wait(self) -> None:
        """Wait until it is rung."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = None
        try:
            await waiter
        finally:
            self._waiting.pop(waiter, None)  # where it has left before

    def ring(self) -> None:
        """Wake those who wait now, in turns; who comes from now on waits for the next time."""
        busy = bool(self._due)
        self._due += self._waiting
        self._waiting.clear()
        if not busy:
            self._wake_some()

    def _wake_some(self) -> None:
        for _ in range(min(AT_ONCE, len(self._due))):
            waiter = self._due.popleft()
            if not waiter.done():  # it may have left
                waiter.set_result(None)
        if self._due:
            asyncio.get_running_loop().call_soon(self._wake_some)
