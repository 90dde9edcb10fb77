"""uvicorn's HTTP connection with deadlines, limits on its requests, and eviction.

uvicorn takes any number of connections, waits for ever for a request's head, and parses a head of
any size.  Here a head has a deadline and a size, and few requests may wait.  Over the cap on
connections, the server closes one that has sent no request yet, or whose answer is read slowly;
where there is none, it refuses the new connection.  A reader of an answer has a short time; after
that it may be evicted.  Bodies have deadlines of their own (request_body.py), and so have streams
(websocket_protocol.py, routers/stream.py).
"""

import asyncio
from math import inf
from typing import Any, cast, final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.limits.caps import (
    ANSWER_SECONDS,
    HEAD_SECONDS,
    MAX_CONNECTIONS,
    MAX_HEAD_BYTES,
    MAX_REQUESTS_WAITING,
    STALLED_SECONDS,
)
from app.server.evictable import eviction_queue
from app.server.raw_responses import FULL, LARGE_HEAD, NO_REQUEST

TOGETHER = 4096  # bytes that are parsed before their sum is looked at


@final
class HttpProtocol(HttpToolsProtocol):
    """uvicorn's connection, with deadlines, bounds on memory, and eviction."""

    _deadline: asyncio.TimerHandle | None = None  # of a head
    _unused = 0  # bytes that have come since a head was complete, or some of a body was there
    _spared_until = 0.0  # of the loop's clock: until then an answer's reader is left alone
    _unsent = inf  # bytes, when it was last looked at
    _next_look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request, or refuse the connection.

        Writing pauses whenever something is not sent, however little.
        """
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)
        is_full = len(self.connections) > MAX_CONNECTIONS + eviction_queue(self.config).more
        if is_full and not eviction_queue(self.config).make_room():
            eviction_queue(self.config).meter.refused("connections_full")
            transport.write(FULL)
            transport.close()
        else:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        self._expect_no_head()
        self._look_no_more()
        super().connection_lost(exc)

    # --- requests -------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse what has come a little at a time, until there was too much."""
        for at in range(0, len(data), TOGETHER):
            if self.transport.is_closing() or self.transport.get_protocol() is not self:
                return  # what comes behind the wish for a stream, before it is granted, is lost
            part = data[at : at + TOGETHER]
            self._unused += len(part)
            super().data_received(part)
            if self._unused > MAX_HEAD_BYTES:
                self._refuse(LARGE_HEAD)

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request's head."""
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        """Take a request with a complete head, unless too many wait for their answers."""
        self._expect_no_head()
        self._unused = 0
        if len(self.pipeline) >= MAX_REQUESTS_WAITING:
            self.transport.abort()
            return
        if self._is_at_rest():
            eviction_queue(self.config).discard(self)
            self._spared_until = self.loop.time() + ANSWER_SECONDS
        super().on_headers_complete()
        cast(dict[str, Any], self.scope)["abort"] = self.transport.abort  # unsent_budget.py

    def on_body(self, body: bytes) -> None:
        """Take a part of a body; request_body.py bounds its size."""
        self._unused = 0
        super().on_body(body)

    def send_400_response(self, _: str) -> None:
        """Refuse a malformed request in the same form as any other."""
        self._refuse(NO_REQUEST)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over to a stream, and drop all references to it."""
        if not self._is_at_rest():
            self.transport.abort()  # else that answer is written into the stream
            return
        self.transport.set_write_buffer_limits()  # a stream's own
        super().handle_websocket_upgrade()
        del self.parser  # else it and this wait for the garbage collector, under every viewer

    def _refuse(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()

    def _expect_head(self) -> None:
        self._rest()
        if self._deadline is None:
            cut, abort = eviction_queue(self.config).cut, self.transport.abort
            self._deadline = self.loop.call_later(HEAD_SECONDS, cut, "late_head", abort)

    def _expect_no_head(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    # --- answers --------------------------------------------------------------------------------

    def on_response_complete(self) -> None:
        """Have the next request answered, or wait for one."""
        super().on_response_complete()
        self._rest()

    def pause_writing(self) -> None:
        """Begin to watch how fast the answer is read."""
        super().pause_writing()
        self._unsent = inf
        self._next_look = self.loop.call_at(self._spared_until, self._look)

    def resume_writing(self) -> None:
        """Go on writing, or wait for a request if that was all."""
        super().resume_writing()
        self._look_no_more()
        self._rest()

    def _is_at_rest(self) -> bool:
        """Say whether all requests are answered, and the answers sent."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self.flow.write_paused

    def _rest(self) -> None:
        """Keep the connection open for another request, as long as there are places."""
        if self._is_at_rest() and not self.transport.is_closing():
            eviction_queue(self.config).add(self, self.transport.abort)

    def _look(self) -> None:
        """Cut a reader that has read nothing since the last look; otherwise make it evictable."""
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        if self._unsent >= before:
            self.transport.abort()
        else:
            eviction_queue(self.config).add(self, self.transport.abort)
            self._next_look = self.loop.call_later(STALLED_SECONDS, self._look)

    def _look_no_more(self) -> None:
        eviction_queue(self.config).discard(self)
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None
