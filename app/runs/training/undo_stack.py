"""The states of a run to go back to: before each change, and after those that were undone.

They are checkpoints.  All stacks of a process are members of the budget that its timelines share.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import Conflict
from app.runs.training.timeline import TIMELINE_BUDGET, TimelineBudget

MOST_STATES = 100


class UndoStack:
    """Checkpoints before the present state, and after it; the oldest are dropped first."""

    def __init__(self, budget: TimelineBudget = TIMELINE_BUDGET) -> None:
        self.group: int | None = None  # of the last change
        self._past: list[bytes] = []
        self._future: list[bytes] = []  # the nearest stands last
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
        return sum(map(len, self._past)) + sum(map(len, self._future))

    @contextmanager
    def before(self, save: Callable[[], bytes], group: int | None) -> Iterator[None]:
        """Note the state before a change, if it is made; changes of one group are one step."""
        is_noted = group is not None and group == self.group
        state = b"" if is_noted else save()
        yield
        if state:
            self._push(state, group)

    def _push(self, state: bytes, group: int | None) -> None:
        self._past.append(state)
        self._future.clear()
        self.group = group
        self._budget.add(self)
        self.fit()

    def next(self, *, back: bool) -> bytes:
        """Return the state to go to.  Raises Conflict if there is none."""
        states = self._past if back else self._future
        if not states:
            raise Conflict(f"there is nothing to {'undo' if back else 'redo'}", code="no_state")
        return states[-1]

    def move(self, here: bytes, *, back: bool) -> None:
        """Go to that state from the present one."""
        states, others = (self._past, self._future) if back else (self._future, self._past)
        states.pop()
        if here:
            others.append(here)
        self.group = None
        self.fit()

    def fit(self) -> bool:
        """Drop what exceeds this stack's share; say whether that was anything."""
        count = len(self._past) + len(self._future)
        while self.nbytes > self._budget.part or len(self._past) > MOST_STATES:
            (self._past or self._future).pop(0)
        return count > len(self._past) + len(self._future)
