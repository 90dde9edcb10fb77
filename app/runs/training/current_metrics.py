"""Measures a training once for each of its states, however often its metrics are asked for."""

from app.runs.blocks import Work
from app.runs.training.training import Evaluator, Metrics


class CurrentMetrics:
    """The metrics of a training as it is: exact ones for rules, and those for display."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._exact: Metrics | None = None
        self._shown: Metrics | None = None
        self._moves = 0  # counts the changes that make metrics outdated

    def measuring_new(self) -> Work[None]:
        """Measure a training that nothing else uses yet, in blocks."""
        self._exact = yield from self._evaluator.measuring_new()

    def exact(self) -> Metrics:
        """Return the metrics of the parameters as they are."""
        if self._exact is None:
            self._exact = self._evaluator.measure()
        return self._exact

    def shown(self) -> Work[Metrics]:
        """Return the metrics of the parameters as they are, for display: computed in blocks."""
        if metrics := self._exact or self._shown:
            return metrics
        moves = self._moves
        shown = yield from self._evaluator.measuring()
        if self._moves == moves:  # else they are those of a past state
            self._shown = shown
        return shown

    def outdate(self) -> None:
        """Note that what is trained has changed."""
        self._exact = self._shown = None
        self._moves += 1
