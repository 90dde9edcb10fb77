"""The frames that viewers wait for, and when each is due.

Viewers pull: each asks for a frame newer than the one it has, no earlier than its rate allows.  A
run and a view have one open request, however many viewers wait, and a newer request replaces it; so
requests cannot queue up.
"""

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.documents.commands import View
from app.runs.wire_messages import AskPicture, ViewData


def view_data(view: View) -> ViewData:
    """Return a view as plain data."""
    return {
        "neuron": view.neuron,
        "resolution": view.resolution,
        "thumbnails": view.thumbnails,
        "fps": view.fps,
        "trials": [*view.trials],
    }


@dataclass(frozen=True)
class FrameRequest:
    """A request for one frame of a state above `newer`, with the history since an epoch."""

    run: str
    view: View
    newer: int
    generation: int
    epochs_per_row: int
    since: int
    at: float  # monotonic time; the frame is not wanted before it

    @property
    def layout(self) -> tuple[int, int]:
        """What the history must still be, for `since` to say which rows are there."""
        return self.generation, self.epochs_per_row

    def message(self) -> AskPicture:
        """Return the request as a message, field by field: this is called often."""
        return {
            "do": "picture",
            "run": self.run,
            "view": view_data(self.view),
            "newer": self.newer,
            "generation": self.generation,
            "epochs_per_row": self.epochs_per_row,
            "since": self.since,
            "at": self.at,
        }

    @classmethod
    def made_of(cls, message: AskPicture) -> "FrameRequest":
        """Return the request that a message describes."""
        return cls(
            message["run"],
            View(**message["view"]),
            message["newer"],
            message["generation"],
            message["epochs_per_row"],
            message["since"],
            message["at"],
        )

    def joined(self, other: "FrameRequest") -> "FrameRequest":
        """Return the one request that serves both."""
        same = self.layout == other.layout
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
        """Open a request; it replaces the one before for its run and view."""
        self._open.setdefault(request.run, {})[request.view] = request
        self.postpone(request)

    def postpone(self, request: FrameRequest) -> None:
        """Have `due` return an open request again as soon as it is due."""
        heapq.heappush(self._heap, (request.at, next(self._serial), request))

    def park(self, request: FrameRequest) -> None:
        """Set a request aside until its run changes."""
        self._parked.setdefault(request.run, {})[request.view] = request

    @property
    def is_any_parked(self) -> bool:
        """Whether a viewer waits for a run to change."""
        return any(self._parked.values())

    def stir(self, run: str) -> None:
        """Put the parked requests of a run back: the run has changed."""
        for request in self._parked.pop(run, {}).values():
            self.postpone(request)

    def due(self, now: float) -> Iterator[FrameRequest]:
        """Take the requests that are due; each must then be closed, parked or postponed."""
        due = []
        while self._heap and self._heap[0][0] <= now:
            due.append(heapq.heappop(self._heap)[2])
        return (
            request
            for request in due
            if self._open.get(request.run, {}).get(request.view) is request
        )

    def wakes(self) -> float | None:
        """Return when the next request is due, or None if there is none."""
        return self._heap[0][0] if self._heap else None

    def close(self, run: str, view: View) -> None:
        """Remove the request for a view: it was answered, or no viewer waits for it."""
        self._open.get(run, {}).pop(view, None)
        self._parked.get(run, {}).pop(view, None)

    def forget(self, run: str) -> None:
        """Remove all requests of a run."""
        self._open.pop(run, None)
        self._parked.pop(run, None)
