"""Which pictures are waited for, and when each is due.

Viewers pull: each asks for a picture newer than the one it has, not before its rate allows.  There
is one request for a run and a view, whoever waits, and the newest replaces the one before; so
nothing can queue up.
"""

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.documents.commands import View
from app.runs.wire_messages import AskPicture


@dataclass(frozen=True)
class FrameRequest:
    """A wish for one picture of a state above `newer`, with the history since an epoch."""

    run: str
    view: View
    newer: int
    generation: int
    since: int
    at: float  # monotonic time before which nobody wants it

    def message(self) -> AskPicture:
        """Return the message that asks for it, field by field: it is made often."""
        return {
            "do": "picture",
            "run": self.run,
            "view": self.view.model_dump(),
            "newer": self.newer,
            "generation": self.generation,
            "since": self.since,
            "at": self.at,
        }

    @classmethod
    def made_of(cls, message: AskPicture) -> "FrameRequest":
        """Return the request that a message asks for."""
        return cls(
            message["run"],
            View(**message["view"]),
            message["newer"],
            message["generation"],
            message["since"],
            message["at"],
        )

    def joined(self, other: "FrameRequest") -> "FrameRequest":
        """Return the one request that serves both."""
        same = self.generation == other.generation
        return replace(
            self,
            newer=min(self.newer, other.newer),
            generation=self.generation if same else -1,
            since=min(self.since, other.since) if same else -1,
            at=min(self.at, other.at),
        )


class FrameRequests:
    """The open requests of one worker."""

    def __init__(self) -> None:
        self._open: dict[str, dict[View, FrameRequest]] = {}
        self._heap: list[
            tuple[float, int, FrameRequest]
        ] = []  # by time; may hold requests that were replaced
        self._parked: dict[
            str, dict[View, FrameRequest]
        ] = {}  # due, but the run has nothing newer yet
        self._serial = itertools.count()  # so that requests themselves are never compared

    def ask(self, request: FrameRequest) -> None:
        """Open a request, in place of the one before for its run and view."""
        self._open.setdefault(request.run, {})[request.view] = request
        self.postpone(request)

    def postpone(self, request: FrameRequest) -> None:
        """Let an open request come up again as soon as it is due."""
        heapq.heappush(self._heap, (request.at, next(self._serial), request))

    def park(self, request: FrameRequest) -> None:
        """Put a request aside until its run changes."""
        self._parked.setdefault(request.run, {})[request.view] = request

    def stir(self, run: str) -> None:
        """Say that a run has changed."""
        for request in self._parked.pop(run, {}).values():
            self.postpone(request)

    def due(self, now: float) -> Iterator[FrameRequest]:
        """Take the requests whose time has come; each must be closed, parked or postponed."""
        due = []
        while self._heap and self._heap[0][0] <= now:
            due.append(heapq.heappop(self._heap)[2])
        return (
            request
            for request in due
            if self._open.get(request.run, {}).get(request.view) is request
        )

    def wakes(self) -> float | None:
        """Return when the next one is due; None: none is."""
        return self._heap[0][0] if self._heap else None

    def close(self, run: str, view: View) -> None:
        """Forget the request of a view: it was answered, or nobody waits for it."""
        self._open.get(run, {}).pop(view, None)
        self._parked.get(run, {}).pop(view, None)

    def forget(self, run: str) -> None:
        """Forget all requests of a run."""
        self._open.pop(run, None)
        self._parked.pop(run, None)
