"""The trials of a study in training, in lock step: an epoch is one of each trial.

Groups of trials that fit each other train in one pass, one group after the other.

What is seen, stored and measured is always the end of the last epoch that all trials have
completed; a study that is restored does the epoch that was begun anew, to the same bits.
"""

from bisect import bisect_right
from itertools import accumulate
from math import inf, isfinite
from typing import cast

import numpy as np

from app.documents.commands import SetBias, SetWeight
from app.documents.document import Document
from app.documents.study import Study
from app.encoding.messages import Json
from app.errors import Unprocessable
from app.runs.blocks import Work
from app.runs.network.network_training import NetworkTraining
from app.runs.states import Failure
from app.runs.study.ensemble_metrics import EnsembleEvaluator
from app.runs.study.ensemble_screen import EnsembleScreen
from app.runs.study.trial_groups import TrialGroup, grouping
from app.runs.study.trial_networks import TrialNetworks
from app.runs.study.trial_states import NEVER, TrialStates, shapes_of
from app.runs.training.training import Parameters, State

TOGETHER = 50  # trials in a block, of which little is computed


class Ensemble:
    """A `Training` of all trials; its samples are the mini-batches of an epoch of each group."""

    epoch_arrays = ("weights", "records")
    epoch_values = ("epoch",)
    stores_epochs = False
    batch = 1
    ended: str | None = None  # its budget is a rule
    document: Study

    @classmethod
    def building(cls, document: Study) -> Work["Ensemble"]:
        """Return all trials at epoch 0, built in blocks."""
        ensemble = cls.__new__(cls)
        ensemble.document = document
        yield from ensemble._build()
        return ensemble

    def _build(self) -> Work[None]:
        self.networks = TrialNetworks()
        starts = yield from self.networks.building(self.document)
        self.parameters: Parameters = np.zeros(0, np.float32)  # those of trials are theirs
        self.epoch, self.position = 0, 0
        self.failures: dict[int, Failure] = {}  # how trials diverge, also after going back
        trials = range(len(starts))
        self.evaluator = EnsembleEvaluator(len(trials) if self.document.has_curves else 0)
        self._groups = yield from grouping(self.networks)
        self._ends = list(accumulate(map(self._steps, self._groups)))
        self.samples = self._ends[-1]
        shapes = shapes_of([state for state, _ in starts])
        self._coming = TrialStates(shapes)
        self._show(TrialStates(shapes))
        for trial, (state, metrics) in enumerate(starts):
            self.states.store(trial, state)
            self._note(self.states, trial, metrics.loss, metrics.test_loss)
            if trial % TOGETHER == 0:
                yield

    def _show(self, states: TrialStates) -> None:
        self.states = states  # at the end of the last epoch that all trials have completed
        self.evaluator.records = states.records

    @property
    def screen(self) -> EnsembleScreen:
        """What viewers see of it."""
        return EnsembleScreen(self.document, self.networks, self.states)

    # --- training -------------------------------------------------------------------------------

    def advance(self, unit: str, count: int) -> None:
        """Train so many mini-batches, of one group after the other."""
        while count:
            at = bisect_right(self._ends, self.position)
            steps = min(count, self._ends[at] - self.position)
            self.position += steps
            count -= steps
            group, is_end = self._groups[at], self.position == self._ends[at]
            if isinstance(group, TrialGroup):
                self._train_group(group, steps, is_end=is_end)
            else:
                self._train(group, steps, is_end=is_end)
        if self.position == self.samples:
            shown = self.states
            self._show(self._coming)
            self._coming = shown
            self.epoch, self.position = self.epoch + 1, 0

    def _steps(self, group: TrialGroup | int) -> int:
        return group.steps if isinstance(group, TrialGroup) else self.networks.steps(group)

    def _train_group(self, group: TrialGroup, steps: int, *, is_end: bool) -> None:
        group.train(self.states, steps)
        if not is_end:
            return
        outcome, coming = group.outcome(), self._coming
        lost = self.states.records["diverged"][group.trials] != NEVER
        for member, trial in enumerate(group.trials):
            loss, test_loss = outcome.losses[member].tolist()
            if lost[member] or not (outcome.sound[member] and isfinite(loss)):
                self._train(trial, self.networks.steps(trial), is_end=True)  # finds where and why
                continue
            coming.records[trial] = self.states.records[trial]
            coming.records["iterations"][trial] = outcome.iterations
            coming.records["generator"][trial] = outcome.generators[member]
            coming.numbers(trial)[:] = outcome.numbers[member]
            self._note(coming, trial, loss, test_loss, self.epoch + 1)

    def _train(self, trial: int, steps: int, *, is_end: bool) -> None:
        if self.states.records["diverged"][trial] == NEVER:
            network = self.networks.lend(trial, self.states, self.epoch)
            network.advance("batch", steps)
            if is_end:
                self._end(trial, network)
        elif is_end:
            self._coming.copy_trial(trial, self.states)

    def _end(self, trial: int, network: NetworkTraining) -> None:
        """Store a trial's state at the end of its epoch, or where it diverged."""
        self._coming.records[trial] = self.states.records[trial]
        if (failure := network.failure()) is None:
            metrics = network.evaluator.measure()
            self._note(self._coming, trial, metrics.loss, metrics.test_loss, self.epoch + 1)
            if not isfinite(metrics.loss):
                network.parameters[:] = self.states.parameters(trial)  # the last that were sound
        else:
            self._lose(self._coming, trial, failure)
        self._coming.store(trial, network.snapshot())

    def _note(
        self, states: TrialStates, trial: int, loss: float, test_loss: float, epoch: int = 0
    ) -> None:
        """Record the losses of a trial's epoch."""
        record, goal = states.records[trial], self.document.goal
        target = -inf if goal.target is None else goal.target
        record["loss"], record["test_loss"] = loss, test_loss
        if not isfinite(loss):
            self._lose(states, trial, self.networks.of(trial).failure_of_loss())
        elif record["converged"] == NEVER and record[goal.metric] < target:
            record["converged"] = epoch

    def _lose(self, states: TrialStates, trial: int, failure: Failure) -> None:
        record = states.records[trial]
        record["loss"] = record["test_loss"] = np.nan
        record["diverged"] = failure["epoch"]
        self.failures[trial] = failure

    def failure(self) -> Failure | None:
        """Return how it has diverged, once all trials have."""
        lost = bool((self.states.records["diverged"] != NEVER).all())
        return self.failure_of_loss() if lost else None

    def failure_of_loss(self) -> Failure:
        """Return the failure of all trials: that of the last to diverge."""
        last = int(np.argmax(self.states.records["diverged"]))
        return {**self.failures[last], "reason": "all trials have diverged"}

    def recover(self) -> None:
        """Do nothing: a trial that has diverged stays."""

    # --- changes --------------------------------------------------------------------------------

    def adopt(self, document: Document) -> bool:
        """Take another budget or speed; no loss has another meaning then."""
        assert isinstance(document, Study)
        self.document = document
        return False

    def edit(self, edit: SetWeight | SetBias) -> None:
        """Refuse to change a weight: trials are opened for that."""
        raise Unprocessable("a study has no weights of its own: open a trial, and set them there")

    # --- states ---------------------------------------------------------------------------------

    def snapshot(self) -> State:
        """Return the state at the end of the last epoch that all trials have completed."""
        return self.at_epoch(State(self.states.arrays(), {"epoch": self.epoch}))

    def restore(self, state: State) -> None:
        """Return to a state that `snapshot` returned."""
        self.states.put_back(state)
        self.epoch, self.position = state.epoch, 0
        failures = cast(dict[str, Failure], state.values["failures"])
        self.failures |= {int(trial): failure for trial, failure in failures.items()}
        self.networks.forget()
        for group in self._groups:
            if isinstance(group, TrialGroup):
                group.forget()

    def at_epoch(self, state: State) -> State:
        """Complete a state with how trials diverge, which does not depend on the epoch."""
        failures = {str(trial): dict(failure) for trial, failure in self.failures.items()}
        return State(state.arrays, {**state.values, "failures": cast(Json, failures)})
