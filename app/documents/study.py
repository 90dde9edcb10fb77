"""The document of a study: a base experiment, what is varied, and when its trials end."""

from functools import cached_property
from itertools import chain
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.documents.candidates import Candidates
from app.documents.choices import GRADIENT
from app.documents.document import Document, Stop, ViewSettings
from app.documents.experiment import Experiment
from app.documents.field_errors import field_error
from app.documents.fields import Model, Number, Whole
from app.documents.search import Search
from app.documents.trials import Trials
from app.documents.variations import Vary
from app.limits.caps import (
    MAX_CURVES,
    MAX_EPOCHS,
    MAX_STUDY_COST,
    MAX_STUDY_EPOCH_COST,
    MAX_STUDY_NUMBERS,
    MAX_STUDY_WEIGHTS,
    MAX_TRIALS,
)

EPOCHS = 300


class Budget(Model):
    """When all trials end; of a search, when each does."""

    epochs: Annotated[Whole, Field(ge=1, le=MAX_EPOCHS)] = EPOCHS


class Goal(Model):
    """Which loss of a trial is to come below the target, if there is one, or to become least."""

    metric: Literal["loss", "test_loss"] = "test_loss"
    target: Annotated[Number, Field(ge=0)] | None = None


class Study(Document):
    """The whole document, version 1."""

    LIVE_PATHS = (
        *("budget", "view.speed", "vary.space", "vary.trials", "vary.own"),
        *Document.LIVE_PATHS,
    )

    kind: Literal["study"] = "study"
    base: Experiment = Experiment()
    vary: Vary
    budget: Budget = Budget()
    goal: Goal = Goal()
    view: ViewSettings = ViewSettings()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.base.training.rule != GRADIENT:
            raise field_error("base.training.rule", GRADIENT, self.base.training.rule)
        if self.view.lock:
            allowed = "empty: a study has no parts to lock, but its base may have some"
            raise field_error("view.lock", allowed, [*self.view.lock])
        if isinstance(self.vary, Search):
            self._check_search(self.vary)
            return self
        if self.trials.count > MAX_TRIALS:
            raise field_error("vary", f"at most {MAX_TRIALS} trials", self.trials.count)
        self._check_size(self.trials.check())
        return self

    def _check_size(self, dearest: Experiment) -> None:
        """Refuse a study that would take too much memory or time, were all trials the dearest."""
        count = self.trials.count
        networks = count if self.has_curves else self.trials.networks
        weights, epoch = count * dearest.parameters, count * dearest.cost
        units = sum(layer.units for layer in dearest.network.hidden) + dearest.outputs
        rows = len(dearest.data.points or ()) or dearest.data.samples
        numbers = networks * rows * (len(dearest.inputs) + units)
        for what, size, most in (
            (f"{count} trials with weights in all", weights, MAX_STUDY_WEIGHTS),
            (f"{networks} networks and data sets with numbers in all", numbers, MAX_STUDY_NUMBERS),
            (f"{count} trials whose epoch costs multiplications", epoch, MAX_STUDY_EPOCH_COST),
        ):
            if size > most:
                raise field_error("vary", f"smaller: {what} at most {most}", size)
        if epoch * self.budget.epochs > MAX_STUDY_COST:
            fit = MAX_STUDY_COST // epoch
            raise field_error("budget.epochs", f"at most {fit} here", self.budget.epochs)

    def _check_search(self, vary: Search) -> None:
        """Refuse a search that would take too much, were all trials the dearest that it has."""
        if self.goal.target is not None:
            raise field_error("goal.target", "null in a search", self.goal.target)
        most, rounds = self.candidates.most, vary.rounds(self.budget.epochs)
        states = sum(count for count, _ in chain.from_iterable(rounds))  # that are stored
        if states * most.weights > MAX_STUDY_WEIGHTS:
            allowed = (
                f"fewer: {states} states of {most.weights} weights, {MAX_STUDY_WEIGHTS} in all"
            )
            raise field_error("vary.trials", allowed, vary.trials)
        epochs = sum(count * epochs for bracket in rounds for count, epochs in bracket)
        if epochs * most.cost > MAX_STUDY_COST:
            fit = MAX_STUDY_COST * self.budget.epochs // (epochs * most.cost)
            allowed = f"at most about {fit} here, or vary.trials fewer"
            raise field_error("budget.epochs", allowed, self.budget.epochs)

    @cached_property
    def trials(self) -> Trials:
        """Its trials, where they are known beforehand: where it is no search."""
        assert not isinstance(self.vary, Search)
        return Trials(self.base, self.vary)

    @cached_property
    def candidates(self) -> Candidates:
        """What may become its trials, where it is a search."""
        return Candidates(self.base, self.searched)

    @property
    def searched(self) -> Search:
        """What it searches, where it is a search."""
        assert isinstance(self.vary, Search)
        return self.vary

    @property
    def has_curves(self) -> bool:
        """Whether its trials have their losses in the history, and each a network of its own."""
        return not isinstance(self.vary, Search) and self.trials.count <= MAX_CURVES

    @property
    def curves(self) -> int:
        """Of how many networks its run's history may have the losses, and the median.

        A study may be given more trials, or be led back to them.
        """
        return 1 + MAX_CURVES

    @property
    def run_kind(self) -> str:
        """Which of RUN_KINDS it describes."""
        return "search" if isinstance(self.vary, Search) else self.kind

    @property
    def settings(self) -> ViewSettings:
        """How the run is shown, and how fast it goes."""
        return self.view

    @property
    def is_small(self) -> bool:
        """Whether its run is described in a few kilobytes."""
        return self.base.is_small

    @property
    def learning(self) -> tuple[object, ...]:
        """All settings of training; equal ones train alike."""
        return self.base, self.vary, self.budget

    @property
    def stop_rules(self) -> Stop:
        """When training ends by itself; a search knows when it is over."""
        is_search = isinstance(self.vary, Search)
        return Stop() if is_search else Stop(max_epochs=self.budget.epochs)

    @property
    def uploaded_table(self) -> str | None:
        """The id of the uploaded table that it names, if it names one."""
        return self.base.uploaded_table
