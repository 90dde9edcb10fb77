"""The curves of a run in at most HISTORY_ROWS rows, however long it trains.

A row stands for some epochs in succession: it has the last of them with its metrics, then the least
and the greatest value that each metric had among them.  Epoch 0 has a row of its own.  Where a row
more would be one too many, the epochs of a row double in number: neighbours are merged.  The first
rows stay as they are, for a logarithmic axis: no row stands for more than a FINEth of its epoch.
"""

import numpy as np
from numpy.typing import NDArray

from app.encoding.messages import full_until
from app.limits.caps import HISTORY_ROWS

Rows = NDArray[np.float64]  # [rows, columns]; the first column is the epoch

FINE = 64
NONE = -2  # the number of no row; that of epoch 0 is -1
FIRST_ROWS = 64  # for which there is space at first


class History:
    """Rows of metrics that depend on the metrics of the epochs alone, not on when they came."""

    def __init__(self, metrics: tuple[str, ...]) -> None:
        least, greatest = (tuple(f"{name}_{end}" for name in metrics) for end in ("min", "max"))
        self.metrics = metrics
        self.columns = ("epoch", *metrics, *least, *greatest)
        self.epochs_per_row = 1  # at most, a power of two
        ends = 1, 1 + len(metrics), 1 + 2 * len(metrics), len(self.columns)
        self._last, self._least, self._greatest = map(slice, ends, ends[1:])
        self._rows = np.empty((FIRST_ROWS, len(self.columns)))
        self._count = 0
        self._open = NONE  # the number of the last row

    @property
    def rows(self) -> Rows:
        """All rows; a view."""
        return self._rows[: self._count]

    @property
    def latest(self) -> int:
        """The last epoch."""
        return int(self.rows[-1, 0])

    def append(self, epoch: int, metrics: tuple[float, ...]) -> None:
        """Add the metrics of one more epoch."""
        if self._count == HISTORY_ROWS and self._number(epoch) != self._open:
            self._merge()
        if self._number(epoch) != self._open:
            self._add((epoch, *metrics, *metrics, *metrics))
            self._open = self._number(epoch)
            return
        row, values = self._rows[self._count - 1], np.array(metrics)
        row[0], row[self._last] = epoch, values
        np.fmin(row[self._least], values, out=row[self._least])
        np.fmax(row[self._greatest], values, out=row[self._greatest])

    def since(self, epoch: int) -> Rows:
        """Return the rows that are new or have grown for a viewer that has seen so many epochs."""
        full = full_until(epoch, self.epochs_per_row)
        return self.rows[np.searchsorted(self.rows[:, 0], full, side="right") :]

    def until(self, epoch: int) -> "History":
        """Return a copy without what came after an epoch, and without a row that goes beyond it."""
        past = History(self.columns[self._last])
        past.refill(self.rows, self.epochs_per_row)
        past.cut(epoch)
        return past

    def of_metrics(self, metrics: tuple[str, ...]) -> "History":
        """Return a copy with these metrics: NaN in the rows of a run that did not have one yet."""
        other = History(metrics)
        rows = np.full((self._count, len(other.columns)), np.nan)
        for place, name in enumerate(other.columns):
            if name in self.columns:
                rows[:, place] = self.rows[:, self.columns.index(name)]
        other.refill(rows, self.epochs_per_row)
        return other

    def cut(self, epoch: int) -> None:
        """Drop what came after an epoch, with a row that goes beyond it."""
        self._count = int(np.searchsorted(self.rows[:, 0], epoch, side="right"))
        while self.epochs_per_row > 1 and epoch <= FINE * self.epochs_per_row:
            self.epochs_per_row //= 2  # no row that is left has more
        self._open = self._number(self.latest) if self._count else NONE

    def refill(self, rows: Rows, epochs_per_row: int = 1) -> None:
        """Restore the rows of a checkpoint; an old one has the metrics of single epochs alone."""
        if rows.shape[1] < len(self.columns):
            rows = np.hstack([rows, rows[:, self._last], rows[:, self._last]])
        self._rows, self._count, self.epochs_per_row = np.array(rows), len(rows), epochs_per_row
        self._open = self._number(self.latest)
        while self._count > HISTORY_ROWS:
            self._merge()

    def _number(self, epoch: int) -> int:
        """Return the number of the row that an epoch belongs to, if all rows were as large."""
        return (epoch - 1) // self.epochs_per_row

    def _add(self, row: tuple[float, ...]) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = row
        self._count += 1

    def _merge(self) -> None:
        """Merge neighbours, so that a row stands for twice as many epochs."""
        self.epochs_per_row *= 2
        start = int(np.searchsorted(self.rows[:, 0], FINE * self.epochs_per_row, side="right"))
        rows = self.rows[start:]
        numbers = (rows[:, 0] - 1) // self.epochs_per_row
        begins = np.flatnonzero(np.diff(numbers, prepend=-1))
        merged = rows[np.append(begins[1:], len(rows)) - 1]
        merged[:, self._least] = np.fmin.reduceat(rows[:, self._least], begins)
        merged[:, self._greatest] = np.fmax.reduceat(rows[:, self._greatest], begins)
        self._count = start + len(merged)
        self._rows[start : self._count] = merged
        self._open = self._number(self.latest)
