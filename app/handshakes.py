"""One websocket as it begins and ends: neither handshake takes for ever, whatever the peer does.

A request that uvicorn takes for a websocket's may be none to who reads it next: it is refused.
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.limits import HEAD_SECONDS
from app.refusals import NO_STREAM
from app.waiting import others


class Handshakes(WebSocketsSansIOProtocol):
    """uvicorn's websocket, with an eye on the clock while there is no stream."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the opening handshake."""
        super().connection_made(transport)
        self._give_way_after(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Take in what has come, or refuse what no stream begins with."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.transport.write(NO_STREAM)
            self.transport.close()

    async def send(self, message: Any) -> None:
        """Send a message; an answer to the handshake begins the stream."""
        await super().send(message)
        if message["type"] == "websocket.accept":
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._go_on()
        super().connection_lost(exc)

    def _give_way_after(self, seconds: float) -> None:
        """Leave when this time is over, or before where there is no room."""
        others(self.config).enter(self, self.transport.abort)
        if self._deadline is None:
            self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _go_on(self) -> None:
        others(self.config).go_on(self)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
