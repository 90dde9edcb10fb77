"""Thousands of sockets that do nothing; a client that steers comes in beside them (figure R4).

Three kinds of them, each put on a server of its own: lines that say nothing at all, lines that ask
for a stream and say nothing then, and viewers of paused runs that read whatever comes.  They come
one after the other, and none that was dropped comes again.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.load.memory import resident_kib
from tests.load.server import Server, serving
from tests.load.silent import DUMB, HUSHED, allow_files, silent, until_dropped
from tests.load.store import store_file

VIEWER = "viewer"
RUNS = 4  # that they come to in turn: all viewers that there may be are over the cap of one run
LOOK_SECONDS = 0.25  # between two looks at how many are held and what they cost
TRIES = 40


@dataclass(frozen=True)
class Crowd:
    """How many come, how fast, and how far each comes."""

    kind: str
    tried: int = 10_000
    per_second: int = 300  # more than are dropped, fewer than keep the processor busy


@dataclass
class Held:
    """How many are there at a moment, and what was seen when they were most."""

    now: int = 0
    most: int = 0
    refused: int = 0
    kib: float = 0.0  # of the server, then
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)


async def idle(tried: int = 10_000) -> dict[str, Any]:
    """Have so many of each kind come, and return the figures."""
    allow_files(tried)
    told: dict[str, Any] = {"tried": tried}
    viewers = Crowd(VIEWER, tried // 4, per_second=100)  # work for the server, not idle yet
    for crowd in (Crowd(DUMB, tried), Crowd(HUSHED, tried), viewers):
        figures = await measure(crowd)
        told |= {f"{crowd.kind}_{name}": value for name, value in figures.items()}
    return told


async def measure(crowd: Crowd) -> dict[str, Any]:
    """Start a server and have a crowd come while somebody joins again and again."""
    with tempfile.TemporaryDirectory() as folder:
        async with serving(2, store_file(folder)) as server:
            runs = [await _run(server) for _ in range(RUNS)]
            begun, used = monotonic(), server.processor_seconds()["server"]
            before, held = resident_kib(server.process.pid), Held()
            joining = await _joining(server, crowd, runs[0])
            async with contextlib.AsyncExitStack() as ends:
                ends.push_async_callback(_end, held)
                looking = asyncio.create_task(_look(server, held))
                held.tasks.add(looking)
                await _come(server, crowd, [run["stream_url"] for run in runs], held)
                joined, _ = await joining.communicate()
                used = (server.processor_seconds()["server"] - used) / (monotonic() - begun)
    each = max(0.0, held.kib - before) / max(held.most, 1)
    figures = {"held": held.most, "refused": held.refused, "kib_each": round(each, 1)}
    return figures | {"server_cpu": round(used, 2)} | json.loads(joined)


async def _run(server: Server) -> dict[str, Any]:
    run: dict[str, Any] = await asyncio.to_thread(server.post, "/api/runs", {"experiment": {}})
    return run


async def _joining(server: Server, crowd: Crowd, run: dict[str, Any]) -> asyncio.subprocess.Process:
    """Begin to join, until a while after the last of the crowd has come."""
    uri, seconds = f"ws://{server.address}{run['stream_url']}", crowd.tried / crowd.per_second + 2
    command = ["-m", "tests.load.joining", uri, run["control_token"], str(TRIES), str(seconds)]
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(sys.executable, *command, stdout=pipe)


async def _come(server: Server, crowd: Crowd, paths: list[str], held: Held) -> None:
    begun = monotonic()
    for number in range(crowd.tried):
        await asyncio.sleep(max(0.0, begun + number / crowd.per_second - monotonic()))
        stay = _watch if crowd.kind == VIEWER else _stay
        task = asyncio.create_task(stay(server, paths[number % len(paths)], crowd.kind, held))
        held.tasks.add(task)
        task.add_done_callback(held.tasks.discard)


async def _stay(server: Server, path: str, kind: str, held: Held) -> None:
    """Come so far, and wait to be dropped."""
    try:
        line = await silent(server.address, path, kind)
    except OSError:
        held.refused += 1
        return
    held.now += 1
    try:
        await until_dropped(line)
    finally:
        held.now -= 1


async def _watch(server: Server, path: str, _: str, held: Held) -> None:
    """Say hello, and read until the end."""
    try:
        uri = f"ws://{server.address}{path}"
        async with connect(uri, compression=None, ping_interval=None, close_timeout=1) as stream:
            await stream.send('{"type":"hello"}')
            await stream.recv()
            held.now += 1
            try:
                async for _message in stream:
                    pass
            finally:
                held.now -= 1
    except (OSError, WebSocketException):
        held.refused += 1


async def _look(server: Server, held: Held) -> None:
    """Note what the server costs whenever more are held than before."""
    while True:
        if held.now >= held.most:
            held.most, held.kib = held.now, resident_kib(server.process.pid)
        await asyncio.sleep(LOOK_SECONDS)


async def _end(held: Held) -> None:
    tasks = list(held.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
