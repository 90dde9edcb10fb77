"""What a server does again and again for its runs: persist them, and forget old ones."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine

from app.services.persistence import RunPersister
from app.services.run_service import RunService

STEERED_SECONDS = 0.2  # between two times that steered runs are persisted
WRITE_SECONDS = 2.0  # between two times that runs are persisted: what a power cut may cost
LAST_SECONDS = 10.0  # for a store that is busy when the server ends
SWEEP_SECONDS = 10.0  # between two looks for runs to expire

UNWRITTEN = "some runs could not be written down"

log = logging.getLogger("playground")


def loops(runs: RunService, persister: RunPersister) -> list[Coroutine[None, None, None]]:
    """Return what runs as long as the server does."""
    return [
        _again(runs.forget_old, SWEEP_SECONDS, "some old runs could not be forgotten"),
        _again(runs.write_down, WRITE_SECONDS, UNWRITTEN),
        _again(persister.write_steered, STEERED_SECONDS, UNWRITTEN),  # several steps at once
    ]


async def _again(act: Callable[[], Awaitable[object]], seconds: float, failure: str) -> None:
    """Do something again and again, so long after the last time, whatever comes of it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await act()
        except Exception:
            log.exception("%s; they are tried again", failure)


async def write_at_last(runs: RunService) -> None:
    """Persist the runs at the server's end; wait a while for a store that is busy."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_SECONDS):
            while not await runs.write_down():
                await asyncio.sleep(STEERED_SECONDS)
