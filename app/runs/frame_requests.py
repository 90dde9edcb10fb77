"""Which pictures are waited for, and when each is due.

A viewer pulls: it asks for a picture newer than the one it has, not before its pace allows.  There
is one pull for a run and a view, whoever waits, and the newest replaces the one before; so nothing
can queue up.
"""

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.documents.commands import View


@dataclass(frozen=True)
class Pull:
    """A wish for one picture of a state above `newer`, with the history since an epoch."""

    run: str
    view: View
    newer: int
    generation: int
    since: int
    at: float  # monotonic time before which nobody wants it

    def plain(self) -> dict[str, Any]:
        """Return the pull as plain data; each field by hand, as this is done for every picture."""
        return {
            "run": self.run,
            "view": self.view.model_dump(),
            "newer": self.newer,
            "generation": self.generation,
            "since": self.since,
            "at": self.at,
        }

    @classmethod
    def made_of(cls, plain: Mapping[str, Any]) -> "Pull":
        """Return the pull that `plain` was made of."""
        names = "run", "newer", "generation", "since", "at"
        return cls(view=View(**plain["view"]), **{name: plain[name] for name in names})

    def joined(self, other: "Pull") -> "Pull":
        """Return the one pull that serves both."""
        same = self.generation == other.generation
        return replace(
            self,
            newer=min(self.newer, other.newer),
            generation=self.generation if same else -1,
            since=min(self.since, other.since) if same else -1,
            at=min(self.at, other.at),
        )


class Pulls:
    """The open pulls of one worker."""

    def __init__(self) -> None:
        self._open: dict[str, dict[View, Pull]] = {}
        self._heap: list[tuple[float, int, Pull]] = []  # by time; may hold pulls that were replaced
        self._parked: dict[str, dict[View, Pull]] = {}  # due, but the run has nothing newer yet
        self._serial = itertools.count()  # so that pulls themselves are never compared

    def ask(self, pull: Pull) -> None:
        """Open a pull, in place of the one before for its run and view."""
        self._open.setdefault(pull.run, {})[pull.view] = pull
        self.postpone(pull)

    def postpone(self, pull: Pull) -> None:
        """Let an open pull come up again as soon as it is due."""
        heapq.heappush(self._heap, (pull.at, next(self._serial), pull))

    def park(self, pull: Pull) -> None:
        """Put a pull aside until its run changes."""
        self._parked.setdefault(pull.run, {})[pull.view] = pull

    def stir(self, run: str) -> None:
        """Say that a run has changed."""
        for pull in self._parked.pop(run, {}).values():
            self.postpone(pull)

    def due(self, now: float) -> Iterator[Pull]:
        """Take the pulls whose time has come; each must be closed, parked or postponed."""
        due = []
        while self._heap and self._heap[0][0] <= now:
            due.append(heapq.heappop(self._heap)[2])
        return (pull for pull in due if self._open.get(pull.run, {}).get(pull.view) is pull)

    def wakes(self) -> float | None:
        """Return when the next one is due; None: none is."""
        return self._heap[0][0] if self._heap else None

    def close(self, run: str, view: View) -> None:
        """Forget the pull of a view: it was answered, or nobody waits for it."""
        self._open.get(run, {}).pop(view, None)
        self._parked.get(run, {}).pop(view, None)

    def forget(self, run: str) -> None:
        """Forget all pulls of a run."""
        self._open.pop(run, None)
        self._parked.pop(run, None)
