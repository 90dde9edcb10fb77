"""How the loss of a run has gone: where it was best, and whether it still moves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]  # [rows, columns]: epoch, loss, test loss, …

FEWEST = 20  # rows that say whether the loss moves


@dataclass(frozen=True)
class Course:
    """The rows of a run's history, up to the epoch at which it stands."""

    rows: Rows

    @property
    def epoch(self) -> int:
        """The last epoch."""
        return int(self.rows[-1, 0])

    @property
    def first_loss(self) -> float:
        """The training loss before any training."""
        return float(self.rows[0, 1])

    @property
    def loss(self) -> float:
        """The training loss of the last epoch."""
        return float(self.rows[-1, 1])

    @property
    def test_loss(self) -> float:
        """The test loss of the last epoch."""
        return float(self.rows[-1, 2])

    @property
    def best(self) -> tuple[int, float, float]:
        """The epoch with the least test loss, its training loss and its test loss."""
        epoch, loss, test_loss = self.rows[np.argmin(self.rows[:, 2]), :3]
        return int(epoch), float(loss), float(test_loss)

    def halves(self, epochs: int) -> tuple[float, float, float]:
        """Return the mean losses of both halves of the last epochs, and the deviation.

        Where so many epochs have few rows, those of FEWEST rows.
        """
        count = max(FEWEST, int(np.sum(self.rows[:, 0] > self.epoch - epochs)))
        late = self.rows[-count:, 1]
        middle = len(late) // 2
        first, second = late[:middle], late[middle:]
        return float(first.mean()), float(second.mean()), float(second.std())
