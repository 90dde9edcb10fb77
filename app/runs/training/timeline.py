"""Stores the states of past epochs, so that a viewer can go back to one and train on from there.

An epoch takes a row of numbers (of a network: parameters, running means, the optimizer's memory)
and a few plain values.  When the memory is full, the older half loses every second epoch, again and
again: the far past is sparse, the newest half complete, and epoch 0 and the best one are never
lost.  All timelines of a process share one budget with the stacks of undo_stack.py, and shrink when
one more is added.
"""

from bisect import bisect_left, bisect_right
from math import inf
from typing import Any, Protocol
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from app.runs.training.training import State

Rows = NDArray[np.float32] | NDArray[np.float64]  # [epochs, numbers]
Past = tuple[list[tuple[Any, ...]], Rows]  # the plain values and the rows of some epochs

ROOM_BYTES = 16 * 2**20  # of a run, where there are few
TIMELINE_BUDGET_BYTES = 2 * 2**30  # of all runs of a process
SLACK = 1.125  # of a timeline's share: not all of them shrink whenever one is added
FEWEST_EPOCHS, MOST_EPOCHS = 16, 16_384
PLAIN_BYTES = 400  # about, of an epoch's plain values
BEST = "best_epoch"  # the plain value that names the best epoch so far, of kinds that have one


class Member(Protocol):
    """What holds states of a run, and takes a share."""

    def fit(self) -> bool:
        """Release what exceeds its share; say whether that was anything."""


class TimelineBudget:
    """The memory that timelines and undo stacks share equally."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._members: WeakSet[Member] = WeakSet()
        self._unchecked: WeakSet[Member] = WeakSet()  # since a member was added

    @property
    def part(self) -> int:
        """How many bytes each member may take."""
        return min(ROOM_BYTES, self.room // max(1, len(self._members)))

    def add(self, member: Member) -> None:
        """Add a timeline or an undo stack; the others may have to make room for it."""
        self._members.add(member)
        self._unchecked = WeakSet(self._members)

    def make_room(self) -> bool:
        """Have one member release what exceeds its share; False: none has to."""
        while self._unchecked:
            if self._unchecked.pop().fit():
                return True
        return False


TIMELINE_BUDGET = TimelineBudget(TIMELINE_BUDGET_BYTES)


class Timeline:
    """States of a training at the ends of epochs, in bounded memory.

    Of each it stores the named arrays, with the precision of the first one, and the named plain
    values, "epoch" first.
    """

    def __init__(
        self,
        arrays: tuple[str, ...],
        values: tuple[str, ...],
        budget: TimelineBudget = TIMELINE_BUDGET,
    ) -> None:
        self._arrays, self._values, self._budget = arrays, values, budget
        self._plain: list[tuple[Any, ...]] = []
        self._rows: Rows = np.empty((0, 0), np.float32)
        self._shapes: dict[str, tuple[int, ...]] = {}
        budget.add(self)

    @property
    def epochs(self) -> list[int]:
        """The stored epochs, ascending."""
        return [plain[0] for plain in self._plain]

    @property
    def nbytes(self) -> int:
        """About how much memory it takes."""
        return self._rows.nbytes + PLAIN_BYTES * len(self._plain)

    def append(self, snapshot: State) -> None:
        """Store one more epoch, later than those before."""
        numbers = np.concatenate([snapshot.arrays[name].ravel() for name in self._arrays])
        if not self._shapes:
            self._shapes = {name: snapshot.arrays[name].shape for name in self._arrays}
            double = snapshot.arrays[self._arrays[0]].dtype == np.float64
            self._rows = np.empty((FEWEST_EPOCHS, len(numbers)), "float64" if double else "float32")
        if len(self._plain) >= self._most():
            self._thin()
        if len(self._plain) == len(self._rows):
            more = min(len(self._rows), self._most() - len(self._rows))
            new = np.empty((more, len(numbers)), self._rows.dtype)
            self._rows = np.concatenate([self._rows, new])
        self._rows[len(self._plain)] = numbers
        self._plain.append(tuple(snapshot.values[name] for name in self._values))

    def _most(self) -> int:
        """Return how many epochs fit."""
        epoch = self._rows.itemsize * self._rows.shape[1] + PLAIN_BYTES
        return min(MOST_EPOCHS, max(FEWEST_EPOCHS, self._budget.part // epoch))

    def fit(self) -> bool:
        """Release what exceeds this timeline's share, if that is worthwhile; say whether."""
        most = self._most()
        if len(self._rows) <= SLACK * most:
            return False
        while len(self._plain) > most:
            self._thin()
        self._rows = self._rows[:most].copy()
        return True

    def _thin(self) -> None:
        """Drop every second epoch of the older half, but for the best one."""
        count = len(self._plain)
        half = count // 2
        kept = {*range(0, half, 2), *range(half, count), *self._best(count)}
        self._keep(sorted(kept))

    def _best(self, there: int) -> tuple[int, ...]:
        """Return the place of the best epoch as the last of so many names it, if it is stored."""
        if BEST not in self._values or not there:
            return ()
        epoch = self._plain[there - 1][self._values.index(BEST)]
        place = bisect_left(self._plain, epoch, key=lambda plain: plain[0])
        is_there = place < there and self._plain[place][0] == epoch
        return (place,) if is_there else ()

    def _keep(self, places: list[int]) -> None:
        self._rows[: len(places)] = self._rows[places]
        self._plain = [self._plain[place] for place in places]

    def at(self, epoch: int) -> State:
        """Return what is stored of the newest stored epoch that is not later than `epoch`."""
        place = max(0, bisect_right(self._plain, epoch, key=lambda plain: plain[0]) - 1)
        row, begin, arrays = self._rows[place], 0, {}
        for name, shape in self._shapes.items():
            size = int(np.prod(shape))
            arrays[name] = row[begin : begin + size].reshape(shape).copy()
            begin += size
        return State(arrays, dict(zip(self._values, self._plain[place], strict=True)))

    def cut(self, epoch: int) -> None:
        """Drop what came after an epoch."""
        del self._plain[bisect_right(self._plain, epoch, key=lambda plain: plain[0]) :]

    def sparse(self, room: int, until: float = inf, fewest: int = 0) -> Past:
        """Return the plain values and rows of as many epochs as fit into `room` bytes.

        There are at least `fewest`, if so many are stored.  If there are any, the first and last
        are among them, and of three or more the best; none is later than `until`.
        """
        there = bisect_right(self._plain, until, key=lambda plain: plain[0])
        fit = room // (self._rows.shape[1] * self._rows.itemsize + PLAIN_BYTES)
        count = min(there, max(fit, fewest))
        spread = np.linspace(0, there - 1, count if count > 1 else 0)
        places: list[int] = spread.astype(int).tolist()
        if count > 2 and (lacking := {*self._best(there)} - {*places}):
            places = sorted({places[0], *places[2:], *lacking})
        return [self._plain[place] for place in places], self._rows[places]

    def refill(self, plain: list[Any], rows: Rows) -> None:
        """Restore the epochs of a checkpoint, if it has any."""
        if plain:
            self._plain = [tuple(values) for values in plain]
            self._rows = rows.copy()
