"""The metrics of a search: the losses of its best trial, and how many trials came to what."""

from collections import Counter
from dataclasses import dataclass
from math import nan

from app.encoding.messages import MetricsFields, finite
from app.runs.blocks import Work
from app.runs.study.search_plan import SearchPlan

ENDS = "done", "culled", "diverged"  # of trials, which are counted


@dataclass(frozen=True)
class SearchMetrics:
    """The metrics of one state of a search."""

    loss: float  # of the best trial; before there is one, of the base untrained
    test_loss: float
    trial: int  # in training, else the last one; -1 before the first
    ended: int  # the last trial whose execution ended; -1 before there is one
    score: float  # that it came to
    best: float
    best_trial: int | None
    begun: int
    planned: int
    counts: Counter[str]

    def row(self) -> tuple[float, ...]:
        """Return the metrics in the order of `SearchEvaluator.columns`."""
        counts = (float(self.counts[name]) for name in ENDS)
        return self.loss, self.test_loss, float(self.ended), self.score, self.best, *counts

    def message(self) -> MetricsFields:
        """Return the metrics in the form of frames and states."""
        metrics: dict[str, float | None] = {
            "trial": self.trial,
            "begun": self.begun,
            "planned": self.planned,
            **{name: self.counts[name] for name in ENDS},
            "best": finite(self.best),
            "best_trial": self.best_trial,
        }
        return {
            "loss": self.loss,
            "test_loss": self.test_loss,
            "metrics": metrics,
            "confusion": None,
        }


class SearchEvaluator:
    """Reads what was measured of the trials."""

    columns = ("loss", "test_loss", "trial", "score", "best", *ENDS)

    def __init__(self, plan: SearchPlan, base: tuple[float, float]) -> None:
        self._plan, self._base = plan, base  # loss and test loss of the base untrained

    def measure(self) -> SearchMetrics:
        """Return the metrics as they are."""
        executions, rows = self._plan.executions, self._plan.rows
        scored = [row for row in rows if row.last.score is not None]
        best = min(scored, key=lambda row: row.last.best, default=None)
        ended = executions[self._plan.epoch - 1] if self._plan.epoch else None
        loss, test_loss = self._base if best is None else (best.last.loss, best.last.test_loss)
        return SearchMetrics(
            loss,
            test_loss,
            executions[-1].trial if executions else -1,
            -1 if ended is None else ended.trial,
            nan if ended is None or ended.score is None else ended.score,
            nan if best is None else best.last.best,
            None if best is None else best.number,
            len(rows),
            self._plan.planned,
            Counter(row.status for row in rows),
        )

    def measuring(self) -> Work[SearchMetrics]:
        """Return the same: there is nothing to compute."""
        yield from ()
        return self.measure()

    measuring_new = measuring
