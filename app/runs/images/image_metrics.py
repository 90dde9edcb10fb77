"""The metrics of a run of images: of its last complete epoch, and of the one in progress."""

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from app.encoding.messages import Json, MetricsFields
from app.runs.blocks import Work
from app.runs.training.timeline import BEST
from engine.batches import Examples
from engine.objective import Objective

Singles: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]

VALUES = "figures", "confusion", "best_loss", BEST  # of a record, by their names in a state


@dataclass(frozen=True)
class Record:
    """What was measured at an epoch's end, and which epoch was the best so far."""

    loss: float
    val_loss: float
    accuracy: float
    val_accuracy: float
    confusion: list[list[int]]  # [true][said] validation pictures
    best_loss: float
    best_epoch: int

    @property
    def figures(self) -> tuple[float, float, float, float]:
        """Losses and accuracies, in the order of a history's columns."""
        return self.loss, self.val_loss, self.accuracy, self.val_accuracy

    def values(self) -> dict[str, Json]:
        """Return it as plain values of a state."""
        of = [*self.figures], self.confusion, self.best_loss, self.best_epoch
        return dict(zip(VALUES, of, strict=True))

    @classmethod
    def of(cls, values: dict[str, Json]) -> "Record":
        """Return the record that `values` has made."""
        figures, confusion, best_loss, best_epoch = (values[name] for name in VALUES)
        loss, val_loss, accuracy, val_accuracy = cast(list[float], figures)
        counts = cast(list[list[int]], confusion)
        best = cast(float, best_loss), cast(int, best_epoch)
        return cls(loss, val_loss, accuracy, val_accuracy, counts, *best)


class RunningMeans:
    """Loss and accuracy of an epoch's pictures, as training met them, batch by batch."""

    def __init__(self, pictures: int) -> None:
        self._losses: Singles = np.zeros(pictures, np.float32)
        self._hits = self.seen = 0

    def add(self, examples: Examples, objectives: list[Objective], rows: slice) -> None:
        """Take in the rows that were trained last."""
        (self._losses[rows],) = examples.losses(objectives, rows)
        self._hits += hits(examples.y[0][:, rows], examples.scores[0][:, rows])
        self.seen = rows.stop

    def clear(self) -> None:
        """Begin an epoch."""
        self._hits = self.seen = 0

    @property
    def loss(self) -> float:
        """The mean loss so far."""
        return float(self._losses[: self.seen].mean(dtype=float))

    @property
    def accuracy(self) -> float:
        """The share of pictures whose class was said, so far."""
        return self._hits / self.seen


def hits(targets: Singles, scores: Singles) -> int:
    """Return in how many columns [classes, rows] the highest score is the target's."""
    return int((targets.argmax(axis=0) == scores.argmax(axis=0)).sum())


@dataclass(frozen=True)
class ImageMetrics:
    """The metrics of one moment."""

    record: Record
    running: tuple[float, float] | None  # loss and accuracy of the epoch in progress

    @property
    def loss(self) -> float:
        """The mean loss over the epoch's batches, while the weights changed."""
        return self.record.loss

    @property
    def test_loss(self) -> float:
        """The loss on the pictures that validate."""
        return self.record.val_loss

    def row(self) -> tuple[float, ...]:
        """Return the metrics in the order of `ImageEvaluator.columns`."""
        return self.record.figures

    def message(self) -> MetricsFields:
        """Return the metrics in the form of frames and states."""
        loss, accuracy = self.running or (None, None)
        return {
            "loss": self.loss,
            "test_loss": self.test_loss,
            "metrics": {
                "accuracy": self.record.accuracy,
                "val_accuracy": self.record.val_accuracy,
                "running_loss": loss,
                "running_accuracy": accuracy,
                BEST: self.record.best_epoch,
            },
            "confusion": self.record.confusion,
        }


class ImageEvaluator:
    """Reads what was measured: validation is a part of an epoch's training."""

    columns = "loss", "test_loss", "accuracy", "val_accuracy"

    def __init__(self, running: RunningMeans) -> None:
        self.record: Record | None = None  # of the last complete epoch; none before any
        self._running = running

    def measure(self) -> ImageMetrics:
        """Return the metrics as they are."""
        assert self.record is not None
        running = self._running
        so_far = (running.loss, running.accuracy) if running.seen else None
        return ImageMetrics(self.record, so_far)

    def measuring(self) -> Work[ImageMetrics]:
        """Return the same: there is nothing to compute."""
        yield from ()
        return self.measure()

    measuring_new = measuring
