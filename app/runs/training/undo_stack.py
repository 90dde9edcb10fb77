"""The states of a run to go back to: before each change, and after those that were undone.

They are checkpoints.  All stacks of a process are members of the budget that its timelines share.
The newest states of a stack go into the checkpoints of its run, as far as there is space for them.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypedDict

from app.errors import Conflict
from app.runs.training.timeline import TIMELINE_BUDGET, TimelineBudget

MOST_STATES = 100
COMPRESSED_BYTES = 256 * 1024  # larger checkpoints would take the worker too long
PACKED_BYTES = 128 * 1024  # of states in a checkpoint: four of a usual run after 400 epochs


class SavedState(NamedTuple):
    """A checkpoint, compressed if it is small, and the generation that the run had then."""

    generation: int
    content: bytes
    is_compressed: bool = False

    @classmethod
    def of(cls, generation: int, checkpoint: bytes) -> "SavedState":
        """Return a checkpoint as it is stored."""
        is_small = len(checkpoint) <= COMPRESSED_BYTES
        content = zlib.compress(checkpoint, 1) if is_small else checkpoint
        return cls(generation, content, is_small)

    @property
    def checkpoint(self) -> bytes:
        """The checkpoint."""
        return zlib.decompress(self.content) if self.is_compressed else self.content


class PackedState(TypedDict):
    """Where a state is among the bytes of a packed stack."""

    generation: int
    size: int
    is_compressed: bool
    is_later: bool  # it was undone


class Way(NamedTuple):
    """How many steps to go, back or forth again."""

    back: bool
    steps: int = 1


class UndoStack:
    """Checkpoints before the present state, and after it; the oldest are dropped first."""

    def __init__(self, budget: TimelineBudget = TIMELINE_BUDGET) -> None:
        self.group: int | None = None  # of the last change
        self._past: list[SavedState] = []
        self._future: list[SavedState] = []  # the nearest stands last
        self._budget = budget

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before the last change."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a change was undone, and none made since."""
        return bool(self._future)

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        return sum(len(state.content) for state in (*self._past, *self._future))

    @contextmanager
    def before(self, save: Callable[[], SavedState | None], group: int | None) -> Iterator[None]:
        """Note the state before a change, if it is made; changes of one group are one step."""
        is_noted = group is not None and group == self.group
        state = None if is_noted else save()
        yield
        if state:
            self._push(state, group)

    def _push(self, state: SavedState, group: int | None) -> None:
        self._past.append(state)
        self._future.clear()
        self.group = group
        self._budget.add(self)
        self.fit()

    def way_back(self, generation: int | None) -> Way:
        """Return the way to the state before the last change, or to the last of a generation.

        Raises Conflict if there is none of it.
        """
        if generation is None:
            return Way(back=True)
        past = [state.generation for state in reversed(self._past)]
        future = [state.generation for state in self._future]  # the last of them stands first
        if generation in past:
            return Way(back=True, steps=past.index(generation) + 1)
        if generation in future:
            return Way(back=False, steps=len(future) - future.index(generation))
        raise Conflict(f"no state of generation {generation} is kept any more", code="no_state")

    def next(self, way: Way) -> bytes:
        """Return the state to go to.  Raises Conflict if there is none."""
        states = self._past if way.back else self._future
        if not states:
            raise Conflict(f"there is nothing to {'undo' if way.back else 'redo'}", code="no_state")
        return states[-way.steps].checkpoint

    def move(self, here: SavedState | None, way: Way) -> None:
        """Go to that state from the present one."""
        states, others = (self._past, self._future) if way.back else (self._future, self._past)
        if here:
            others.append(here)
        for _ in range(way.steps - 1):
            others.append(states.pop())
        states.pop()
        self.group = None
        self.fit()

    def packed(self) -> tuple[list[PackedState], bytes]:
        """Return the states nearest to the present one that fit into a checkpoint."""
        places: list[PackedState] = []
        parts: list[bytes] = []
        left = PACKED_BYTES
        for is_later, states in ((False, self._past), (True, self._future)):
            for generation, content, is_compressed in reversed(states):
                if (left := left - len(content)) < 0:
                    break
                parts.append(content)
                places.append(
                    {
                        "generation": generation,
                        "size": len(content),
                        "is_compressed": is_compressed,
                        "is_later": is_later,
                    }
                )
        return places, b"".join(parts)

    def unpack(self, places: list[PackedState], content: bytes) -> None:
        """Take the states that another stack has packed."""
        begin = 0
        for place in places:
            part = content[begin : (begin := begin + place["size"])]
            state = SavedState(place["generation"], part, place["is_compressed"])
            (self._future if place["is_later"] else self._past).insert(0, state)
        if places:
            self._budget.add(self)

    def fit(self) -> bool:
        """Drop what exceeds this stack's share; say whether that was anything."""
        count = len(self._past) + len(self._future)
        while self.nbytes > self._budget.part or len(self._past) > MOST_STATES:
            (self._past or self._future).pop(0)
        return count > len(self._past) + len(self._future)
