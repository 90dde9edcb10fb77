"""Frames the messages between the server and a worker: JSON headers and raw bytes, never pickle.

A message is two lengths (little-endian, 32 bits each), a JSON object and raw bytes.  The framing
does no I/O, so that the server's asyncio side and the worker's blocking side share it.  The worker
knows its side as a `Channel`; `SocketChannel` is the one of a worker process.

wire_messages.py defines the messages.
"""

import json
import select
import socket
import struct
from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

from app.runs.wire_messages import FromCell, ToServer, ToWorker

Header = TypeVar("Header")

LENGTHS = struct.Struct("<II")
CHUNK = 1 << 18  # bytes read at a time: a dozen default frames
TABLES_AT_HAND = 32  # uploaded tables, of up to 2 MB each, that either end caches


def pack(header: ToServer | ToWorker | FromCell, body: bytes | memoryview = b"") -> bytes:
    """Return one message as bytes."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return b"".join((LENGTHS.pack(len(text), len(body)), text, body))


class ChannelClosed(Exception):
    """The other end of the pair is gone."""


class Unpacker(Generic[Header]):
    """Splits a stream of bytes into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def ready(self) -> bool:
        """Whether a complete message waits to be yielded."""
        return self._end() <= len(self._buffer)

    def feed(self, data: bytes) -> Iterator[tuple[Header, bytes]]:
        """Add received bytes and yield every complete message; the rest waits for more bytes."""
        self._buffer += data
        while self.ready:
            end = self._end()
            message = bytes(self._buffer[:end])
            del self._buffer[:end]
            yield _parse(message)

    def _end(self) -> int:
        if len(self._buffer) < LENGTHS.size:
            return LENGTHS.size
        return LENGTHS.size + sum(LENGTHS.unpack_from(self._buffer))


def _parse(message: bytes) -> tuple[Any, bytes]:
    text, _ = LENGTHS.unpack_from(message)
    body = LENGTHS.size + text
    return json.loads(message[LENGTHS.size : body]), message[body:]


class Channel(Protocol):
    """The worker's end of its connection with the server."""

    def send(self, header: ToServer, body: bytes | memoryview = b"") -> None:
        """Send one message; raise ChannelClosed when the server is gone."""

    def receive(self) -> Iterator[tuple[ToWorker, bytes]]:
        """Yield the messages that have arrived, without waiting; ChannelClosed without a server.

        A caller that stops early gets the rest from the next call.
        """

    def wait(self, seconds: float | None) -> None:
        """Sleep until a message has arrived, or for so many seconds."""


class SocketChannel:
    """The worker's end of its socket pair.  Sending waits for the server; nothing queues up."""

    def __init__(self, end: socket.socket) -> None:
        self._end, self._unpacker = end, Unpacker[ToWorker]()

    def send(self, header: ToServer, body: bytes | memoryview = b"") -> None:
        """Send one message; raise ChannelClosed when the server is gone."""
        try:
            self._end.sendall(pack(header, body))
        except OSError as error:  # a reset or a broken pipe: in a pair there is no other end to try
            raise ChannelClosed from error

    def receive(self) -> Iterator[tuple[ToWorker, bytes]]:
        """Yield the messages that have arrived, without waiting; ChannelClosed without a server.

        A caller that stops early gets the rest from the next call.
        """
        yield from self._unpacker.feed(b"")
        while True:
            try:
                data = self._end.recv(CHUNK, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError as error:
                raise ChannelClosed from error
            if not data:
                raise ChannelClosed
            yield from self._unpacker.feed(data)

    def wait(self, seconds: float | None) -> None:
        """Sleep until a message has arrived, or for so many seconds."""
        if not self._unpacker.ready:
            select.select([self._end], [], [], seconds)
