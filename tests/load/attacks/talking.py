"""Attackers that send what is expensive to read: new formulas, and thousands of nested lists."""

import asyncio
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from tests.load.attacks.attacker import Attacker
from tests.load.attacks.documents import formulas

VIEWERS = 4
CONNECTIONS, MANY_CONNECTIONS = 8, 64
MESSAGE = 64 * 1024  # bytes: the longest
MESSAGES = 90.0  # a second, under what closes a stream
LISTS = "[" + "[]," * ((MESSAGE - 4) // 3) + "[]]"
DEEP = "[" * 30 + "]" * 30
DEEP_LISTS = "[" + (DEEP + ",") * ((MESSAGE - 64) // (len(DEEP) + 1)) + DEEP + "]"


async def commands_of_one(attacker: Attacker) -> None:
    """Send commands with new formulas, without a token, by one session."""
    await _command_on(attacker, CONNECTIONS, "formulas")


async def commands_of_many(attacker: Attacker) -> None:
    """Send the same over many connections, of no session."""
    await _command_on(attacker, MANY_CONNECTIONS, "")


async def _command_on(attacker: Attacker, connections: int, session: str) -> None:
    run = await attacker.run({}, "formulas")
    path = f"/api/runs/{run['id']}/commands"

    async def command() -> None:
        while True:
            body = {"type": "load", "experiment": {"features": formulas()}}
            await attacker.ask("POST", path, session=session, json=body)

    await attacker.concurrently(connections, command)


async def nested_lists(attacker: Attacker) -> None:
    """Send the longest messages, full of nested lists, from a few viewers."""
    attacker.rate = VIEWERS * MESSAGES
    run = await attacker.run({}, "lists")

    async def talk() -> None:
        while True:
            try:
                await _talk(attacker, run)
            except (OSError, WebSocketException):
                attacker.counts["closed"] += 1

    await attacker.concurrently(VIEWERS, talk)


async def _talk(attacker: Attacker, run: dict[str, Any]) -> None:
    async with attacker.stream(run) as stream:
        await stream.send('{"type":"hello","view":{"fps":1}}')
        reading = asyncio.create_task(_read(attacker, stream))
        try:
            while True:
                for message in (LISTS, DEEP_LISTS):
                    await attacker.throttle()
                    await stream.send(message)
                    attacker.counts["sent"] += 1
        finally:
            reading.cancel()


async def _read(attacker: Attacker, stream: ClientConnection) -> None:
    """Read the responses, so that the server goes on reading."""
    async for message in stream:
        attacker.counts["bytes"] += len(message)
