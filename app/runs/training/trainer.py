"""Trains one run and records how it goes: its history, its timeline, its stop rules.

A trainer is made anew at every reset and every change of the network or the data.  It trains
batches or samples, records the metrics of every epoch and says when a rule ends the training.  Left
out: time, commands and statuses, which are the session's.
"""

import math

from app.documents.commands import SetBias, SetWeight
from app.documents.document import Document
from app.runs.blocks import Work, finish
from app.runs.states import Failure, Mark
from app.runs.training.current_metrics import CurrentMetrics
from app.runs.training.history import History
from app.runs.training.marks import marked, marks_until
from app.runs.training.runtime import runtime_of
from app.runs.training.stopping import Stopping
from app.runs.training.timeline import Timeline
from app.runs.training.training import Parameters, State, Training

MOST_CHANGES = 100  # of which the epochs are remembered


class Trainer:
    """Advances a training, and records its history and timeline."""

    def __init__(self, document: Document) -> None:
        finish(self._build(document))
        finish(self._measure_start())

    @classmethod
    def building(
        cls, document: Document, before: "Trainer | None" = None, *, is_restored: bool = False
    ) -> Work["Trainer"]:
        """Return a new trainer, made in blocks; it goes on from another one, if it can.

        One that a checkpoint is put into is not measured: its start only counts as the past of a
        run too large to have its past saved.
        """
        trainer = cls.__new__(cls)
        yield from trainer._build(document, before)
        if is_restored:
            trainer.timeline.append(trainer.training.snapshot())
        else:
            yield from trainer._measure_start()
        return trainer

    def _build(self, document: Document, before: "Trainer | None" = None) -> Work[None]:
        self.training: Training = yield from runtime_of(document).build(document)
        self.history = History(self.training.evaluator.columns)
        self.changes: list[int] = []  # the epochs at which it went on with another network
        self.marks: list[Mark] = []  # what was changed in its document since it began
        if before and _has_learned(before):
            self._go_on_from(before)
        self.timeline = Timeline(self.training.epoch_arrays, self.training.epoch_values)
        self.stopping = Stopping()
        self.metrics = CurrentMetrics(self.training.evaluator)
        self.sound = self.training.parameters.copy()  # the last parameters with a finite loss
        self._inside_batch = False  # perhaps one of an earlier batch size
        self.failure: Failure | None = None  # how it diverged
        self.ended: str | None = None  # the rule that ended it

    def _measure_start(self) -> Work[None]:
        """Measure what it begins with, and note it."""
        yield from self.metrics.measuring_new()
        self._note()

    def _go_on_from(self, before: "Trainer") -> None:
        """Take over what was learned, and the past; the epoch of the change is measured anew."""
        if not runtime_of(self.document).inherit(self.training, before.training):
            return
        if self.epoch:
            past = before.history.until(self.epoch - 1)
            self.history = past.of_metrics(self.training.evaluator.columns)
        earlier = [epoch for epoch in before.changes if epoch < self.epoch]
        self.changes = [*earlier, self.epoch][-MOST_CHANGES:]
        marks = marks_until(before.marks, self.epoch)
        self.marks = marked(marks, self.epoch, before.document, self.document)

    @property
    def document(self) -> Document:
        """The document, with its live settings as they are now."""
        return self.training.document

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.training.epoch

    @property
    def position(self) -> int:
        """How many samples of the current epoch were seen."""
        return self.training.position

    @property
    def over(self) -> bool:
        """Whether the training has diverged, or a rule has ended it."""
        return self.failure is not None or self.ended is not None

    @property
    def latest(self) -> int:
        """The last epoch that was trained, even if a viewer has gone back since."""
        return self.history.latest

    def train_batches(self, count: int) -> int:
        """Train so many batches, but not past the epoch's end; return how many."""
        left = -(-(self.training.samples - self.position) // self.training.batch)
        count = 1 if self._inside_batch else min(count, left)
        self._inside_batch = False
        self.training.advance("batch", count)
        self._moved()
        return count

    def train_sample(self) -> None:
        """Train one sample; parameters change when a batch is complete."""
        self.training.advance("sample", 1)
        self._inside_batch = True
        self._moved()

    def edit(self, edit: SetWeight | SetBias) -> None:
        """Set one weight or bias to a value, and let training go on from there."""
        self.training.edit(edit)
        self.metrics.outdate()
        self._reconsider()

    def adopt(self, document: Document) -> None:
        """Take the live settings of another document."""
        before = self.document
        if self.training.adopt(document):
            self.metrics.outdate()
        if document.learning == before.learning:
            return
        if (self.epoch, self.position) != (0, 0):
            self.marks = marked(self.marks, self.epoch, before, document)
        if document.stop_rules != before.stop_rules:
            self.stopping.forget_best()
        self._reconsider()

    def _reconsider(self) -> None:
        """After an edit, let a run that was over go on, unless a rule still ends it."""
        if self.over:
            self.failure = None
            self.training.recover()
            self.stopping.wait_anew(self.epoch)
            self.ended = self._reason(self.metrics.exact().loss)

    def resume(self, failure: Failure | None, ended: str | None) -> None:
        """Restore how it ended, if it had; what is trained is restored already."""
        self.failure, self.ended = failure, ended
        self.metrics.outdate()
        self._inside_batch = True

    def seek(self, epoch: int) -> None:
        """Go to the newest stored state that is not later than an epoch.

        Later states stay within reach until `forget_later`.
        """
        self.training.restore(self.snapshot_at(epoch))
        self.failure = self.ended = None
        self.metrics.outdate()
        self._inside_batch = False
        self.sound[:] = self.training.parameters
        self.stopping.forget_best()
        self.stopping.wait_anew(self.epoch)

    def snapshot_at(self, epoch: int) -> State:
        """Return the state that `seek` goes to, with the live settings as they are now."""
        return self.training.at_epoch(self.timeline.at(epoch))

    def forget_later(self) -> None:
        """Drop the later epochs: training goes on from here, in another way."""
        self.history.cut(self.epoch)
        self.complete_history()
        self.timeline.cut(self.epoch)
        self.marks = marks_until(self.marks, self.epoch)

    def complete_history(self) -> None:
        """Add the metrics as they are, if the row of this epoch went beyond it and was dropped."""
        if self.history.latest < self.epoch:
            self.history.append(self.epoch, self.metrics.exact().row())

    def _moved(self) -> None:
        self.metrics.outdate()
        if failure := self.training.failure():
            self.failure = failure
        elif self.position == 0:
            self._note()

    def _note(self) -> None:
        """Record an epoch's metrics, and check the rules."""
        figures, rules = self.metrics.exact(), self.document.stop_rules
        self.history.append(self.epoch, figures.row())
        if not math.isfinite(figures.loss):
            self.failure = self.training.failure_of_loss()
            self._put_back(self.sound)
            return
        self.sound[:] = self.training.parameters
        self.timeline.append(self.training.snapshot())
        self.stopping.saw(rules, self.epoch, figures.test_loss, self.training.parameters)
        if self.epoch and (ended := self._reason(figures.loss)):
            self.ended = ended
            self._restore_best()

    def _reason(self, loss: float) -> str | None:
        """Return why it ends here, if it does: by itself, or by a rule."""
        rules = self.document.stop_rules
        return self.training.ended or self.stopping.reason(rules, self.epoch, loss)

    def _restore_best(self) -> None:
        if self.stopping.best is not None:
            self._put_back(self.stopping.best)

    def _put_back(self, parameters: Parameters) -> None:
        self.training.parameters[:] = parameters
        self.metrics.outdate()


def _has_learned(trainer: Trainer) -> bool:
    """Say whether it has trained, and not diverged."""
    return trainer.failure is None and (trainer.epoch, trainer.position) != (0, 0)
