"""The trials of a search in training, one after the other.

An epoch is an execution: one trial trained as far as the method wants.
"""

from dataclasses import replace
from threading import Thread

import numpy as np

from app.documents.candidates import Unfit
from app.documents.commands import SetBias, SetWeight
from app.documents.document import Document
from app.documents.study import Study
from app.errors import Unprocessable
from app.runs.blocks import Work, finish
from app.runs.states import Failure
from app.runs.study.search_log import Execution
from app.runs.study.search_metrics import SearchEvaluator
from app.runs.study.search_plan import SearchPlan
from app.runs.study.search_screen import Maps, SearchScreen
from app.runs.study.search_turn import Turn
from app.runs.study.trial_building import TrialBuilding
from app.runs.training.training import Parameters, State
from engine.tuners.proposer import BAYESIAN
from engine.tuners.sources import optuna

LOADING_SECONDS = 0.005  # of a library, in a block
NO_TRIAL: Failure = {
    "epoch": 0,
    "layer": 1,
    "reason": "the values of no trial fit each other",
    "advice": "Leave out values that do not fit, or give their settings a condition.",
}


class SearchTraining:
    """A `Training` of trials in turn; its samples are the mini-batches of an execution."""

    epoch_arrays = ("mark",)
    epoch_values = ("epoch",)
    stores_epochs = False
    batch = 1

    @classmethod
    def building(cls, document: Study) -> Work["SearchTraining"]:
        """Return a search before its first trial, built in blocks."""
        if document.searched.method == BAYESIAN:
            yield from _loading()
        search = cls.__new__(cls)
        yield from search._build(document)
        return search

    def _build(self, document: Study) -> Work[None]:
        self.parameters: Parameters = np.zeros(0, np.float32)  # those of trials are theirs
        self.position = 0
        self.plan = SearchPlan(document)
        self._trials = TrialBuilding()
        self._maps: Maps = {}
        yield
        self._base = yield from self._trials.network(document.candidates.document({}))
        metrics = yield from self._base.evaluator.measuring_new()
        self.evaluator = SearchEvaluator(self.plan, (metrics.loss, metrics.test_loss))
        yield
        self._begin()

    @property
    def document(self) -> Study:
        """Its document, with the live settings as they are now."""
        return self.plan.document

    @property
    def screen(self) -> SearchScreen:
        """What viewers see of it."""
        return SearchScreen(self.plan, self._base, self._trials, self._maps)

    @property
    def epoch(self) -> int:
        """How many executions are complete."""
        return self.plan.epoch

    @property
    def samples(self) -> int:
        """How many mini-batches the execution has."""
        return 1 if self.plan.turn is None else self.plan.turn.samples

    # --- training -------------------------------------------------------------------------------

    def advance(self, unit: str, count: int) -> None:
        """Train so many mini-batches of the trial whose turn it is."""
        turn = self.plan.turn
        if turn is None:
            return
        while count and not turn.is_over:
            count -= turn.train(count)
        self.position = turn.position
        if turn.is_over:
            self.plan.end(turn.so_far)
            self._begin()

    def _begin(self) -> None:
        """Begin the next execution, if there is one."""
        self.position = 0
        execution = self.plan.next()
        self.plan.turn = None if execution is None else self._turn(execution)

    def _turn(self, execution: Execution) -> Turn:
        """Return the training of an execution; of none where there is nothing to train."""
        candidates = self.document.candidates
        making = candidates.proposed if execution.state is None else candidates.document
        try:
            document = making(execution.values)
        except Unfit as why:
            return Turn(self.document, replace(execution, unfit=str(why)), None)
        trains = execution.failure is None and execution.epochs < execution.asked
        network = finish(self._trials.network(document)) if trains else None
        return Turn(self.document, execution, network)

    @property
    def ended(self) -> str | None:
        """Why it is over, once it is."""
        return self.plan.ended

    def failure(self) -> Failure | None:
        """Return how it has diverged, once it is over and all trials have."""
        if self.plan.turn is not None:
            return None
        lost = all(row.last.score is None for row in self.plan.rows)
        return self.failure_of_loss() if lost else None

    def failure_of_loss(self) -> Failure:
        """Return the failure of all trials: that of the last to diverge."""
        failures = [one.failure for one in self.plan.executions if one.failure is not None]
        if not failures:
            return NO_TRIAL
        return {**failures[-1], "epoch": self.epoch, "reason": "all trials have diverged"}

    def recover(self) -> None:
        """Do nothing: a trial that has diverged stays."""

    # --- changes --------------------------------------------------------------------------------

    def adopt(self, document: Document) -> bool:
        """Take another speed, number of trials or space.  Raises AppError of anything else."""
        assert isinstance(document, Study)
        self.plan.adopt(document)
        if self.plan.turn is None:
            self._begin()
        return False

    def edit(self, edit: SetWeight | SetBias) -> None:
        """Refuse to change a weight: trials are opened for that."""
        raise Unprocessable("a study has no weights of its own: open a trial, and set them there")

    # --- states ---------------------------------------------------------------------------------

    def snapshot(self) -> State:
        """Return the executions, and the trial in training at the end of its last epoch."""
        return self.plan.state()

    def restore(self, state: State) -> None:
        """Return to a state that `snapshot` returned."""
        trained = self.plan.restore(state)
        if trained is None:
            self._begin()
        else:
            self.plan.turn = self._turn(trained)
            self.position = self.plan.turn.position

    def at_epoch(self, state: State) -> State:
        """Complete a state with the executions, those after it too."""
        return self.plan.state_at(state.epoch)


def _loading() -> Work[None]:
    """Load Optuna beside what the worker does; it takes a second the first time."""
    thread = Thread(target=optuna, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(LOADING_SECONDS)
        yield
