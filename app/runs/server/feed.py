"""Serves the viewers of a run: holds the newest frame of each view and requests newer ones.

Frames are pulled: only while a viewer waits is the worker asked for one, once for all viewers that
wait, at the rate of the fastest.  A slow viewer skips frames, delays nobody, and never sees an old
frame.  Viewers' frames differ in their history, which has only what each has not seen; viewers that
have seen the same share the bytes.  Knows nothing of processes: an `Asker` is passed in.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from app.documents.commands import View
from app.encoding.messages import FrameContent, encode_frame
from app.limits.caps import MAX_FPS
from app.runs.frame_requests import FrameRequest
from app.runs.runner import INCARNATION_BITS, Cursor
from app.runs.server.broadcast import Broadcast

STALE_SECONDS = 1.0  # the longest interval between two frames: an older frame serves nobody
Resumption = tuple[int, int]  # the run's incarnation, and the epoch it began with


@dataclass
class RenderedFrame:
    """A frame from the worker, and the encoded frames made of it so far."""

    picture: FrameContent
    since: int  # its history is for viewers that have seen so many epochs, or more
    at: float  # when it was due
    came: float = field(default_factory=monotonic)
    frames: dict[int, bytes] = field(default_factory=dict)

    def serves(self, cursor: Cursor) -> bool:
        """Say whether it is newer than what a viewer has and leaves no gap in its history."""
        if self.picture.meta["seq"] <= cursor.seq:
            return False
        return self.since < 0 or self.since <= self._seen(cursor)

    def frame(self, cursor: Cursor) -> bytes:
        """Return the encoded frame for a viewer, and advance its cursor."""
        meta, rows, seen = self.picture.meta, self.picture.history, self._seen(cursor)
        if seen not in self.frames:
            self.frames[seen] = encode_frame(self.picture, seen)
        newest = int(rows[-1, 0]) if len(rows) else -1
        cursor.seq, cursor.epoch, cursor.taken = meta["seq"], max(seen, newest), meta["t"]
        cursor.generation, cursor.epochs_per_row = meta["generation"], meta["epochs_per_row"]
        return self.frames[seen]

    def _seen(self, cursor: Cursor) -> int:
        """Return the last epoch whose rows a viewer has as they are now; -1: it lacks all rows."""
        meta = self.picture.meta
        same = meta["generation"] == cursor.generation
        return cursor.epoch if same and meta["epochs_per_row"] == cursor.epochs_per_row else -1

    def next_due(self, interval: float) -> float:
        """Return when a viewer is due again: on schedule, catching up by at most one frame."""
        return max(self.at, self.came - interval) + interval


class Asker(Protocol):
    """Asks a run's worker for frames."""

    def ask(self, request: FrameRequest) -> None:
        """Ask for one frame; this replaces the request before for the same run and view."""

    def drop(self, run: str, view: View) -> None:
        """Say that no viewer wants this view any more."""


