"""Attackers that send what is no text, no message and no request."""

import asyncio
import contextlib
import json
import secrets
from itertools import cycle
from urllib.parse import quote

from tests.load.attacks.attacker import Attacker
from tests.load.silent import HUSHED, message, silent, until_dropped

TEXTS = "\0", "a\0b", "\ud800", "\u2028", "\u202e", "\x85", "\x1b[31m", "%", "_", "'\"\\", "\uffff"
NO_TEXT = b"\xff\xfe\xc0\x80"  # never in UTF-8
MASKED = bytes([0x81, 0x80 | len(NO_TEXT), 0, 0, 0, 0]) + NO_TEXT  # as a text message
HEADS = (
    b"\0\0\0\0\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nzz\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 40,  # TLS
    b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: \xff\xff\r\nSec-WebSocket-Version: 13\r\n\r\n",
)
CONNECTIONS = 4
PATIENCE = 2.0  # seconds for the server to close the connection
PLACES = (
    "/api/experiments?q=",
    "/api/experiments?cursor=",
    "/api/experiments/",
    "/api/runs/",
    "/api/datasets/",
    "/api/features?formula=",
    "/api/qr.svg?text=",
)


async def odd_texts(attacker: Attacker) -> None:
    """Send odd characters wherever a text is taken: titles, searches, cursors, ids, names."""
    texts = cycle(TEXTS)

    async def send() -> None:
        while True:
            await _send_text(attacker, next(texts))

    await attacker.concurrently(CONNECTIONS, send)


async def _send_text(attacker: Attacker, text: str) -> None:
    escaped = quote(text.encode("utf-8", "surrogatepass"))
    for place in PLACES:
        await attacker.ask("GET", place + escaped)
    title = json.dumps({"experiment": {"title": text}, "listed": True}).encode()
    await _send(attacker, "/api/experiments", "application/json", title)
    table = f"a{text},b\n1,{text}\n2,c\n".encode("utf-8", "surrogatepass")
    await _send(attacker, f"/api/datasets?name={escaped}", "text/csv", table)


async def _send(attacker: Attacker, path: str, kind: str, body: bytes) -> None:
    """Send a body, each time from another session, as the number of bodies is not the attack."""
    session, headers = f"odd-{secrets.token_hex(4)}", {"Content-Type": kind}
    await attacker.ask("POST", path, session=session, headers=headers, content=body)


async def bad_bytes(attacker: Attacker) -> None:
    """Send texts on streams that are no UTF-8: before hello, as hello, after it."""
    run = await attacker.run({}, "bytes")
    loop = asyncio.get_running_loop()

    async def send() -> None:
        while True:
            for before in (b"", message({"type": "hello"})):
                await attacker.throttle()
                try:
                    with await silent(attacker.address, run["stream_url"], HUSHED) as line:
                        await loop.sock_sendall(line, before + MASKED)
                        async with asyncio.timeout(PATIENCE):
                            await until_dropped(line)
                    attacker.counts["closed"] += 1
                except OSError:
                    attacker.counts["refused"] += 1

    await attacker.concurrently(CONNECTIONS, send)


async def bad_heads(attacker: Attacker) -> None:
    """Send what is no request."""

    async def send() -> None:
        while True:
            for head in HEADS:
                await attacker.throttle()
                with contextlib.suppress(OSError):
                    await _send_head(attacker, head)

    await attacker.concurrently(CONNECTIONS, send)


async def _send_head(attacker: Attacker, head: bytes) -> None:
    host, port = attacker.address.rsplit(":", 1)
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(head)
        writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            response = await reader.read(1024)
        attacker.counts[response[9:12].decode("ascii", "replace") or "closed"] += 1
    except TimeoutError:
        attacker.counts["silent"] += 1
    finally:
        writer.close()
