"""One connection to the server, before any request of it is known: counted, and with a deadline.

uvicorn waits for ever for a request's head, and takes as many connections as come.  Here a head has
to arrive in time, and over the cap who has asked for nothing yet, or is answered, gives way to who
comes; where there is nobody, who comes is told so at once.  Bodies have deadlines of their own
(bodies.py), and so have answers (answers.py) and streams (handshakes.py, routers/stream.py); how
much may come before there is a request is told in requests.py.
"""

import asyncio
from typing import Any

from app.limits import HEAD_SECONDS, MAX_CONNECTIONS
from app.refusals import FULL
from app.requests import Requests
from app.waiting import others


class Connection(Requests):
    """uvicorn's connection, with an eye on the clock and on the others."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request, or refuse to."""
        super().connection_made(transport)
        is_full = len(self.connections) > MAX_CONNECTIONS + others(self.config).more
        if is_full and not others(self.config).make_room():
            others(self.config).meter.refused("connections_full")
            transport.write(FULL)
            transport.close()
        else:
            self._expect()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request's head."""
        super().on_message_begin()
        self._expect()

    def on_headers_complete(self) -> None:
        """Take a request whose head has come."""
        self._expect_no_more()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over to a stream, and hold on to nothing."""
        if not self._is_at_rest():
            self.transport.abort()  # else that answer is written into the stream
            return
        self.transport.set_write_buffer_limits()  # a stream's own
        super().handle_websocket_upgrade()
        del self.parser  # else it and this wait for the garbage collector, under every viewer

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._expect_no_more()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._rest()
        if self._deadline is None:
            cut, abort = others(self.config).cut, self.transport.abort
            self._deadline = self.loop.call_later(HEAD_SECONDS, cut, "late_head", abort)

    def _expect_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
