"""uvicorn's WebSocket with deadlines for both handshakes, and limits on what comes in.

No handshake takes for ever, whatever the peer does.  uvicorn may take a request for a WebSocket's
that the parser which reads it next does not accept: it is refused.  After the server has closed a
stream, it waits a short time for the peer's close frame, and only while there are places; for the
application the viewer has left by then.

Pings, pongs and fragments never reach the application, so its own rate limits do not see them: each
ping is answered at once, whether or not the peer reads the answers.  Here bytes and frames of all
kinds are counted, and nothing more is read from a peer that does not read.
"""

import asyncio
from math import inf
from typing import Any, cast, final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.encoding.messages import POLICY_VIOLATION
from app.limits.caps import (
    CLOSE_SECONDS,
    HEAD_SECONDS,
    MAX_FRAMES_PER_SECOND,
    STREAM_BYTES,
    STREAM_BYTES_PER_SECOND,
)
from app.limits.rates import Bucket
from app.server.evictable import eviction_queue
from app.server.raw_responses import NO_STREAM

INVALID_PAYLOAD = 1007  # RFC 6455: invalid frame payload data
ABNORMAL_CLOSURE = 1006  # abnormal closure: a stream that ends without a close frame
DROPPED_BYTES = 1024 * 1024  # that are read of a peer that was refused, so that it hears why
TOGETHER = 4096  # bytes that are parsed before their frames are counted: 682 empty frames


@final
class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, with deadlines, bounds on memory, and limits on frames."""

    _deadline: asyncio.TimerHandle | None = None  # of a handshake
    _left: int | None = None  # bytes that may still come of a peer that was refused
    _unsent = inf  # bytes, when it was last looked at; a peer that was heard since is there

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._frames = Bucket(MAX_FRAMES_PER_SECOND, MAX_FRAMES_PER_SECOND)
        self._bytes = Bucket(STREAM_BYTES, STREAM_BYTES_PER_SECOND)

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the opening handshake."""
        super().connection_made(transport)
        self._give_way_after(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        self._go_on()
        super().connection_lost(exc)

    # --- what comes in --------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse what has come a little at a time, until there was too much."""
        if self._left is not None:
            return self._drop(len(data))
        for at in range(0, len(data), TOGETHER):
            if self.transport.is_closing() or self._left is not None:
                return None
            part = data[at : at + TOGETHER]
            if self._bytes.take(len(part)):
                words = f"over {STREAM_BYTES_PER_SECOND} bytes a second"
                self._refuse("too_many_bytes", POLICY_VIOLATION, words)
            else:
                self._parse(part)
        return None

    def _drop(self, size: int) -> None:
        """Read on for a little: a system that closes on unread bytes takes back what was sent."""
        assert self._left is not None
        self._left -= size
        if self._left < 0:
            self.transport.abort()

    def _parse(self, part: bytes) -> None:
        """Parse what has come, or refuse a malformed handshake."""
        self._unsent = inf
        super().data_received(part)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            eviction_queue(self.config).meter.refused("no_stream")
            self.transport.write(NO_STREAM)
            self.transport.close()
        self._bound_end()

    def handle_events(self) -> None:
        """Take frames in, or end the stream if they are too many."""
        if any(self._frames.take() for _ in self.conn.events):
            words = f"over {MAX_FRAMES_PER_SECOND} frames a second"
            self._refuse("too_many_frames", POLICY_VIOLATION, words)
        else:
            super().handle_events()

    def send_receive_event_to_app(self) -> None:
        """Pass on a message, unless it is not UTF-8: uvicorn would log that as its fault."""
        is_text = self.curr_msg_data_type == "text" and not self.close_sent
        if is_text and not _is_utf8(self.frames):
            self._refuse("no_text", INVALID_PAYLOAD, "a text message must be UTF-8")
        else:
            super().send_receive_event_to_app()

    def pause_writing(self) -> None:
        """Stop reading while the peer has much to read."""
        super().pause_writing()
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Read on, unless a message still waits for the application."""
        super().resume_writing()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    async def receive(self) -> Any:
        """Return the next message, without reading more from a peer that does not read."""
        message = await super().receive()
        if not self.writable.is_set():
            self.transport.pause_reading()
        return message

    def _refuse(self, reason: str, code: int, words: str) -> None:
        """Close with a reason, and end the application's part."""
        eviction_queue(self.config).meter.refused(reason)
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.conn.fail(code, words)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self._left = DROPPED_BYTES
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self.transport.resume_reading()
        else:
            self.transport.close()
        self._bound_end()

    # --- how it ends ----------------------------------------------------------------------------

    async def send(self, message: Any) -> None:
        """Send a message; if the stream is ending, the viewer has left."""
        await self.writable.wait()
        if self._is_ending():
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.accept":
            self._go_on()
        self._bound_end()

    async def run_asgi(self) -> None:
        """Run the application, after which nothing is left to do."""
        line = {
            "abort": self.transport.abort,
            "flushed": self.writable.wait,
            "unread": self.transport.get_write_buffer_size,
        }  # for unsent_budget.py
        cast(dict[str, Any], self.scope).update(line)
        await super().run_asgi()
        self._bound_end()

    def send_keepalive_ping(self) -> None:
        """Ask the peer whether it is there."""
        super().send_keepalive_ping()
        self._unsent = self.transport.get_write_buffer_size()

    def keepalive_timeout(self) -> None:
        """End a stream whose peer answers no ping, and inform the application.

        Over a slow line the ping waits behind what was sent before: a peer that reads on, or says
        something, is alive.
        """
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        if self._unsent < before and self.ping_timeout and not self._is_ending():
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
            return
        super().keepalive_timeout()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": ABNORMAL_CLOSURE})
        self._bound_end()

    def shutdown(self) -> None:
        """Close the stream because the server stops, unless it is closing already."""
        if not self._is_ending():
            super().shutdown()
        self._bound_end()

    def _is_ending(self) -> bool:
        is_refused = self._left is not None
        return is_refused or self.transport.is_closing() or self.close_timer is not None

    def _bound_end(self) -> None:
        """Limit the time of a closing stream; nothing waits to be sent then."""
        if self._is_ending() and not self.disconnected:
            self.writable.set()
            self._give_way_after(CLOSE_SECONDS)

    def _give_way_after(self, seconds: float) -> None:
        """Close after this time, or earlier by eviction."""
        eviction_queue(self.config).add(self, self.transport.abort)
        if self._deadline is None:
            self._deadline = self.loop.call_later(seconds, self._leave)

    def _leave(self) -> None:
        if not self._is_ending():  # it has never begun
            eviction_queue(self.config).meter.refused("late_head")
        self.transport.abort()

    def _go_on(self) -> None:
        eviction_queue(self.config).discard(self)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _is_utf8(parts: list[bytes]) -> bool:
    try:
        b"".join(parts).decode()
    except UnicodeDecodeError:
        return False
    return True
