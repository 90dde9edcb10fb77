"""What a callback keeps its eye on: one figure, and when it has become better."""

import math
from collections.abc import Mapping
from typing import Any

from engine.choices import choose
from engine.errors import UnknownChoice

HIGHER_IS_BETTER = (  # how such figures' names end; those of losses and errors do not
    "acc", "accuracy", "precision", "recall", "auc", "r2", "r2_score", "f1", "f1_score",
)  # fmt: skip


class Monitor:
    """A figure by its name, and the best value that it has had.

    ``mode`` is "min", "max" or "auto", which goes by the name.
    """

    def __init__(
        self, name: str, mode: str = "auto", min_delta: float = 0.0, best: float | None = None
    ) -> None:
        choose("mode", {"auto": 0, "min": -1, "max": 1}, mode)
        rises = name.lower().endswith(HIGHER_IS_BETTER)
        self.name = name
        self.sign = 1 if mode == "max" or (mode == "auto" and rises) else -1
        self.min_delta = abs(min_delta)
        self.best = self.worst if best is None else best

    @property
    def worst(self) -> float:
        """What any value is better than."""
        return -self.sign * math.inf

    def read(self, logs: Mapping[str, Any] | None) -> float:
        """Return the figure.  Raises UnknownChoice if it is none of those that there are."""
        figures = logs or {}
        if self.name not in figures:
            known = ", ".join(figures)
            raise UnknownChoice(f"monitor must be one of {known}; got {self.name!r}")
        return float(figures[self.name])

    def improves(self, value: float, than: float | None = None) -> bool:
        """Say whether a value is better than the best, or another, by more than ``min_delta``."""
        best = self.best if than is None else than
        return self.sign * (value - best) > self.min_delta

    def saw(self, value: float) -> bool:
        """Take note of a value; return whether it is the best so far."""
        better = self.improves(value)
        if better:
            self.best = value
        return better

    def forget(self) -> None:
        """Begin again."""
        self.best = self.worst
