"""One experiment in training: data, network, stepper and figures, from epoch 0 on.

A trial is made anew at every reset.  It goes by batches or samples, notes the figures of every
epoch and says when a rule ends it.  Left out: time, commands and statuses, which are the session's.
"""

import math
from typing import Any

from app.experiment import Experiment
from app.runs.advice import divergence
from app.runs.build import make_data, make_model, make_regularizer, make_stepper
from app.runs.history import History
from app.runs.measures import Figures, Gauge
from app.runs.stopping import Parameters, Stopping
from app.runs.timeline import Timeline
from app.runs.topology import topology_of


class Trial:
    """What is trained, and how it has gone so far."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.data = make_data(experiment)
        self.model = make_model(experiment)
        self.stepper = make_stepper(experiment, self.model, self.data.train)
        self.topology = topology_of(experiment)
        self.gauge = Gauge(experiment, self.model, self.data)
        self.history = History(self.gauge.columns)
        self.timeline = Timeline()
        self.stopping = Stopping()
        self._figures: Figures | None = None
        self.sound = self.model.parameters.copy()  # the last that gave a finite loss
        self._inside_batch = False  # perhaps one of an earlier batch size
        self.failure: dict[str, Any] | None = None  # how it diverged
        self.ended: str | None = None  # the rule that ended it
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

    def figures(self) -> Figures:
        """Return the figures of the parameters as they are."""
        if self._figures is None:
            self._figures = self.gauge.measure()
        return self._figures

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
        self._figures = None
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
            self._figures = None
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
        self.failure, self.ended, self._figures = failure, ended, None
        self._inside_batch = True

    def seek(self, epoch: int) -> None:
        """Go to the newest kept state that is not later than an epoch.

        What came after it stays to be gone to, until `forget_later`.
        """
        settings = {
            "batch_size": self.stepper.batch_size,
            "learning_rate": self.model.optimizer.learning_rate,
        }
        self.stepper.restore(self.timeline.at(epoch) | settings)
        self.failure = self.ended = self._figures = None
        self._inside_batch = False
        self.sound[:] = self.model.parameters
        self.stopping.forget_best()
        self.stopping.wait_anew(self.epoch)

    def forget_later(self) -> None:
        """Let training go on from here: what came later was another story."""
        self.history.cut(self.epoch)
        self.timeline.cut(self.epoch)

    def _moved(self) -> None:
        self._figures = None
        if found := self.stepper.divergence:
            self.failure = divergence(self.experiment, found.epoch, found.layer, found.reason)
        elif self.position == 0:
            self._note()

    def _note(self) -> None:
        """Write down an epoch's figures, and look at the rules."""
        figures, rules = self.figures(), self.experiment.training.stop
        self.history.append(self.gauge.row(self.epoch, figures))
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
        self._figures = None
