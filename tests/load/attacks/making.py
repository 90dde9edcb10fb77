"""Attackers that make too much: forks, and runs that nobody watches."""

import asyncio
import json
from collections.abc import Callable
from itertools import count, cycle
from typing import Any

from websockets.exceptions import WebSocketException

from tests.load.attacks.attacker import Attacker
from tests.load.attacks.documents import HEAVY, LAZY

CONNECTIONS = 8
RUNS = 400  # as many as a server has places for
STREAM_RATE = 90.0  # messages a second, under what closes a stream
UNANSWERED = 8  # commands of a stream, at most
_numbers = count()


async def forks(attacker: Attacker) -> None:
    """Fork two runs in a loop by one session: one that is quick to fork, and one that is large."""
    runs = [await attacker.run(document, "forks", training=False) for document in ({}, HEAVY)]
    turns = cycle(runs)

    async def fork() -> None:
        run = next(turns)
        request = {"session": "forks", "token": run["control_token"], "json": {"type": "fork"}}
        while True:
            response = await attacker.ask("POST", f"/api/runs/{run['id']}/commands", **request)
            attacker.counts["made"] += response is not None and response.is_success

    await attacker.concurrently(CONNECTIONS, fork)


async def stream_forks(attacker: Attacker) -> None:
    """Fork a run in a loop over a stream, which has no session."""
    attacker.rate = STREAM_RATE
    run = await attacker.run({}, "stream-forks", training=False)
    while True:
        try:
            await _fork_on(attacker, run)
        except (OSError, WebSocketException):
            attacker.counts["closed"] += 1


async def _fork_on(attacker: Attacker, run: dict[str, Any]) -> None:
    free = asyncio.Semaphore(UNANSWERED)

    async def fork() -> None:
        while True:
            await free.acquire()
            await attacker.throttle()
            await stream.send('{"type":"fork"}')

    async with attacker.stream(run) as stream:
        await stream.send(json.dumps({"type": "hello", "token": run["control_token"]}))
        forking = asyncio.create_task(fork())
        try:
            async for message in stream:
                if _answers(attacker, message):
                    free.release()
        finally:
            forking.cancel()


def _answers(attacker: Attacker, message: str | bytes) -> bool:
    """Count a message, and say whether it answers a command."""
    attacker.counts["bytes"] += len(message)
    data = json.loads(message) if isinstance(message, str) else {}
    if data.get("type") not in ("done", "error"):
        return False
    attacker.counts[data.get("code", "made")] += 1
    return True


async def _hoard(attacker: Attacker, name: Callable[[], str]) -> None:
    """Make as many runs as a server has places for, and have each go on without viewers."""

    async def grab() -> None:
        while attacker.counts["made"] < RUNS:
            session = name()
            run = await attacker.make_run({"experiment": LAZY}, session)
            if run is None:
                continue
            attacker.counts["made"] += 1
            commands: tuple[dict[str, Any], ...] = ({"type": "keep", "on": True}, {"type": "start"})
            for command in commands:
                path, token = f"/api/runs/{run['id']}/commands", run["control_token"]
                response = await attacker.ask(
                    "POST", path, session=session, token=token, json=command
                )
                done = response is not None and response.is_success
                attacker.counts[command["type"]] += done

    await attacker.concurrently(CONNECTIONS, grab)


async def hoard_renamed(attacker: Attacker) -> None:
    """Hoard runs, each of another session."""
    await _hoard(attacker, lambda: f"hoard-{next(_numbers)}")


async def hoard_nameless(attacker: Attacker) -> None:
    """Hoard runs that are of no session."""
    await _hoard(attacker, str)


async def hoard_named(attacker: Attacker) -> None:
    """Hoard runs of one session."""
    await _hoard(attacker, lambda: "hoard")
