"""Whether planes part the training points, how widely, and what bound on mistakes that gives.

The search may take long for tables with many columns, so it goes a few rounds at a time.
"""

import numpy as np
from numpy.typing import NDArray

from app.runs.blocks import Work
from app.runs.perceptron_answers import Separator
from engine.perceptron.separability import Margin, searching_margin

Floats = NDArray[np.float64]


class Separation:
    """Looks for the widest separator of each output, a few rounds at a time."""

    def __init__(self, inputs: NDArray[np.float32], targets: NDArray[np.float32]) -> None:
        self._found: list[Margin | None] = []
        self._outputs = targets.shape[1]
        self._search = self._searching(inputs.astype(float), targets.astype(float))

    def _searching(self, rows: Floats, targets: Floats) -> Work[None]:
        for column in targets.T:
            margin = yield from searching_margin(rows, column)
            self._found.append(margin)

    def search(self, rounds: int) -> bool:
        """Go on for so many rounds; say whether all is known."""
        for _ in range(rounds):
            if self.is_known:
                return True
            next(self._search, None)
        return self.is_known

    @property
    def is_known(self) -> bool:
        """Whether every output was searched, or one has none: then there is no bound on all."""
        return len(self._found) == self._outputs or None in self._found

    @property
    def bound(self) -> float | None:
        """The most updates of all outputs together; None if one has no bound, or none is known."""
        if len(self._found) < self._outputs:
            return None
        bounds = [margin.mistake_bound for margin in self._found if margin is not None]
        return sum(bounds) if len(bounds) == self._outputs else None

    @property
    def is_possible(self) -> bool | None:
        """Whether every output's points can be parted; None if that is not known yet."""
        return None not in self._found if self.is_known else None

    @property
    def separators(self) -> list[Separator | None]:
        """The separators that are known, in the order of the outputs; None where there is none."""
        return [_separator(margin) for margin in self._found]


def _separator(margin: Margin | None) -> Separator | None:
    if margin is None:
        return None
    return {
        "radius": margin.radius,
        "margin": margin.lower,
        "bound": margin.mistake_bound,
        "weights": margin.direction.tolist(),
    }
