"""Attackers that ask for much and read nothing of it, or a few bytes at a time."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from tests.load.attacks.attacker import Attacker
from tests.load.attacks.documents import LARGEST_VIEW, TEN_CLASSES, WIDE
from tests.load.silent import DEAF, DUMB, HELLO, silent

RESPONSES, STREAMS = 72, 100
SIP, SIP_SECONDS = 512, 0.25  # bytes, and how often: 2 kB a second
STAY_SECONDS = 25.0  # with one connection, before the next
AGAIN_SECONDS = 1.0  # after a refusal
OK = b"HTTP/1.1 200"

Opening = Callable[[], Awaitable[socket.socket]]


async def sipped_answers(attacker: Attacker) -> None:
    """Ask for the largest maps of ten classes, 14 MB each, and read them slowly."""
    run = await attacker.run(TEN_CLASSES, "sips")
    await attacker.concurrently(
        RESPONSES, partial(_sip_on, attacker, partial(_request_map, attacker, run))
    )


async def deaf_views(attacker: Attacker) -> None:
    """Have the largest frames sent, and never read them."""
    run = await attacker.run(WIDE, "deaf")
    await attacker.concurrently(
        STREAMS, partial(_stay_on, attacker, partial(_open_stream, attacker, run))
    )


async def sipped_views(attacker: Attacker) -> None:
    """Have the largest frames sent, and read them slowly."""
    run = await attacker.run(WIDE, "sips")
    await attacker.concurrently(
        STREAMS, partial(_sip_on, attacker, partial(_open_stream, attacker, run))
    )


async def _request_map(attacker: Attacker, run: dict[str, Any]) -> socket.socket:
    line = await silent(attacker.address, "", DUMB)
    head = (
        f"GET /api/runs/{run['id']}/boundary?resolution=400 HTTP/1.1\r\n"
        f"Host: {attacker.address}\r\nPlayground-Session: sips\r\n\r\n"
    )
    await asyncio.get_running_loop().sock_sendall(line, head.encode())
    return line


async def _open_stream(attacker: Attacker, run: dict[str, Any]) -> socket.socket:
    hello = HELLO | {"view": LARGEST_VIEW}
    return await silent(attacker.address, run["stream_url"], DEAF, hello)


async def _opened(attacker: Attacker, opening: Opening) -> socket.socket:
    """Return a connection, after as many tries as it takes."""
    while True:
        await attacker.throttle()
        try:
            line = await opening()
        except OSError:
            attacker.counts["refused"] += 1
            continue
        attacker.counts["opened"] += 1
        return line


async def _stay_on(attacker: Attacker, opening: Opening) -> None:
    """Hold one connection after another, and read nothing."""
    while True:
        with await _opened(attacker, opening):
            await asyncio.sleep(STAY_SECONDS)


async def _sip_on(attacker: Attacker, opening: Opening) -> None:
    """Hold one connection after another, and read a little of each."""
    while True:
        with await _opened(attacker, opening) as line:
            await _sip(attacker, line)


async def _sip(attacker: Attacker, line: socket.socket) -> None:
    """Read a little now and then, until the connection is dropped or was held for long enough."""
    loop, first = asyncio.get_running_loop(), True
    try:
        async with asyncio.timeout(STAY_SECONDS):
            while sip := await loop.sock_recv(line, SIP):
                attacker.counts["bytes"] += len(sip)
                if first and sip.startswith(b"HTTP/") and not sip.startswith(OK):
                    attacker.counts["refused"] += 1
                    await asyncio.sleep(AGAIN_SECONDS)
                    return
                first = False
                await asyncio.sleep(SIP_SECONDS)
        attacker.counts["dropped"] += 1
    except TimeoutError:
        attacker.counts["held"] += 1
    except OSError:
        attacker.counts["dropped"] += 1
