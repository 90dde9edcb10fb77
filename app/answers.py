"""One connection as its answers are read: who reads slowly gives way to others, but not at once.

The rest of an answer is lost to who gives way.  So its reader is spared for a short time, and after
that is left alone as long as there is room and some of it is read.
"""

import asyncio
from math import inf
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.limits import ANSWER_SECONDS, STALLED_SECONDS
from app.waiting import others


class Answers(HttpToolsProtocol):
    """uvicorn's connection, with an eye on what is not sent yet."""

    _spared_until = 0.0  # of the loop's clock
    _unsent = inf  # bytes, when it was last looked at
    _next_look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Have writing pause whenever something is not sent, however little."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        if self._is_at_rest():
            others(self.config).go_on(self)
            self._spared_until = self.loop.time() + ANSWER_SECONDS
        super().on_headers_complete()
        cast(dict[str, Any], self.scope)["abort"] = self.transport.abort  # unsent.py

    def on_response_complete(self) -> None:
        """Have the next request answered, or wait for one."""
        super().on_response_complete()
        self._rest()

    def pause_writing(self) -> None:
        """Begin to look how the answer is read."""
        super().pause_writing()
        self._unsent = inf
        self._next_look = self.loop.call_at(self._spared_until, self._look)

    def resume_writing(self) -> None:
        """Go on writing, or wait for a request if that was all."""
        super().resume_writing()
        self._look_no_more()
        self._rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._look_no_more()
        super().connection_lost(exc)

    def _is_at_rest(self) -> bool:
        """Say whether all requests are answered, and the answers sent."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self.flow.write_paused

    def _rest(self) -> None:
        """Keep the connection for another request, as long as there is room."""
        if self._is_at_rest() and not self.transport.is_closing():
            others(self.config).enter(self, self.transport.abort)

    def _look(self) -> None:
        """Cut who has read nothing since the last look; have the others give way from now on."""
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        if self._unsent >= before:
            self.transport.abort()
        else:
            others(self.config).enter(self, self.transport.abort)
            self._next_look = self.loop.call_later(STALLED_SECONDS, self._look)

    def _look_no_more(self) -> None:
        others(self.config).go_on(self)
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None