class ViewFeed:
    """One view of a run: the newest frame, and the open request for a newer one."""

    def __init__(self, run: str, view: View, asker: Asker, resumed: list[Resumption]) -> None:
        self.viewers = 0
        self._run, self._view, self._asker, self._resumed = run, view, asker, resumed
        self._rendered: RenderedFrame | None = None
        self._asked: FrameRequest | None = None
        self._open = True
        self._news = Broadcast()
        self._forgetting: asyncio.TimerHandle | None = None

    def show(self, rendered: RenderedFrame) -> None:
        """Replace the frame and wake the waiting viewers."""
        self._rendered, self._asked = rendered, None
        if self._forgetting is None:
            self._forget_later()
        self._news.ring()

    def _forget_later(self) -> None:
        """Check soon whether the frame is too old for every viewer."""
        loop = asyncio.get_running_loop()
        self._forgetting = loop.call_later(STALE_SECONDS, self._forget)

    def _forget(self) -> None:
        """Release a frame too old to be sent; if no viewer reads, no newer one replaces it."""
        self._forgetting = None
        if self._rendered and self._rendered.came < monotonic() - STALE_SECONDS:
            self._rendered = None
        elif self._rendered:
            self._forget_later()

    def close(self) -> None:
        """Wake all viewers for the last time: the run has ended, or the last viewer has left."""
        self._open = False
        if self._forgetting:
            self._forgetting.cancel()
        self._news.ring()

    def ask_again(self) -> None:
        """Repeat the open request to a new worker."""
        if self._asked:
            self._asker.ask(self._asked)

    async def newer(self, cursor: Cursor, due: float, interval: float) -> RenderedFrame | None:
        """Wait for a frame that serves this viewer and is due; None when the run has ended.

        A frame that is there already must not be older than the viewer's interval.
        """
        rendered = self._rendered
        if rendered and rendered.came < monotonic() - interval:
            rendered = None
        self._rewind(cursor)
        while self._open and not (rendered and rendered.serves(cursor) and monotonic() >= due):
            self._ask(cursor, due)
            await self._news.wait()
            self._rewind(cursor)
            rendered = self._rendered
        return rendered if self._open else None

    def _ask(self, cursor: Cursor, due: float) -> None:
        """Widen the open request so that it serves this viewer too."""
        layout = cursor.generation, cursor.epochs_per_row
        wish = FrameRequest(self._run, self._view, cursor.seq, *layout, cursor.epoch, due)
        if self._asked:
            wish = self._asked.joined(wish)
        if wish != self._asked:
            self._asked = wish
            self._asker.ask(wish)

    def _rewind(self, cursor: Cursor) -> None:
        """Send a viewer the epochs again that were retrained after a worker's death.

        They are the same to the bit, unless the run was changed meanwhile.
        """
        seen = cursor.seq >> INCARNATION_BITS
        again = [epoch for incarnation, epoch in self._resumed if incarnation > seen]
        cursor.epoch = min([cursor.epoch, *again])


class Feed:
    """The feeds of all views of one run."""

    def __init__(self, run: str, asker: Asker) -> None:
        self._run, self._asker = run, asker
        self._view_feeds: dict[View, ViewFeed] = {}
        self._resumed: list[Resumption] = []
        self._open = True

    @property
    def viewers(self) -> int:
        """How many viewers follow this run."""
        return sum(view_feed.viewers for view_feed in self._view_feeds.values())

    def publish(self, view: View, rendered: RenderedFrame) -> None:
        """Pass a frame from the worker to the feed of its view."""
        if view_feed := self._view_feeds.get(view):
            view_feed.show(rendered)

    def resumed(self, seq: int, epoch: int) -> None:
        """Note the epoch from which a new worker has continued the run."""
        self._resumed.append((seq >> INCARNATION_BITS, epoch))

    def ask_again(self) -> None:
        """Repeat the open requests to a new worker."""
        for view_feed in self._view_feeds.values():
            view_feed.ask_again()

    def close(self) -> None:
        """End all streams: the run has ended."""
        self._open = False
        for view_feed in self._view_feeds.values():
            view_feed.close()

    async def frames(self, view: View, cursor: Cursor) -> AsyncGenerator[bytes, None]:
        """Yield the newest frame whenever it is newer than the cursor, at the rate of the view."""
        if not self._open:
            return
        interval, due = 1 / view.fps, 0.0
        alike = view.model_copy(update={"fps": MAX_FPS})  # the rate does not change the frame
        view_feed = self._join(alike)
        try:
            while rendered := await view_feed.newer(cursor, due, interval):
                due = rendered.next_due(interval)
                yield rendered.frame(cursor)
                del rendered  # else each viewer holds its last one while it waits for the next
        finally:
            self._leave(alike, view_feed)

    def _join(self, view: View) -> ViewFeed:
        view_feed = self._view_feeds.setdefault(
            view, ViewFeed(self._run, view, self._asker, self._resumed)
        )
        view_feed.viewers += 1
        return view_feed

    def _leave(self, view: View, view_feed: ViewFeed) -> None:
        view_feed.viewers -= 1
        if not view_feed.viewers:
            self._view_feeds.pop(view).close()
            self._asker.drop(self._run, view)
