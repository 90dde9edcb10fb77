"""One websocket as it begins and ends: neither handshake takes for ever, whatever the peer does.

A request that uvicorn takes for a websocket's may be none to who reads it next: it is refused.
A stream whose end was told waits a short time for the other end to read that and to agree, and only
while there is room; to the application its viewer has left by then.
"""

import asyncio
from math import inf
from typing import Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.limits import CLOSE_SECONDS, HEAD_SECONDS
from app.refusals import NO_STREAM
from app.waiting import others

GONE = 1006  # the code of a stream that ends without the viewer's word


class Handshakes(WebSocketsSansIOProtocol):
    """uvicorn's websocket, with an eye on the clock while there is no stream."""

    _deadline: asyncio.TimerHandle | None = None
    _unsent = inf  # bytes, when it was last looked at; whoever was heard since is there

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the opening handshake."""
        super().connection_made(transport)
        self._give_way_after(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Take in what has come, or refuse what no stream begins with."""
        self._unsent = inf
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            others(self.config).meter.refused("no_stream")
            self.transport.write(NO_STREAM)
            self.transport.close()
        self._bound_end()

    async def send(self, message: Any) -> None:
        """Send a message; to a stream that ends it is the viewer who has left."""
        await self.writable.wait()
        if self._is_ending():
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.accept":
            self._go_on()
        self._bound_end()

    async def run_asgi(self) -> None:
        """Have the application do its part, after which nothing is left to do."""
        line = {
            "abort": self.transport.abort,
            "flushed": self.writable.wait,
            "unread": self.transport.get_write_buffer_size,
        }  # for unsent.py
        cast(dict[str, Any], self.scope).update(line)
        await super().run_asgi()
        self._bound_end()

    def send_keepalive_ping(self) -> None:
        """Ask the viewer whether anybody is there."""
        super().send_keepalive_ping()
        self._unsent = self.transport.get_write_buffer_size()

    def keepalive_timeout(self) -> None:
        """End the stream of who answers no ping, and tell the application.

        Over a slow line the ping waits behind what was sent before: who reads on, or says
        something, is there.
        """
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        if self._unsent < before and self.ping_timeout and not self._is_ending():
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
            return
        super().keepalive_timeout()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": GONE})
        self._bound_end()

    def shutdown(self) -> None:
        """End the stream because the server goes away, unless it is ending: let that be read."""
        if not self._is_ending():
            super().shutdown()
        self._bound_end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._go_on()
        super().connection_lost(exc)

    def _is_ending(self) -> bool:
        return self.transport.is_closing() or self.close_timer is not None

    def _bound_end(self) -> None:
        """Where the end was told, have it come soon; let go who waits to send something still."""
        if self._is_ending() and not self.disconnected:
            self.writable.set()
            self._give_way_after(CLOSE_SECONDS)

    def _give_way_after(self, seconds: float) -> None:
        """Leave when this time is over, or before where there is no room."""
        others(self.config).enter(self, self.transport.abort)
        if self._deadline is None:
            self._deadline = self.loop.call_later(seconds, self._leave)

    def _leave(self) -> None:
        if not self._is_ending():  # it has never begun
            others(self.config).meter.refused("late_head")
        self.transport.abort()

    def _go_on(self) -> None:
        others(self.config).go_on(self)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
