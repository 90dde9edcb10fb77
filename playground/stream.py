"""One viewer of a run: the frames of its WebSocket stream, in the order in which they come.

A cut connection is taken up again, once, without a gap or a repetition.  Left out: what the bytes
mean (frames).  The wire: docs/protocol.md.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import numpy as np
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from playground.errors import (
    Busy,
    Ended,
    Invalid,
    NotFound,
    PlaygroundError,
    Refused,
    TimedOut,
    unreachable,
)
from playground.frames import ENDS, Floats, Frame, Snapshot, decode_frame
from playground.wire import StreamMessage, View

Limit = Callable[[], float | None]  # seconds that may still be waited; None for ever

RUN_ENDED = 1000
REFUSALS: dict[int, type[PlaygroundError]] = {  # close codes after which not to reconnect
    1008: Invalid,
    1009: Invalid,
    1011: PlaygroundError,
    1013: Busy,
    4403: Refused,
    4404: NotFound,
}
CLOSE_SECONDS = 2.0  # for the closing handshake
LARGEST_MESSAGE = 64 * 2**20  # a snapshot of 5000 points and a frame of ten outputs are far smaller


@dataclass(frozen=True)
class StreamTarget:
    """The address of a stream, and how the client connects to it."""

    address: str
    token: str | None
    timeout: float  # for connecting
    local: bool  # not through a proxy


class Stream:
    """Follows a run.  `snapshot` is the newest one; None before the first."""

    def __init__(self, target: StreamTarget, view: View) -> None:
        self.snapshot: Snapshot | None = None
        self._target, self._view = target, view
        self._seq = -1  # of the newest frame
        self._history: Floats = np.empty((0, 1), np.float32)  # as the newest frame has it
        self._where = "nothing is known of the run"

    def frames_within(self, seconds: float) -> Iterator[Frame]:
        """Return the frames of the next so many seconds."""
        ends = monotonic() + seconds
        return self.frames(lambda: ends - monotonic())

    def frames(self, limit: Limit) -> Iterator[Frame]:
        """Yield frames until the run is over.  Raise PlaygroundError."""
        cut_before = False
        while True:
            before = self._seq
            try:
                with self._connected() as socket:
                    yield from self._talk(socket, limit)
                return
            except ConnectionClosed as cut:
                code, reason = _reason(cut)
                if code == RUN_ENDED:
                    return
                if code in REFUSALS:
                    raise REFUSALS[code](reason or "the server closed the stream") from cut
                if cut_before and self._seq == before:
                    raise unreachable(self._target.address, cut) from cut
                cut_before = True

    @contextmanager
    def _connected(self) -> Iterator[ClientConnection]:
        target = self._target
        try:
            socket = connect(
                target.address,
                open_timeout=target.timeout,
                close_timeout=CLOSE_SECONDS,
                max_size=LARGEST_MESSAGE,
                proxy=None if target.local else True,
            )
        except (OSError, WebSocketException) as failure:
            raise unreachable(target.address, failure) from failure
        with socket:
            yield socket

    def _talk(self, socket: ClientConnection, limit: Limit) -> Iterator[Frame]:
        token = {} if self._target.token is None else {"token": self._target.token}
        self._say(socket, type="hello", after=self._seq, view=self._view, **token)
        while True:
            message = self._receive(socket, limit())
            if isinstance(message, str):
                self._read(json.loads(message))
                continue
            frame = self._take(message)
            if frame.generation == self._known.generation:
                yield frame
                if frame.status in ENDS:
                    return
            with suppress(ConnectionClosed):  # the next receive raises it
                self._say(socket, type="ack", seq=frame.seq)  # now: so that the next is a new one

    def _say(self, socket: ClientConnection, **message: Any) -> None:
        socket.send(json.dumps(message))

    def _receive(self, socket: ClientConnection, seconds: float | None) -> str | bytes:
        try:
            if seconds is not None and seconds <= 0:  # even if frames go on coming
                raise TimeoutError
            return socket.recv(seconds)
        except TimeoutError:
            raise TimedOut(f"what was waited for has not come in time; {self._where}") from None

    def _read(self, message: StreamMessage) -> None:
        if message["type"] == "status" and message["status"] == "failed":  # a frame may never come
            raise Ended(f"the run failed on the server; {message.get('reason', '')}")
        if message["type"] == "snapshot":
            self._enter(Snapshot.parse(message))
        if message["type"] == "snapshot" or message["type"] == "status":
            self._where = f"the run is {message['status']} at epoch {message['epoch']}"

    def _enter(self, snapshot: Snapshot) -> None:
        if self.snapshot is None:
            _check_neuron(self._view["neuron"], snapshot)
        self.snapshot = snapshot

    @property
    def _known(self) -> Snapshot:
        if self.snapshot is None:
            raise PlaygroundError("the server sent a frame before it said what it shows")
        return self.snapshot

    def _take(self, blob: bytes) -> Frame:
        """Return a frame with the whole history: that of the frame before, and what is new."""
        frame = decode_frame(blob, self._known)
        self._seq = max(self._seq, frame.seq)
        if frame.generation != self._known.generation:
            return frame
        self._where = f"the run is {frame.status} at epoch {frame.epoch}"
        kept = self._history[self._history[:, 0] <= frame.history_after]
        self._history = np.concatenate([kept, frame.history]) if len(kept) else frame.history
        return replace(frame, history=self._history)


def _check_neuron(neuron: str, snapshot: Snapshot) -> None:
    """Raise Invalid for a neuron that the server would quietly show the output for."""
    known = ("output", *snapshot.topology.neurons)
    if neuron not in known:
        raise Invalid(f"neuron must be one of {', '.join(known)}; got {neuron!r}")


def _reason(cut: ConnectionClosed) -> tuple[int | None, str]:
    return (cut.rcvd.code, cut.rcvd.reason) if cut.rcvd else (None, "")
