"""One connection as its requests are read: how large a head may be, and how many requests may wait.

uvicorn's parser takes a head of any size, and makes something of each request that comes behind
another.  Here what has come is read a little at a time, until it is too much.
"""

from app.answers import Answers
from app.limits import MAX_HEAD_BYTES, MAX_REQUESTS_WAITING
from app.refusals import LARGE_HEAD, NO_REQUEST

TOGETHER = 4096  # bytes that are read before it is looked at what they were


class Requests(Answers):
    """uvicorn's connection, with an eye on what it keeps of requests."""

    _unused = 0  # bytes that have come since a head was complete, or some of a body was there

    def data_received(self, data: bytes) -> None:
        """Read what has come a little at a time, until there was too much."""
        for at in range(0, len(data), TOGETHER):
            if self.transport.is_closing() or self.transport.get_protocol() is not self:
                return  # what comes behind the wish for a stream, before it is granted, is lost
            part = data[at : at + TOGETHER]
            self._unused += len(part)
            super().data_received(part)
            if self._unused > MAX_HEAD_BYTES:
                self._refuse(LARGE_HEAD)

    def on_headers_complete(self) -> None:
        """Take a request, unless too many are waiting for their answers."""
        self._unused = 0
        if len(self.pipeline) < MAX_REQUESTS_WAITING:
            super().on_headers_complete()
        else:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body; how large that may be is told in bodies.py."""
        self._unused = 0
        super().on_body(body)

    def send_400_response(self, _: str) -> None:
        """Refuse what is no request, as all else is refused."""
        self._refuse(NO_REQUEST)

    def _refuse(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()
