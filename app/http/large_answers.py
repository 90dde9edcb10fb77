"""Middleware for large answers: reserves memory for each, and sends it no faster than it is read.

An answer that fits into the kernel's buffer passes.  A larger one holds a reservation in the budget
of unsent bytes until it is read, and goes out in parts, so that only the part at hand lies in the
server twice.
"""

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Unavailable
from app.http.problems import problem
from app.limits.unsent_budget import RETRY, SMALL, Hold, Line, UnsentBudget

LONGEST_KEY = 100  # characters of a path or a session that count
REFUSAL = Unavailable("clients read too slowly just now; ask again in a moment", headers=RETRY)


class LargeAnswers:
    """Gives each request an `AnswerRoom`, and sends its answer through that."""

    def __init__(self, app: ASGIApp, budget: UnsentBudget) -> None:
        self.app, self._budget = app, budget

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and send the answer's body as fast as it is read."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        room = scope["answer_room"] = AnswerRoom(scope, send, self._budget)
        try:
            await self.app(scope, receive, room.send)
        finally:
            room.release()


class AnswerRoom:
    """The reservation of one answer."""

    def __init__(self, scope: Scope, send: Send, budget: UnsentBudget) -> None:
        self._scope, self._send, self._budget = scope, send, budget
        session = Headers(scope=scope).get("playground-session")
        whose = f"session {session}" if session else f"path {scope['path']}"
        self._keys = [whose[:LONGEST_KEY]]
        self._hold: Hold | None = None
        self._start: Message | None = None  # held back until it is known how large the answer is
        self._refused = False

    async def reserve(self, size: int, about: str) -> None:
        """Reserve at most so many bytes for an answer, before it is made.

        Raises Unavailable.
        """
        if size > SMALL:
            self._hold = await self._budget.wait(size, [*self._keys, about])

    def resize(self, size: int) -> None:
        """Change the reservation to the answer's size."""
        if self._hold and size < self._hold.size:
            self._hold.resize(size if size > SMALL else 0)

    def release(self) -> None:
        """Give the reservation back."""
        if self._hold:
            self._hold.release()

    async def send(self, message: Message) -> None:
        """Send a part of the answer, or as much of it at a time as is read."""
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] != "http.response.body":
            await self._send(message)
        elif not self._refused:
            await self._begin(len(message.get("body", b"")))
            if not self._refused:
                await self._send_body(message)

    async def _begin(self, size: int) -> None:
        """Send the head, or a refusal where no memory is left for a body of so many bytes."""
        if (start := self._start) is None:
            return
        self._start = None
        if size > SMALL and (self._hold is None or not self._hold.size):
            self._hold = self._budget.take(size, self._keys)
            self._refused = self._hold is None
        elif size > SMALL and self._hold:
            self._hold.resize(size)
        if self._refused:
            self._budget.meter.refused("unsent")
            await problem(REFUSAL)(self._scope, _nothing, self._send)
            return
        if self._hold:
            self._hold.begin(Line.of(self._scope))
        await self._send(start)

    async def _send_body(self, message: Message) -> None:
        """Send a body in parts, each when the one before has left."""
        body, more = memoryview(message.get("body", b"")), message.get("more_body", False)
        if len(body) <= SMALL:
            await self._send(message)
            return
        for at in range(0, len(body), SMALL):
            part = bytes(body[at : at + SMALL])
            await self._send({"type": "http.response.body", "body": part, "more_body": True})
        await self._send({"type": "http.response.body", "body": b"", "more_body": more})


def answer_room(connection: HTTPConnection) -> AnswerRoom:
    """Return the reservation of this request's answer."""
    room: AnswerRoom = connection.scope["answer_room"]
    return room


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
