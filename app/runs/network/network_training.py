"""A network in training: its data, model, stepper and evaluator."""

from typing import Protocol

from app.documents.commands import SetBias, SetWeight
from app.documents.document import Document
from app.documents.experiment import Experiment
from app.encoding.messages import Json
from app.runs.blocks import Work
from app.runs.network.advice import divergence
from app.runs.network.auxiliary_evaluation import AuxiliaryEvaluator
from app.runs.network.branched_model import dense_layers, located, loss_weights
from app.runs.network.building import (
    MakingData,
    SplitData,
    make_model,
    make_regularizer,
    make_stepper,
)
from app.runs.network.evaluation import Evaluator
from app.runs.network.passes import block_rows
from app.runs.network.plane_screen import PlaneScreen
from app.runs.network.topology import topology_of
from app.runs.states import Failure
from app.runs.training.training import Parameters, State
from engine.divergence import Divergence
from engine.training import Snapshot

AT_START: dict[str, Json] = {
    "order_drawn": 0,
    "batch_start": 0,
    "batch_stop": 0,
    "batch_seen": 0,
    "divergence": [],
}


class Steps(Protocol):
    """What trains a network: the engine's `Stepper`, or one with another rule."""

    batch_size: int
    divergence: Divergence | None

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""

    @property
    def position(self) -> int:
        """How many samples of the current epoch were seen."""

    def step_sample(self) -> None:
        """See one more sample."""

    def run_batches(self, count: int | None) -> None:
        """Train so many batches."""

    def snapshot(self) -> Snapshot:
        """Return all that training depends on."""

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot."""


class NetworkTraining:
    """A `Training` of a network, on any data."""

    epoch_arrays: tuple[str, ...] = ("parameters", "fixed", "optimizer")
    epoch_values: tuple[str, ...] = ("epoch", "iterations", "generator", "noise")
    stores_epochs = False
    ended: str | None = None  # it can always go on
    document: Experiment
    data: SplitData

    @classmethod
    def building(cls, document: Experiment, making_data: MakingData) -> Work["NetworkTraining"]:
        """Return a new network in training, built in blocks; its data are made first."""
        training = cls.__new__(cls)
        training.document = document
        training.data = yield from making_data(document)
        yield
        yield from training._build()
        return training

    def _build(self) -> Work[None]:
        self.samples = len(self.data.train)  # of an epoch
        self.topology = topology_of(self.document)
        self.model = make_model(self.document)
        yield
        self.stepper = self._make_stepper()
        yield
        self.evaluator = self._make_evaluator()

    def _make_stepper(self) -> Steps:
        return make_stepper(self.document, self.model, self.data.train)

    def _make_evaluator(self) -> Evaluator:
        kind = Evaluator if self.topology.auxiliary is None else AuxiliaryEvaluator
        return kind(self.document, self.model, self.data, block_rows(self.topology))

    @property
    def screen(self) -> PlaneScreen:
        """What viewers see of it."""
        return PlaneScreen(self.document, self.model, self.topology, self.data)

    @property
    def parameters(self) -> Parameters:
        """All weights and biases, flat."""
        parameters: Parameters = self.model.parameters
        return parameters

    @property
    def batch(self) -> int:
        """How many samples a full batch has."""
        return min(self.stepper.batch_size, self.samples)

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.stepper.epoch

    @property
    def position(self) -> int:
        """How many samples of the current epoch were seen."""
        return self.stepper.position

    def advance(self, unit: str, count: int) -> None:
        """Train so many samples or batches; parameters change when a batch is complete."""
        if unit == "batch":
            self.stepper.run_batches(count)
        else:
            for _ in range(count):
                self.stepper.step_sample()

    def failure(self) -> Failure | None:
        """Return where and why it has diverged, if it has."""
        if first := self.stepper.divergence:
            layer, reason = located(self.model, self.topology, first)
            return divergence(self.document, first.epoch, layer, reason)
        return None

    def failure_of_loss(self) -> Failure:
        """Return the failure of a loss that is no longer a finite number."""
        reason = "the training loss is no longer a finite number"
        return divergence(self.document, self.epoch, len(self.topology.layers), reason)

    def recover(self) -> None:
        """Clear a divergence, so that training can go on after an edit."""
        self.stepper.divergence = None

    def adopt(self, document: Document) -> bool:
        """Take the live settings of another document; say whether the loss has another meaning."""
        assert isinstance(document, Experiment)
        training, before = document.training, self.document.training
        weights = loss_weights(document)
        weighs_anew = weights != loss_weights(self.document)
        if weights is not None and weighs_anew:
            self.model.compiled.weigh(weights)
            self.stepper.batch_size = self.stepper.batch_size  # cuts the batches anew
        self.document = document
        if training == before:
            return weighs_anew
        self.model.optimizer.learning_rate = training.optimizer.learning_rate
        if training.batch_size != before.batch_size:
            self.stepper.batch_size = training.batch_size
        if training.regularization == before.regularization:
            return weighs_anew
        regularizer = make_regularizer(training.regularization)
        for layer in dense_layers(self.model):
            layer.kernel_regularizer = regularizer
        return True

    def edit(self, edit: SetWeight | SetBias) -> None:
        """Set one weight or bias to a value.  Raises Unprocessable."""
        self.model.parameters[self.topology.index(edit)] = edit.value

    def snapshot(self) -> State:
        """Return all that training depends on except data, shape and settings."""
        return State.of(self.stepper.snapshot())

    def restore(self, state: State) -> None:
        """Return to a state that `snapshot` returned."""
        self.stepper.restore({**state.values, **state.arrays})

    def at_epoch(self, state: State) -> State:
        """Complete a state at an epoch's end, with the live settings as they are now."""
        rate = self.model.optimizer.learning_rate
        settings = {"batch_size": self.stepper.batch_size, "learning_rate": rate}
        return State(state.arrays, {**AT_START, **state.values, **settings})
