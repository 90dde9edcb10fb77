"""A network that learns to tell pictures apart, in training.

An epoch is its mini-batches, and then the validation, some pictures a step.  What is stored is
always the end of the last complete epoch; a run that is restored does the epoch that was begun
anew, to the same bits.
"""

from math import isfinite
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import SetBias, SetWeight
from app.documents.document import Document
from app.documents.image_document import Images
from app.errors import Unprocessable
from app.runs.blocks import Work
from app.runs.images.image_metrics import VALUES, ImageEvaluator, Record, RunningMeans
from app.runs.images.image_model import make_image_model
from app.runs.images.image_screen import ImageScreen
from app.runs.images.lower_layers import LOWER, begin_with
from app.runs.images.moments import Moment, together
from app.runs.images.pictures import Rows, Split, splitting
from app.runs.images.validation import Validation
from app.runs.network.advice import calmer
from app.runs.network.network_training import AT_START
from app.runs.states import Failure
from app.runs.training.training import Parameters, State
from engine.batches import Examples
from engine.divergence import all_finite
from engine.light_training import LightStepper

Singles: TypeAlias = NDArray[np.float32]

FIRST_SEEN = 1_000  # pictures to train on that are measured before any training


class ImageTraining:
    """A `Training` on pictures; its samples are the steps of an epoch."""

    epoch_arrays = ("parameters", "fixed", "optimizer")
    epoch_values = ("epoch", "iterations", "generator", "noise", *VALUES)
    stores_epochs = True
    batch = 1
    ended: str | None = None  # its budget is a rule
    document: Images
    split: Split

    @classmethod
    def building(cls, document: Images) -> Work["ImageTraining"]:
        """Return a network at epoch 0, built and measured in blocks.

        Raises Unprocessable if its pictures are not here.
        """
        training = cls.__new__(cls)
        training.document = document
        training.split = yield from splitting(document.data)
        yield
        yield from training._build()
        return training

    def _build(self) -> Work[None]:
        training, split = self.document.training, self.split
        self.image_model = make_image_model(self.document)
        self.model, self.together = self.image_model.model, together(self.document)
        self._lower = begin_with(self.document, self.image_model)
        yield
        self._examples = Examples([split.train], [split.targets(split.train)], [None])
        yield
        self._stepper = LightStepper(
            self.model, self._examples, None, batch_size=training.batch_size, seed=training.seed
        )
        yield
        self.batches = len(self._stepper.batches)
        self._validation = self._validating(split.validation)
        self.samples = self.batches + self._validation.blocks  # the steps of an epoch
        self._failure: Failure | None = None
        self._running = RunningMeans(len(split.train))
        self.evaluator = ImageEvaluator(self._running)
        seen = self._validating(Rows(split.pictures, split.train.ids[:FIRST_SEEN]))
        for part in seen, self._validation:
            for block in range(part.blocks):
                part.measure(block)
                yield
        self._end_epoch(0, seen.loss, seen.accuracy)

    def _validating(self, rows: Rows) -> Validation:
        return Validation(self.model, rows, self.split.targets(rows), self.together)

    @property
    def screen(self) -> ImageScreen:
        """What viewers see of it."""
        return ImageScreen(self.document, self.split, self.image_model, self.batches, self.samples)

    @property
    def parameters(self) -> Parameters:
        """All weights and biases, flat."""
        parameters: Parameters = self.model.parameters
        return parameters

    # --- training -------------------------------------------------------------------------------

    def advance(self, unit: str, count: int) -> None:
        """Do so many steps; weights change in those that are mini-batches."""
        while count and self._failure is None:
            done = self._train(min(count, self.batches - self.position))
            if not done:
                self._validation.measure(self.position - self.batches)
                done = 1
            if self._failure is None:
                self.position += done
            count -= done
        if self.position == self.samples:
            self._end_epoch(self.epoch + 1, self._running.loss, self._running.accuracy)

    def _train(self, batches: int) -> int:
        """Train so many mini-batches; return how many."""
        if batches <= 0:
            return 0
        stepper, start = self._stepper, self._stepper.position
        stepper.run_batches(batches)
        if first := stepper.divergence:
            self._diverge(first.layer, first.reason)
        else:
            rows = slice(start, stepper.position or len(self._examples))
            self._running.add(self._examples, self.model.objectives, rows)
        return batches

    def _end_epoch(self, epoch: int, loss: float, accuracy: float) -> None:
        """Record what was measured, and hold the state: of an epoch's end, or before any."""
        validated, before = self._validation, self.evaluator.record
        if not (isfinite(loss) and isfinite(validated.loss) and all_finite(self.parameters)):
            return self._diverge(len(self.model.layers), "a loss or a weight overflowed")
        best = validated.loss, epoch
        if before and before.best_loss <= validated.loss:
            best = before.best_loss, before.best_epoch
        self.epoch, self.position = epoch, 0
        self._running.clear()
        self.evaluator.record = record = Record(
            loss, validated.loss, accuracy, validated.accuracy, validated.confusion, *best
        )
        self.outputs: Singles | None = validated.outputs.copy()  # of the epoch's end
        values = {**self._stepper.snapshot(), **record.values(), "epoch": epoch}
        self.state = State.of(values)
        return None

    def _diverge(self, layer: int, reason: str) -> None:
        """Go back to the last epoch's end, and say what went wrong after it."""
        rate = self.document.training.optimizer.learning_rate
        advice = f"Lower the learning rate from {rate:g} to {calmer(rate):g}, then reset."
        self.restore(self.snapshot())
        self._failure = {"epoch": self.epoch, "layer": layer, "reason": reason, "advice": advice}

    def failure(self) -> Failure | None:
        """Return where and why it has diverged, if it has."""
        return self._failure

    def failure_of_loss(self) -> Failure:
        """Return how it has diverged: its losses are always those of a sound epoch."""
        assert self._failure is not None
        return self._failure

    def recover(self) -> None:
        """Clear a divergence, so that training can go on."""
        self._failure = None

    # --- changes --------------------------------------------------------------------------------

    def adopt(self, document: Document) -> bool:
        """Take the live settings of another document; no loss has another meaning then."""
        assert isinstance(document, Images)
        self.document = document
        self.model.optimizer.learning_rate = document.training.optimizer.learning_rate
        return False

    def edit(self, edit: SetWeight | SetBias) -> None:
        """Refuse to change a weight by hand: there are too many to show them."""
        raise Unprocessable("the weights of a run of images are not set by hand")

    # --- states ---------------------------------------------------------------------------------

    def snapshot(self) -> State:
        """Return the state at the end of the last complete epoch."""
        return self.at_epoch(self.state)

    def restore(self, state: State) -> None:
        """Return to a state that `snapshot` returned."""
        self._stepper.restore({**state.values, **state.arrays})
        self.state = state
        self.epoch, self.position = state.epoch, 0
        self._running.clear()
        self.evaluator.record = Record.of(state.values)
        self.outputs = None  # unless they are asked for
        self._failure = None

    def at_epoch(self, state: State) -> State:
        """Complete a state at an epoch's end, with the live settings as they are now."""
        rate = self.model.optimizer.learning_rate
        settings = {"batch_size": self._stepper.batch_size, "learning_rate": float(rate)}
        lower = {LOWER: self._lower.numbers} if self._lower else {}
        return State({**state.arrays, **lower}, {**AT_START, **state.values, **settings})

    @property
    def moment(self) -> Moment:
        """The network at the end of the last complete epoch."""
        return Moment.of(self.model, self.state)
