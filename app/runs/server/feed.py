"""The newest picture of a run for each distinct view, and from it the frames of every viewer.

Pictures are pulled: only while a viewer waits is the owner asked for one, once for all that wait,
at the pace of the fastest.  A slow viewer skips, delays nobody, and never sees an old picture.
What differs between viewers is the history, cut to what each has seen; viewers who have seen the
same share the bytes. Knows nothing of processes: how the owner is asked is handed in.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from app.documents.commands import View
from app.encoding.messages import Picture, encode_frame
from app.limits.caps import MAX_FPS
from app.runs.frame_requests import Pull
from app.runs.runner import INCARNATION_BITS, Cursor
from app.runs.server.broadcast import Bell

STALE_SECONDS = 1.0  # the longest interval between two frames: an older shot serves nobody
Resumption = tuple[int, int]  # the owner's incarnation, and the epoch it began with


@dataclass
class Shot:
    """One picture as it came, and its frames so far."""

    picture: Picture
    since: int  # its history begins after this epoch
    at: float  # when it was due
    came: float = field(default_factory=monotonic)
    frames: dict[int, bytes] = field(default_factory=dict)

    def serves(self, cursor: Cursor) -> bool:
        """Say whether it is news to a viewer and leaves no gap in its history."""
        meta = self.picture.meta
        if meta["seq"] <= cursor.seq:
            return False
        same = meta["generation"] == cursor.generation
        return self.since < 0 or (same and self.since <= cursor.epoch)

    def frame(self, cursor: Cursor) -> bytes:
        """Return the frame for a viewer, and move its cursor."""
        meta, rows = self.picture.meta, self.picture.history
        seen = cursor.epoch if meta["generation"] == cursor.generation else -1
        if seen not in self.frames:
            self.frames[seen] = encode_frame(self.picture, rows[rows[:, 0] > seen])
        newest = int(rows[-1, 0]) if len(rows) else -1
        cursor.seq, cursor.epoch = meta["seq"], max(seen, newest)
        cursor.generation, cursor.taken = meta["generation"], meta["t"]
        return self.frames[seen]

    def next_due(self, interval: float) -> float:
        """Return when a viewer of this pace is due again: on the beat, catching up by one."""
        return max(self.at, self.came - interval) + interval


class Asker(Protocol):
    """How the owner of runs is asked for pictures."""

    def ask(self, pull: Pull) -> None:
        """Ask for one picture, in place of what was asked for this run and view before."""

    def drop(self, run: str, view: View) -> None:
        """Say that nobody wants this view any more."""


class Easel:
    """One view of a run: the newest shot, and what is asked for those who wait for a newer one."""

    def __init__(self, run: str, view: View, asker: Asker, resumed: list[Resumption]) -> None:
        self.viewers = 0
        self._run, self._view, self._asker, self._resumed = run, view, asker, resumed
        self._shot: Shot | None = None
        self._asked: Pull | None = None
        self._open = True
        self._news = Bell()
        self._forgetting: asyncio.TimerHandle | None = None

    def show(self, shot: Shot) -> None:
        """Replace the shot and wake who waits."""
        self._shot, self._asked = shot, None
        if self._forgetting is None:
            self._forget_later()
        self._news.ring()

    def _forget_later(self) -> None:
        """Look soon whether the shot is too old for everybody."""
        loop = asyncio.get_running_loop()
        self._forgetting = loop.call_later(STALE_SECONDS, self._forget)

    def _forget(self) -> None:
        """Let go of a shot that nobody gets any more: viewers who do not read may be its last."""
        self._forgetting = None
        if self._shot and self._shot.came < monotonic() - STALE_SECONDS:
            self._shot = None
        elif self._shot:
            self._forget_later()

    def close(self) -> None:
        """Let everybody go: the run has ended, or this was the last viewer."""
        self._open = False
        if self._forgetting:
            self._forgetting.cancel()
        self._news.ring()

    def ask_again(self) -> None:
        """Ask a new owner for what the old one did not answer."""
        if self._asked:
            self._asker.ask(self._asked)

    async def newer(self, cursor: Cursor, due: float, interval: float) -> Shot | None:
        """Wait for a shot that serves this viewer and is due; None when the run has ended.

        One that is there already must not be older than the viewer's interval.
        """
        shot = self._shot
        if shot and shot.came < monotonic() - interval:
            shot = None
        self._rewind(cursor)
        while self._open and not (shot and shot.serves(cursor) and monotonic() >= due):
            self._ask(cursor, due)
            await self._news.wait()
            self._rewind(cursor)
            shot = self._shot
        return shot if self._open else None

    def _ask(self, cursor: Cursor, due: float) -> None:
        """Widen what is asked so that it serves this viewer too."""
        wish = Pull(self._run, self._view, cursor.seq, cursor.generation, cursor.epoch, due)
        if self._asked:
            wish = self._asked.joined(wish)
        if wish != self._asked:
            self._asked = wish
            self._asker.ask(wish)

    def _rewind(self, cursor: Cursor) -> None:
        """Let a viewer get again what was trained anew since a worker's death.

        It is the same to the bit, unless the run was changed meanwhile.
        """
        seen = cursor.seq >> INCARNATION_BITS
        again = [epoch for incarnation, epoch in self._resumed if incarnation > seen]
        cursor.epoch = min([cursor.epoch, *again])


class Feed:
    """All views of one run."""

    def __init__(self, run: str, asker: Asker) -> None:
        self._run, self._asker = run, asker
        self._easels: dict[View, Easel] = {}
        self._resumed: list[Resumption] = []
        self._open = True

    @property
    def viewers(self) -> int:
        """How many follow this run."""
        return sum(easel.viewers for easel in self._easels.values())

    def publish(self, view: View, shot: Shot) -> None:
        """Take a picture in from the owner."""
        if easel := self._easels.get(view):
            easel.show(shot)

    def resumed(self, seq: int, epoch: int) -> None:
        """Note at which epoch a new owner has taken the run up."""
        self._resumed.append((seq >> INCARNATION_BITS, epoch))

    def ask_again(self) -> None:
        """Ask a new owner for what the old one did not answer."""
        for easel in self._easels.values():
            easel.ask_again()

    def close(self) -> None:
        """End all streams: the run has ended."""
        self._open = False
        for easel in self._easels.values():
            easel.close()

    async def frames(self, view: View, cursor: Cursor) -> AsyncGenerator[bytes, None]:
        """Yield the newest frame whenever it is news to the cursor, at most `view.fps` a second."""
        if not self._open:
            return
        interval, due = 1 / view.fps, 0.0
        alike = view.model_copy(update={"fps": MAX_FPS})  # the pace does not change the picture
        easel = self._join(alike)
        try:
            while shot := await easel.newer(cursor, due, interval):
                due = shot.next_due(interval)
                yield shot.frame(cursor)
                del shot  # else each viewer keeps its last one while it waits for the next
        finally:
            self._leave(alike, easel)

    def _join(self, view: View) -> Easel:
        easel = self._easels.setdefault(view, Easel(self._run, view, self._asker, self._resumed))
        easel.viewers += 1
        return easel

    def _leave(self, view: View, easel: Easel) -> None:
        easel.viewers -= 1
        if not easel.viewers:
            self._easels.pop(view).close()
            self._asker.drop(self._run, view)
