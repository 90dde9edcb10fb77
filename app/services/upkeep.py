"""What a server does again and again for its runs: persist them, and forget old ones."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine

from app.services.persistence import RunPersister
from app.services.run_service import RunService

STEERED_SECONDS = 0.2  # between two times that steered runs are persisted
WRITE_SECONDS = 2.0  # between two times that runs are persisted: what a power cut may cost
LAST_SECONDS = 10.0  # for a store that is busy when the server ends
SWEEP_SECONDS = 10.0  # between two looks for runs to expire

log = logging.getLogger("playground")


def loops(runs: RunService, persister: RunPersister) -> list[Coroutine[None, None, None]]:
    """Return what runs as long as the server does."""
    return [_sweep(runs), _write_down(runs), _write_steered(persister)]


async def _sweep(runs: RunService) -> None:
    """Expire old runs, again and again."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await runs.forget_old()
        except Exception:
            log.exception("some old runs could not be forgotten; they are tried again")


async def _write_down(runs: RunService) -> None:
    """Persist the runs, again and again."""
    while True:
        await asyncio.sleep(WRITE_SECONDS)
        try:
            await runs.write_down()
        except Exception:
            log.exception("some runs could not be written down; they are tried again")


async def write_at_last(runs: RunService) -> None:
    """Persist the runs at the server's end; wait a while for a store that is busy."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_SECONDS):
            while not await runs.write_down():
                await asyncio.sleep(STEERED_SECONDS)


async def _write_steered(persister: RunPersister) -> None:
    """Persist steered runs soon after each step, but several steps at once."""
    while True:
        try:
            await persister.write_steered()
        except Exception:
            log.exception("some runs could not be written down; they are tried again")
        await asyncio.sleep(STEERED_SECONDS)
