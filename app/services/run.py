"""A run as its clients know it: its id, its secret, its viewers, and what all of them are told."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from app.encoding.large_json import bytes_of
from app.runs.answers import Answer, Description
from app.services.persistence import Facts

DESCRIPTION_BYTES = 64 * 1024
DESCRIPTION_SECONDS = 10.0
TOLD_PER_SECOND = 1000  # messages that tell the viewers of a run how many they are


class Watcher(Protocol):
    """Follows a run; it is woken when something has changed."""

    def wake(self) -> None:
        """Check again whether there is something to tell."""


@dataclass(eq=False)
class Run:
    """A run as its clients know it: the public id, the secret's digest, the owner, the viewers."""

    id: str
    secret: bytes  # digest of the present one
    owner: str  # as owner.py says
    seen: float  # when a client last watched or asked for it
    inner: str = ""  # the runner's id
    kept: bool = False  # goes on without viewers
    kind: str = ""  # the family of its documents, which stays
    curves: int = 1  # of how many networks its history may have the losses
    viewers: set[Watcher] = field(default_factory=set)
    coming: dict[Any, "asyncio.Future[Answer]"] = field(default_factory=dict)  # to many viewers
    description: Description | None = None  # as it was when made: for the first viewer
    clock: Callable[[], float] = monotonic
    pinned: str | None = None  # the neuron that a viewer which steers has open
    _pinner: Watcher | None = None
    _told: float = -math.inf  # when they were last told how many they are
    _later: asyncio.TimerHandle | None = None  # when they will be

    @property
    def facts(self) -> Facts:
        """What is stored of it, besides its checkpoint."""
        return Facts(self.id, self.inner, self.secret, self.kept, self.owner)

    def describe(self, description: Description) -> None:
        """Store a new run's description for its first viewer, if it is small, for a short time."""
        if bytes_of(description) <= DESCRIPTION_BYTES:
            self.description = description
            asyncio.get_running_loop().call_later(DESCRIPTION_SECONDS, self._forget_description)

    def _forget_description(self) -> None:
        self.description = None

    def join(self, viewer: Watcher) -> None:
        """Add a viewer, and tell all viewers how many they are."""
        self.viewers.add(viewer)
        self._tell_soon()

    def pin(self, viewer: Watcher, neuron: str | None) -> None:
        """Note which neuron a viewer has open, and tell all viewers."""
        self.pinned, self._pinner = neuron, viewer
        self._tell_soon()

    def leave(self, viewer: Watcher) -> None:
        """Remove a viewer, and tell the others."""
        self.viewers.discard(viewer)
        if viewer is self._pinner:
            self.pinned = self._pinner = None
        self.seen = self.clock()
        self._tell_soon()

    def replace_secret(self, secret: bytes) -> None:
        """Replace the secret's digest, and tell all viewers whether they still steer."""
        self.secret = secret
        self._tell_viewers()

    def arrived(self, key: Any, answer: "asyncio.Future[Answer]") -> None:
        """Remove an answer that has arrived; the viewers that wait for it hold it."""
        del self.coming[key]
        if not answer.cancelled():
            answer.exception()  # retrieved, should all that waited have left

    def _tell_soon(self) -> None:
        """Tell viewers the news at once or, if many come and go, once for several changes.

        If a class comes at the same moment, the messages would otherwise be the square of its
        viewers.
        """
        wait = self._told + len(self.viewers) / TOLD_PER_SECOND - self.clock()
        if wait <= 0:
            self._tell_viewers()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(wait, self._tell_viewers)

    def _tell_viewers(self) -> None:
        self._told, self._later = self.clock(), None
        for viewer in self.viewers:
            viewer.wake()
