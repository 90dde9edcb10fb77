"""What a stream shows of a run or a study, frame by frame: when, which epoch, which status."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from websockets.asyncio.client import connect

from tests.load.server import Server

FACTS = re.compile(rb'\\"(epoch|seq)\\":(\d+)|\\"(status)\\":\\"(\w+)\\"')  # in a frame's JSON


@dataclass(frozen=True)
class Moment:
    """When a frame came, by the monotonic clock, and where the run stood in it."""

    at: float
    epoch: int
    status: str

    @property
    def is_last(self) -> bool:
        """Whether the run is over."""
        return self.status not in ("ready", "running", "paused")


async def moments(server: Server, run: dict[str, Any], **view: Any) -> AsyncIterator[Moment]:
    """Watch a run, and yield a moment for each frame until the run is over."""
    uri = f"ws://{server.address}{run['stream_url']}"
    async with connect(uri, compression=None, max_size=None) as stream:
        hello = {"type": "hello", "token": run["control_token"], "view": view}
        await stream.send(json.dumps(hello))
        async for message in stream:
            if isinstance(message, bytes):
                moment, seq = _read(message)
                await stream.send(json.dumps({"type": "ack", "seq": seq}))
                yield moment
                if moment.is_last:
                    return


def _read(frame: bytes) -> tuple[Moment, int]:
    header = frame[8 : 8 + int.from_bytes(frame[:8], "little")]
    found = FACTS.finditer(header)
    facts = {(one[1] or one[3]).decode(): (one[2] or one[4]).decode() for one in found}
    return Moment(monotonic(), int(facts["epoch"]), facts["status"]), int(facts["seq"])
