"""Viewers that do as the page does: say hello, take frames and acknowledge them; ages are noted."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

TAKEN = re.compile(rb'\\"t\\":([0-9.]+)')  # within the frame's JSON, which is a JSON string
SEQ = re.compile(rb'\\"seq\\":(\d+)')
WARM_UP = 2.0  # seconds after everybody has joined


@dataclass
class Viewer:
    """One socket and what it saw during the measurement."""

    uri: str
    token: str
    fps: int
    ages: list[float] = field(default_factory=list)  # seconds
    size: int = 0  # of a frame, in bytes
    joined: asyncio.Event = field(default_factory=asyncio.Event)  # the first frame has come

    async def watch(self, measuring: asyncio.Event, until: asyncio.Event) -> None:
        """Take frames until told to stop; note them while measuring."""
        async with connect(self.uri, compression=None, max_size=None) as socket:
            view = {"fps": self.fps}
            await socket.send(json.dumps({"type": "hello", "token": self.token, "view": view}))
            while not until.is_set():
                message = await socket.recv()
                if isinstance(message, bytes):
                    await self._take(socket, message, measuring)

    async def _take(self, socket: ClientConnection, frame: bytes, measuring: asyncio.Event) -> None:
        self.joined.set()
        now, header = monotonic(), frame[8 : 8 + int.from_bytes(frame[:8], "little")]
        taken, seq = TAKEN.search(header), SEQ.search(header)
        if taken is None or seq is None:
            raise ValueError(f"a frame without t or seq: {header[:200]!r}")
        if measuring.is_set():
            self.ages.append(now - float(taken[1]))
            self.size = len(frame)
        self.look(header)
        await socket.send(b'{"type":"ack","seq":%s}'.replace(b"%s", seq[1]).decode())

    def look(self, header: bytes) -> None:
        """Do what else there is to do with a frame's header; here nothing."""


def quantile(values: list[float], part: float) -> float:
    """Return the value below which this part of the values lies."""
    return sorted(values)[min(int(part * len(values)), len(values) - 1)] if values else float("nan")


def figures(viewers: list[Viewer], seconds: float) -> dict[str, Any]:
    """Return what the viewers saw, together."""
    ages = [age for viewer in viewers for age in viewer.ages]
    rates = [len(viewer.ages) / seconds for viewer in viewers]
    squares = sum(rate**2 for rate in rates)
    return {
        "fps_slowest": round(min(rates), 2),
        "fps_median": round(quantile(rates, 0.5), 2),
        "age_p50_ms": round(1000 * quantile(ages, 0.5), 1),
        "age_p99_ms": round(1000 * quantile(ages, 0.99), 1),
        "fairness": round(sum(rates) ** 2 / len(rates) / squares, 4) if squares else 0.0,
        "frame_bytes": max(viewer.size for viewer in viewers),
    }
