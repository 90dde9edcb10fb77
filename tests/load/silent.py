"""Lines that fall silent: at once, when they have asked for a stream, or when they have said hello.

They are bare sockets, so that thousands of them cost the process that plays them next to nothing.
"""

import asyncio
import contextlib
import json
import resource
import socket
from itertools import count
from typing import Any

DUMB, HUSHED, DEAF = "dumb", "hushed", "deaf"  # how far they come before they fall silent
SPARE_FILES = 64  # besides the lines
SMALL_BUFFER = 4096  # bytes that the kernel takes for one that does not read
HOMES = 200  # addresses that they come from in turn: each has some 28 000 ports only
UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
HELLO: dict[str, Any] = {"type": "hello"}
_numbers = count()


def allow_files(lines: int) -> None:
    """Let this process have so many lines open at once.  Raises ValueError if it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = lines + SPARE_FILES
    if 0 <= soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def silent(
    address: str, path: str, kind: str, hello: dict[str, Any] = HELLO
) -> socket.socket:
    """Return a line that has come as far as its kind does.  Raises OSError if it is refused."""
    host, port = address.rsplit(":", 1)
    line, loop = socket.socket(), asyncio.get_running_loop()
    try:
        line.setblocking(False)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        line.bind((f"127.0.0.{1 + next(_numbers) % HOMES}", 0))
        await loop.sock_connect(line, (host, int(port)))
        if kind != DUMB:
            await loop.sock_sendall(line, UPGRADE.format(path=path, host=address).encode())
            await _accepted(line)
        if kind == DEAF:
            await loop.sock_sendall(line, message(hello))
    except BaseException:
        line.close()
        raise
    return line


async def _accepted(line: socket.socket) -> None:
    """Read the head of the answer and nothing after it."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (byte := await asyncio.get_running_loop().sock_recv(line, 1)):
            raise ConnectionResetError("closed before it was accepted")
        head += byte
    if not head.startswith(b"HTTP/1.1 101 "):
        raise ConnectionRefusedError(head.split(b"\r\n")[0].decode())


def message(told: dict[str, Any]) -> bytes:
    """Return a short text message as a client sends it: masked, here with zeros."""
    text = json.dumps(told).encode()
    if len(text) > 125:
        raise ValueError(f"a short message has at most 125 bytes; got {len(text)}")
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


async def until_dropped(line: socket.socket) -> None:
    """Wait until the far end closes the line, then let go of it."""
    with line, contextlib.suppress(OSError):
        while await asyncio.get_running_loop().sock_recv(line, SMALL_BUFFER):
            pass
