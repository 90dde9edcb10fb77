"""What can be trained, as all else sees it: a `Training`, its `Metrics`, and the `Screen` of it.

Session, trainer, driver, timeline, stop rules and worker know these alone; which kinds of runs
there are, and what they are made of, is told in runtime.py.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import SetBias, SetWeight, View
from app.documents.document import Document
from app.encoding.messages import Tensors
from app.runs.blocks import Work
from app.runs.states import Failure

Parameters = NDArray[np.float32]
State = dict[str, Any]  # arrays and plain values


class Metrics(Protocol):
    """The figures of one state of what is trained."""

    @property
    def loss(self) -> float:
        """What training makes small."""

    @property
    def test_loss(self) -> float:
        """The same of what it is not trained on."""

    def row(self) -> tuple[float, ...]:
        """Return the figures in the order of `Training.columns`."""

    def message(self) -> dict[str, Any]:
        """Return them as frames and states tell them."""


class Screen(Protocol):
    """What can be seen of a training."""

    def topology(self) -> dict[str, Any]:
        """Return what it is made of, as a snapshot tells it."""

    def points(self) -> Work[dict[str, Any]]:
        """Return what it is trained and tested on, as a snapshot tells it."""

    def shown(self, view: View) -> dict[str, Any]:
        """Return what a frame tells of the view that it shows."""

    def drawing(self, view: View) -> Work[Tensors]:
        """Return the tensors of a frame: of the state when this was called, drawn in blocks."""


class Training(Protocol):
    """What learns, from epoch 0 on."""

    @property
    def document(self) -> Document:
        """Its document, with the live settings as they are now."""

    @property
    def columns(self) -> tuple[str, ...]:
        """What its figures are called."""

    @property
    def epoch_arrays(self) -> tuple[str, ...]:
        """The arrays of a state that differ from one epoch's end to the next, by name."""

    @property
    def epoch_values(self) -> tuple[str, ...]:
        """The plain values of a state that do, "epoch" first."""

    @property
    def screen(self) -> Screen:
        """What can be seen of it."""

    @property
    def parameters(self) -> Parameters:
        """All that it learns; to write into it is to change it."""

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

    def advance(self, unit: str, count: int) -> int:
        """Go on by so many samples or batches, not past the epoch's end; return how many."""

    def failure(self) -> Failure | None:
        """Return how it has diverged, if it has."""

    def failure_of_loss(self) -> Failure:
        """Return what to say when the loss is no longer a finite number."""

    def recover(self) -> None:
        """After an edit: go on although it had diverged."""

    def evaluate(self) -> Metrics:
        """Return the figures as they are."""

    def evaluating(self) -> Work[Metrics]:
        """Return the same in blocks, to be shown; of the state when it begins."""

    def evaluating_new(self) -> Work[Metrics]:
        """Return the same in blocks, while nobody else may use what is trained."""

    def adopt(self, document: Document) -> bool:
        """Take the live settings of another document; say whether losses mean something else."""

    def edit(self, edit: SetWeight | SetBias) -> None:
        """Change one parameter by hand.  Raises AppError."""

    def snapshot(self) -> State:
        """Return all that it needs to go on from here, to the bit."""

    def restore(self, state: State) -> None:
        """Go to a state that `snapshot` returned."""

    def at_epoch(self, state: State) -> State:
        """Complete a state of which only what differs by epoch was kept."""
