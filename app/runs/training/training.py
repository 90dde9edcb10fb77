"""The interfaces of what can be trained: a `Training`, its `Evaluator`, and its `Screen`.

Session, trainer, driver, timeline, stop rules and worker know only these; runtime.py finds the code
of each kind of run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import SetBias, SetWeight, View
from app.documents.document import Document
from app.encoding.messages import Json, MetricsFields, Tensors
from app.runs.blocks import Work
from app.runs.states import Failure

Parameters = NDArray[np.float32]


@dataclass(frozen=True)
class State:
    """All that a training needs to go on from a moment: arrays and plain values, by name."""

    arrays: Tensors
    values: dict[str, Json]

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> "State":
        """Return the state that a snapshot of the engine holds."""
        arrays = {name: part for name, part in snapshot.items() if isinstance(part, np.ndarray)}
        return cls(arrays, {name: part for name, part in snapshot.items() if name not in arrays})

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        epoch = self.values["epoch"]
        assert isinstance(epoch, int)
        return epoch


class Metrics(Protocol):
    """The metrics of one state of a training."""

    @property
    def loss(self) -> float:
        """What training minimizes."""

    @property
    def test_loss(self) -> float:
        """The same on data that it is not trained on."""

    def row(self) -> tuple[float, ...]:
        """Return the metrics in the order of `Evaluator.columns`."""

    def message(self) -> MetricsFields:
        """Return the metrics in the form of frames and states."""


class Evaluator(Protocol):
    """Measures a training."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its metrics."""

    def measure(self) -> Metrics:
        """Return the metrics as they are."""

    def measuring(self) -> Work[Metrics]:
        """Return the same in blocks, for display; of the state when it begins."""

    def measuring_new(self) -> Work[Metrics]:
        """Return the same in blocks, while nothing else may use what is trained."""


class Screen(Protocol):
    """What viewers see of a training."""

    def topology(self) -> Mapping[str, object]:
        """Return what is trained, in the form of a snapshot message."""

    def points(self) -> Work[Mapping[str, object]]:
        """Return the data for training and test, in the form of a snapshot message."""

    def shown(self, view: View) -> Mapping[str, object]:
        """Return what a frame says of the view that it shows."""

    def drawing(self, view: View) -> Work[Tensors]:
        """Return the tensors of a frame: of the state at this call, drawn in blocks."""


class Restorable(Protocol):
    """What can go back to an earlier state, also to one of which only a part was stored."""

    @property
    def epoch_arrays(self) -> tuple[str, ...]:
        """The names of the arrays of a state that differ from one epoch's end to the next."""

    @property
    def epoch_values(self) -> tuple[str, ...]:
        """The names of the plain values of a state that differ, "epoch" being the first."""

    @property
    def stores_epochs(self) -> bool:
        """Whether a state is always that of an epoch's end: what came after it is done anew."""

    def snapshot(self) -> State:
        """Return all that it needs to go on from here, the same to the bit."""

    def restore(self, state: State) -> None:
        """Return to a state that `snapshot` returned."""

    def at_epoch(self, state: State) -> State:
        """Complete a state of which only what differs by epoch was stored."""


class Training(Restorable, Protocol):
    """What a worker can train, from epoch 0 on."""

    @property
    def document(self) -> Document:
        """Its document, with the live settings as they are now."""

    @property
    def evaluator(self) -> Evaluator:
        """What measures it."""

    @property
    def screen(self) -> Screen:
        """What viewers see of it."""

    @property
    def parameters(self) -> Parameters:
        """All that it learns; writing into the array changes it."""

    @property
    def samples(self) -> int:
        """How many samples an epoch has."""

    @property
    def batch(self) -> int:
        """How many samples a full batch has."""

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""

    @property
    def position(self) -> int:
        """How many samples of the current epoch were seen."""

    def advance(self, unit: str, count: int) -> None:
        """Train so many samples or batches; the caller stops at the epoch's end."""

    @property
    def ended(self) -> str | None:
        """Why it is over by itself, once it is; most trainings can always go on."""

    def failure(self) -> Failure | None:
        """Return how it has diverged, if it has."""

    def failure_of_loss(self) -> Failure:
        """Return the failure of a loss that is no longer a finite number."""

    def recover(self) -> None:
        """Clear a divergence, so that training can go on after an edit."""

    def adopt(self, document: Document) -> bool:
        """Take the live settings of another document; say whether the loss has another meaning."""

    def edit(self, edit: SetWeight | SetBias) -> None:
        """Change one parameter by hand.  Raises AppError."""
