"""How soon the holder of a run's secret is let in, while others fill the room.

`python -m tests.load.joining URI TOKEN TRIES SECONDS` is a process of its own, as in store.py.
"""

import asyncio
import json
import sys
from time import monotonic
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.load.viewers import quantile

PATIENCE = 5.0  # seconds until a try counts as failed


async def joins(uri: str, token: str, tries: int, seconds: float) -> dict[str, Any]:
    """Join so many times, evenly over so long; return the figures."""
    times, pause = [], seconds / tries
    for _ in range(tries):
        begun = monotonic()
        if await _joined(uri, token):
            times.append(monotonic() - begun)
        await asyncio.sleep(max(0.0, begun + pause - monotonic()))
    return {
        "join_p50_ms": round(1000 * quantile(times, 0.5), 1),
        "join_max_ms": round(1000 * quantile(times, 1.0), 1),
        "joined": len(times),
        "not_joined": tries - len(times),
    }


async def _joined(uri: str, token: str) -> bool:
    try:
        async with (
            asyncio.timeout(PATIENCE),
            connect(uri, compression=None, close_timeout=0.1) as stream,
        ):
            await stream.send(json.dumps({"type": "hello", "token": token}))
            told = json.loads(await stream.recv())  # the first is the snapshot
            return bool(told["type"] == "snapshot" and told["can_control"])
    except (OSError, WebSocketException):  # a TimeoutError is an OSError
        return False


if __name__ == "__main__":
    tries, seconds = int(sys.argv[3]), float(sys.argv[4])
    print(json.dumps(asyncio.run(joins(sys.argv[1], sys.argv[2], tries, seconds))))
