"""One websocket as the server reads it: how much comes, and that nobody piles answers up.

Pings, pongs and parts of messages never reach the application, so its own pace does not hold them:
each ping is answered at once, whether or not the answers are read.  Here bytes and frames of all
kinds are counted, and a peer that does not read what it is sent is not read from either.  How a
stream begins and ends is not told here but in handshakes.py.
"""

from typing import Any

from app.handshakes import Handshakes
from app.limits import MAX_FRAMES_PER_SECOND, STREAM_BYTES, STREAM_BYTES_PER_SECOND
from app.messages import TOO_FAST
from app.services.pace import Bucket
from app.waiting import others

NO_TEXT = 1007  # RFC 6455
TOGETHER = 4096  # bytes that are read before it is looked at what they were: 682 empty frames


class Socket(Handshakes):
    """uvicorn's websocket, with an eye on what the application is not told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._frames = Bucket(MAX_FRAMES_PER_SECOND, MAX_FRAMES_PER_SECOND)
        self._bytes = Bucket(STREAM_BYTES, STREAM_BYTES_PER_SECOND)

    def data_received(self, data: bytes) -> None:
        """Read what has come a little at a time, until there was too much."""
        for at in range(0, len(data), TOGETHER):
            if self.transport.is_closing():
                return
            part = data[at : at + TOGETHER]
            if self._bytes.take(len(part)):
                words = f"over {STREAM_BYTES_PER_SECOND} bytes a second"
                self._refuse("too_many_bytes", TOO_FAST, words)
            else:
                super().data_received(part)

    def handle_events(self) -> None:
        """Take frames in, or end the stream for their number."""
        if any(self._frames.take() for _ in self.conn.events):
            words = f"over {MAX_FRAMES_PER_SECOND} frames a second"
            self._refuse("too_many_frames", TOO_FAST, words)
        else:
            super().handle_events()

    def send_receive_event_to_app(self) -> None:
        """Hand a message on, if it is what it says; uvicorn logs another's as a fault of ours."""
        is_text = self.curr_msg_data_type == "text" and not self.close_sent
        if is_text and not _is_utf8(self.frames):
            self._refuse("no_text", NO_TEXT, "a text message must be UTF-8")
        else:
            super().send_receive_event_to_app()

    def pause_writing(self) -> None:
        """Stop reading while there is much that the peer has not read."""
        super().pause_writing()
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Read on, unless a message still waits for the application."""
        super().resume_writing()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    async def receive(self) -> Any:
        """Return the next message; to take one is no reason to read from who does not."""
        message = await super().receive()
        if not self.writable.is_set():
            self.transport.pause_reading()
        return message

    def _refuse(self, reason: str, code: int, words: str) -> None:
        """Say why and close, and have the application end its part."""
        others(self.config).meter.refused(reason)
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.conn.fail(code, words)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()


def _is_utf8(parts: list[bytes]) -> bool:
    try:
        b"".join(parts).decode()
    except UnicodeDecodeError:
        return False
    return True
