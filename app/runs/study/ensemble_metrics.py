"""The metrics of a study: its trials' losses, and how many have converged or diverged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.encoding.messages import MetricsFields
from app.runs.blocks import Work
from app.runs.study.trial_states import NEVER, Records

Floats = NDArray[np.float64]
COUNTS = "converged", "diverged"


def losses_of(records: Records) -> Floats:
    """Return the loss and the test loss of each trial, [trials, 2]."""
    return np.column_stack([records["loss"], records["test_loss"]])


@dataclass(frozen=True)
class EnsembleMetrics:
    """The metrics of one state of all trials."""

    losses: Floats  # [trials, 2]
    converged: int
    diverged: int
    curves: int  # trials whose losses are in the history

    @property
    def loss(self) -> float:
        """The median training loss of the trials that have not diverged; NaN if all have."""
        return _median(self.losses[:, 0])

    @property
    def test_loss(self) -> float:
        """The same on test data."""
        return _median(self.losses[:, 1])

    def row(self) -> tuple[float, ...]:
        """Return the metrics in the order of `EnsembleEvaluator.columns`."""
        own: list[float] = self.losses[: self.curves].ravel().tolist()
        return self.loss, self.test_loss, float(self.converged), float(self.diverged), *own

    def message(self) -> MetricsFields:
        """Return the metrics in the form of frames and states."""
        return {
            "loss": self.loss,
            "test_loss": self.test_loss,
            "metrics": {"converged": self.converged, "diverged": self.diverged},
            "confusion": None,
        }


class EnsembleEvaluator:
    """Reads what was measured of each trial at its epoch's end."""

    def __init__(self, curves: int) -> None:
        own = [f"{name}.{n}" for n in range(curves) for name in ("loss", "test_loss")]
        self.columns = "loss", "test_loss", *COUNTS, *own
        self.records: Records | None = None  # of the last epoch that all trials have completed
        self._curves = curves

    def measure(self) -> EnsembleMetrics:
        """Return the metrics as they are."""
        assert self.records is not None
        converged, diverged = (int(np.sum(self.records[name] != NEVER)) for name in COUNTS)
        return EnsembleMetrics(losses_of(self.records), converged, diverged, self._curves)

    def measuring(self) -> Work[EnsembleMetrics]:
        """Return the same: there is nothing to compute."""
        yield from ()
        return self.measure()

    measuring_new = measuring


def _median(losses: Floats) -> float:
    sound = losses[np.isfinite(losses)]
    return float(np.median(sound)) if len(sound) else float("nan")
