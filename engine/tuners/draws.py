"""Values by chance."""

import math
from typing import Any

from engine.random import streams
from engine.tuners.hyperparameters import Space


class Draws:
    """Draws values evenly, or evenly over their powers; the same ones from the same seed."""

    def __init__(self, seed: int) -> None:
        (self._generator,) = streams(seed, "draws")

    def suggest(self, space: Space) -> Any:
        """Return a value of the space."""
        if space.kind == "choice" or space.step is not None:
            values = space.grid()
            return values[int(self._generator.integers(len(values)))]
        if space.kind == "float":
            return self._between(space.low, space.high, space.log)
        low, high = int(space.low), int(space.high)
        if not space.log:
            return int(self._generator.integers(low, high, endpoint=True))
        return min(max(round(self._between(low - 0.5, high + 0.5, True)), low), high)

    def _between(self, low: float, high: float, log: bool) -> float:
        if log:
            value = math.exp(self._generator.uniform(math.log(low), math.log(high)))
        else:
            value = float(self._generator.uniform(low, high))
        return min(max(value, float(low)), float(high))
