"""How long a server takes to be ready, and what it and its workers take while idle (figure R15).

Every start has a database of its own, to be made first; files may be in the kernel's memory.
"""

import asyncio
import tempfile
from statistics import median
from time import monotonic
from typing import Any

from tests.load.memory import KIB_OF_MB, proportional_kib, resident_kib
from tests.load.server import serving
from tests.load.store import store_file

WORKERS = 2
REST_SECONDS = 2.0  # after it is ready, until its memory is looked at


async def start(starts: int = 5) -> dict[str, Any]:
    """Start a server so many times; return the figures, of memory those of the worst start."""
    told = [await _start() for _ in range(starts)]
    ready = [each.pop("ready_s") for each in told]
    memory = {name: round(max(each[name] for each in told), 1) for name in told[0]}
    times = {"ready_median_s": round(median(ready), 2), "ready_max_s": round(max(ready), 2)}
    return {"starts": starts, "workers": WORKERS} | times | memory


async def _start() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        begun = monotonic()
        async with serving(WORKERS, store_file(folder)) as server:
            ready = monotonic() - begun
            await asyncio.sleep(REST_SECONDS)
            pid, workers = server.process.pid, server.workers()
            return {
                "ready_s": ready,
                "server_rss_mb": resident_kib(pid) / KIB_OF_MB,
                "server_pss_mb": proportional_kib(pid) / KIB_OF_MB,
                "worker_rss_mb": max(map(resident_kib, workers)) / KIB_OF_MB,
                "worker_pss_mb": max(map(proportional_kib, workers)) / KIB_OF_MB,
            }
