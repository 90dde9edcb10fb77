"""One experiment in training: data, network, stepper and figures, from epoch 0 on.

A training is made anew at every reset.  It goes by batches or samples, notes the figures of every
epoch and says when a rule ends it.  Left out: time, commands and statuses, which are the session's.
"""

import math
from typing import Any

from app.documents.experiment import Experiment
from app.runs.blocks import Work, finish
from app.runs.training.advice import divergence
from app.runs.training.building import make_model, make_regularizer, make_stepper, making_data
from app.runs.training.evaluation import Evaluator, Metrics
from app.runs.training.history import History
from app.runs.training.passes import block_rows
from app.runs.training.stopping import Parameters, Stopping
from app.runs.training.timeline import TIMELINE_BUDGET, StepperState, Timeline
from app.runs.training.topology import topology_of


class Training:
    """What is trained, and how it has gone so far."""

    def __init__(self, experiment: Experiment) -> None:
        finish(self._build(experiment))

    @classmethod
    def building(cls, experiment: Experiment) -> Work["Training"]:
        """Return a new training, made in blocks."""
        training = cls.__new__(cls)
        yield from training._build(experiment)
        return training

    def _build(self, experiment: Experiment) -> Work[None]:
        self.experiment = experiment
        self.data = yield from making_data(experiment)
        yield
        self.topology = topology_of(experiment)
        self.model = make_model(experiment)
        yield
        self.stepper = make_stepper(experiment, self.model, self.data.train)
        yield
        self.evaluator = Evaluator(experiment, self.model, self.data, block_rows(self.topology))
        self.history = History(self.evaluator.columns)
        self.timeline = Timeline()
        yield from TIMELINE_BUDGET.making_room()
        self.stopping = Stopping()
        self._figures: Metrics | None = None
        self._shown: Metrics | None = None
        self._moves = 0  # counts what makes figures old
        self.sound = self.model.parameters.copy()  # the last that gave a finite loss
        self._inside_batch = False  # perhaps one of an earlier batch size
        self.failure: dict[str, Any] | None = None  # how it diverged
        self.ended: str | None = None  # the rule that ended it
        self._figures = yield from self.evaluator.measuring_new()
        self._note()

    @property
    def samples(self) -> int:
        """How many samples an epoch has."""
        return len(self.data.train)

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.stepper.epoch

    @property
    def position(self) -> int:
        """How many samples of the current epoch were seen."""
        return self.stepper.position

    @property
    def batch(self) -> int:
        """How many samples a full batch has."""
        return min(self.stepper.batch_size, self.samples)

    @property
    def over(self) -> bool:
        """Whether it must not go on as it is."""
        return self.failure is not None or self.ended is not None

    @property
    def latest(self) -> int:
        """The last epoch that was trained, be it that one has gone back since."""
        return self.history.latest

    def figures(self) -> Metrics:
        """Return the figures of the parameters as they are."""
        if self._figures is None:
            self._figures = self.evaluator.measure()
        return self._figures

    def measuring(self) -> Work[Metrics]:
        """Return the figures of the parameters as they are, to be shown: worked out in blocks."""
        if found := self._figures or self._shown:
            return found
        moves = self._moves
        shown = yield from self.evaluator.measuring(self.model.parameters.copy())
        if self._moves == moves:  # else they are of a state that has passed
            self._shown = shown
        return shown

    def train_batches(self, count: int) -> int:
        """Train so many batches, but not past the epoch's end; return how many."""
        left = -(-(self.samples - self.position) // self.batch)
        count = 1 if self._inside_batch else min(count, left)
        self._inside_batch = False
        self.stepper.run_batches(count)
        self._moved()
        return count

    def train_sample(self) -> None:
        """Go one sample on; parameters change where a batch is complete."""
        self.stepper.step_sample()
        self._inside_batch = True
        self._moved()

    def set_parameter(self, index: int, value: float) -> None:
        """Put one weight or bias to a value, and let training go on from there."""
        self.model.parameters[index] = value
        self._forget_figures()
        self.reconsider()

    def adopt(self, experiment: Experiment) -> None:
        """Take the live settings of another document."""
        training, before = experiment.training, self.experiment.training
        self.experiment = experiment
        if training == before:
            return
        self.model.optimizer.learning_rate = training.optimizer.learning_rate
        self.stepper.batch_size = training.batch_size
        if training.regularization != before.regularization:
            regularizer = make_regularizer(training.regularization)
            for layer in self.model.layers:
                layer.kernel_regularizer = regularizer
            self._forget_figures()
        if training.stop != before.stop:
            self.stopping.forget_best()
        self.reconsider()

    def reconsider(self) -> None:
        """After an edit: let a run that was over go on, unless a rule still holds it."""
        if self.over:
            self.failure = None
            self.stepper.divergence = None
            self.stopping.wait_anew(self.epoch)
            rules = self.experiment.training.stop
            self.ended = self.stopping.reason(rules, self.epoch, self.figures().loss)

    def resume(self, failure: dict[str, Any] | None, ended: str | None) -> None:
        """Take how it was when it was saved; the stepper is restored already."""
        self.failure, self.ended = failure, ended
        self._forget_figures()
        self._inside_batch = True

    def seek(self, epoch: int) -> None:
        """Go to the newest kept state that is not later than an epoch.

        What came after it stays to be gone to, until `forget_later`.
        """
        self.stepper.restore(self.snapshot_at(epoch))
        self.failure = self.ended = None
        self._forget_figures()
        self._inside_batch = False
        self.sound[:] = self.model.parameters
        self.stopping.forget_best()
        self.stopping.wait_anew(self.epoch)

    def snapshot_at(self, epoch: int) -> StepperState:
        """Return that state, with the live settings as they are now."""
        settings = {
            "batch_size": self.stepper.batch_size,
            "learning_rate": self.model.optimizer.learning_rate,
        }
        return self.timeline.at(epoch) | settings

    def forget_later(self) -> None:
        """Let training go on from here: what came later was another story."""
        self.history.cut(self.epoch)
        self.timeline.cut(self.epoch)

    def _forget_figures(self) -> None:
        self._figures = self._shown = None
        self._moves += 1

    def _moved(self) -> None:
        self._forget_figures()
        if found := self.stepper.divergence:
            self.failure = divergence(self.experiment, found.epoch, found.layer, found.reason)
        elif self.position == 0:
            self._note()

    def _note(self) -> None:
        """Write down an epoch's figures, and look at the rules."""
        figures, rules = self.figures(), self.experiment.training.stop
        self.history.append(self.evaluator.row(self.epoch, figures))
        if not math.isfinite(figures.loss):
            reason = "the training loss is no longer a finite number"
            self.failure = divergence(self.experiment, self.epoch, len(self.model.layers), reason)
            self._put_back(self.sound)
            return
        self.sound[:] = self.model.parameters
        self.timeline.append(self.stepper.snapshot())
        self.stopping.saw(rules, self.epoch, figures.test_loss, self.model.parameters)
        if self.epoch and (ended := self.stopping.reason(rules, self.epoch, figures.loss)):
            self.ended = ended
            self._restore_best()

    def _restore_best(self) -> None:
        if self.stopping.best is not None:
            self._put_back(self.stopping.best)

    def _put_back(self, parameters: Parameters) -> None:
        self.model.parameters[:] = parameters
        self._forget_figures()
