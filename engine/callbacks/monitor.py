"""What a callback keeps its eye on: one figure, and when it has become better."""

import math
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from engine.choices import choose
from engine.errors import UnknownChoice

SIGNS = {"auto": 0, "min": -1, "max": 1}


class Monitor:
    """A figure by its name, and the best value that it has had.

    ``mode`` is "min", "max" or "auto", which asks the model's metric of that name.
    """

    def __init__(
        self, name: str, mode: str = "auto", min_delta: float = 0.0, best: float | None = None
    ) -> None:
        self.sign = choose("mode", SIGNS, mode)
        self._asks = mode == "auto"
        self.name, self.min_delta = name, abs(min_delta)
        self.absent = False  # as figures of validation are without its data
        self._own: Sequence[str] = ()  # figures of the fit, some of which not each epoch has
        self._best = best

    def begin(self, directions: Mapping[str, str], params: Mapping[str, Any]) -> None:
        """Look for the figure among a fit's, before training, by a callback's ``params``.

        A figure of validation without validation data is warned of.  Raises UnknownChoice if there
        is none of that name, or if it does not say which way is better.
        """
        own, figures = self.name.removeprefix("val_"), params["metrics"]
        self._own = params.get("figures", ())
        self.absent = figures is not None and self.name not in figures
        if figures is not None and self.absent:
            if own not in directions:
                raise UnknownChoice(_refused(self.name, figures))
            warnings.warn(
                f"{self.name!r} is not available without validation data, so nothing is done about "
                f"it. Available figures are: {', '.join(figures)}",
                stacklevel=5,
            )
        if self._asks:
            self.take(directions.get(own, ""))

    def take(self, direction: str) -> None:
        """Take what is better, where that was left to the metric.  Raises UnknownChoice."""
        if self._asks and direction not in ("min", "max"):
            raise UnknownChoice(
                f"mode (or an Objective's direction) must be 'min' or 'max', since {self.name!r} "
                "is no metric of the model that says which is better; got 'auto'"
            )
        self.sign = SIGNS[direction] if self._asks else self.sign

    @property
    def direction(self) -> str:
        """What is better, "min" or "max"; "auto" while that is not known."""
        return next(name for name, sign in SIGNS.items() if sign == self.sign)

    @property
    def best(self) -> float:
        """The best value so far, to begin with what any value is better than."""
        return self.worst if self._best is None else self._best

    @property
    def worst(self) -> float:
        """What any value is better than; NaN while it is not known which way is better."""
        return -self.sign * math.inf

    def due(self, logs: Mapping[str, Any] | None) -> bool:
        """Say whether an epoch has to have the figure; not each one may be validated."""
        return not self.absent and (self.name in (logs or {}) or self.name not in self._own)

    def read(self, logs: Mapping[str, Any] | None) -> float:
        """Return the figure.  Raises UnknownChoice if it is none of those that there are."""
        figures = logs or {}
        if self.name not in figures:
            raise UnknownChoice(_refused(self.name, list(figures)))
        return float(figures[self.name])

    def improves(self, value: float, than: float | None = None) -> bool:
        """Say whether a value is better than the best, or another, by more than ``min_delta``."""
        best = self.best if than is None else than
        return self.sign * (value - best) > self.min_delta

    def saw(self, value: float) -> bool:
        """Take note of a value; return whether it is the best so far."""
        better = self.improves(value)
        if better:
            self._best = value
        return better

    def forget(self) -> None:
        """Begin again."""
        self._best = None


def _refused(name: str, figures: Sequence[str]) -> str:
    return f"monitor must be one of {', '.join(figures)}; got {name!r}"
