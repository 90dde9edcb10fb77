"""Stores the metrics of every epoch in bounded memory: beyond a limit the older half thins out."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]  # [epochs, columns]; the first column is the epoch

MAX_ROWS = 8192


class History:
    """Rows of metrics; the row of epoch 0 is never lost, and the newest half is complete."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._rows = np.empty((64, len(columns)))
        self._count = 0

    @property
    def rows(self) -> Rows:
        """All rows stored; a view."""
        return self._rows[: self._count]

    def append(self, row: tuple[float, ...]) -> None:
        """Add the metrics of one more epoch."""
        if self._count == MAX_ROWS:
            self._thin()
        elif self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = row
        self._count += 1

    def since(self, epoch: int) -> Rows:
        """Return the rows of later epochs."""
        return self.rows[np.searchsorted(self.rows[:, 0], epoch, side="right") :]

    def until(self, epoch: int) -> Rows:
        """Return the rows up to an epoch."""
        return self.rows[: np.searchsorted(self.rows[:, 0], epoch, side="right")]

    @property
    def latest(self) -> int:
        """The last epoch."""
        return int(self.rows[-1, 0])

    def cut(self, epoch: int) -> None:
        """Drop the rows of later epochs."""
        self._count = len(self.until(epoch))

    def refill(self, rows: Rows) -> None:
        """Restore the rows of a checkpoint."""
        self._rows, self._count = np.array(rows, float), len(rows)

    def _thin(self) -> None:
        """Drop every second row of the older half."""
        half = self._count // 2
        kept = np.concatenate([self.rows[:half:2], self.rows[half:]])
        self._count = len(kept)
        self._rows[: self._count] = kept
