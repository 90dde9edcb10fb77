"""The tuner: builds a model of each set of values, trains it, and keeps what came of it."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

from engine.callbacks.base import Callback
from engine.callbacks.monitor import Monitor
from engine.choices import whole
from engine.errors import InvalidValue
from engine.models import Model
from engine.notices import outside
from engine.random import fresh_seed
from engine.tuners import printing
from engine.tuners.executions import BestEpoch, Execution, executed, executions_of, recompiled
from engine.tuners.findings import Findings, inputs_of
from engine.tuners.hypermodels import Builder, HyperModel, Objective
from engine.tuners.hyperparameters import (
    Defaults,
    HyperParameters,
    NotGiven,
    Source,
    Space,
    Values,
)
from engine.tuners.methods import seed_after
from engine.tuners.oracle import Oracle
from engine.tuners.trials import COMPLETED, DIVERGED, FAILED, Trial, TrialFailed


class NotCopied(InvalidValue):
    """A callback cannot be copied, which is no fault of a trial."""


class Tuner(Findings, ABC):
    """A search over the values that a builder asks for.

    Its trials are kept in ``directory/project_name``, and a search that is begun there again goes
    on behind them.  A trial that failed or diverged is kept and marked, and the search goes on,
    until ``max_consecutive_failed_trials`` have failed.  A trial's score is the mean of its
    ``executions_per_trial``, and its model that of the best epoch.  Without a ``seed`` each search
    draws other values.  ``hyperparameters`` take the place of those of the builder of the same
    names; what it asks for beside them is searched too, has its default without
    ``tune_new_entries``, and is refused without ``allow_new_entries``.  ``optimizer``, ``loss`` and
    ``metrics`` take the place of what the builder compiles with.  A subclass that overrides
    ``run_trial`` may do without a hypermodel.
    """

    def __init__(
        self,
        hypermodel: HyperModel | Callable[[HyperParameters], Model] | None = None,
        objective: str | Objective = "val_loss",
        max_trials: int = 10,
        *,
        seed: int | None = None,
        executions_per_trial: int = 1,
        max_consecutive_failed_trials: int = 3,
        overwrite: bool = False,
        directory: str | Path | None = None,
        project_name: str | None = None,
        hyperparameters: HyperParameters | None = None,
        tune_new_entries: bool = True,
        allow_new_entries: bool = True,
        optimizer: Any = None,
        loss: Any = None,
        metrics: Any = None,
    ) -> None:
        self._given = [] if hyperparameters is None else list(hyperparameters.space.values())
        self._new = (tune_new_entries, allow_new_entries)
        self._compiled = (optimizer, loss, metrics)
        self.hypermodel = self._hypermodel(hypermodel)
        chosen = objective if isinstance(objective, Objective) else Objective(objective)
        self.objective = Monitor(chosen.name, chosen.direction)
        self.max_trials = whole("max_trials", max_trials, 1)
        self.seed = fresh_seed() if seed is None else seed
        self.executions = whole("executions_per_trial", executions_per_trial, 1)
        self._most_failures = whole(
            "max_consecutive_failed_trials", max_consecutive_failed_trials, 1
        )
        self._folder = Path(directory or ".") / (project_name or "search")
        self.oracle = Oracle(self._folder, overwrite, self.objective)
        if self.oracle.trials:
            print(f"Reloading Tuner from {self.oracle.project.file}")

    def _hypermodel(self, given: Any) -> HyperModel:
        """Return what builds the models.  Raises InvalidValue if nothing does and it is needed."""
        if given is None and type(self).run_trial is Tuner.run_trial:
            raise InvalidValue(
                "hypermodel must be a function of hp that returns a model, or a HyperModel; "
                "without it a tuner needs a run_trial of its own"
            )
        nothing: Any = lambda hp: None  # noqa: E731 - where run_trial asks for all there is
        return given if isinstance(given, HyperModel) else Builder(given or nothing)

    @property
    def project_dir(self) -> str:
        """The folder that everything is kept in."""
        return str(self._folder)

    def reload(self) -> None:
        """Read the trials again, which another program may have added to."""
        self.oracle = Oracle(self._folder, False, self.objective)

    def begun(self, source: Source | None = None) -> HyperParameters:
        """Return what a builder is given, with what the search was given to begin with."""
        hp = HyperParameters(source)
        hp.begin_with(self._given, *self._new)
        return hp

    @abstractmethod
    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield values to try, and for how many epochs (None: as ``search`` says)."""

    def search(self, *args: Any, epochs: int | None = None, **options: Any) -> None:
        """Try values until the search is over; arguments are those of ``model.fit``.

        Each trial has its own copies of the callbacks (``Callback.for_trial``).  Its values and
        what it came to are printed, unless ``verbose`` is 0.  Raises EngineError if too many
        trials in a row fail.
        """
        progress = printing.Progress(self.oracle, options.get("verbose", "auto"))
        given = None if epochs is None else whole("epochs", epochs, 1)
        for values, own_epochs in self.proposals():
            progress.begin(len(self.trials), values)
            self._try(values, own_epochs or given, args, options)
            progress.end(self.trials[-1])

    def _try(self, values: Values, epochs: int | None, args: Any, options: dict[str, Any]) -> None:
        trial = Trial(len(self.trials), values, {}, epochs or 1)
        given = options if epochs is None else {**options, "epochs": epochs}
        hp = self.begun(Defaults(values))
        trial.run_with(hp)
        try:
            runs = executions_of(self.run_trial(trial, *args, **given), self.objective.name)
        except NotCopied:
            raise
        except Exception as error:
            self._note_failure(trial, hp, error)
            return
        self._note(trial, hp, runs)

    def run_trial(self, trial: Trial, *args: Any, **options: Any) -> Any:
        """Build and train models of a trial's values; a subclass may do it in another way.

        It returns a number, figures by name, what ``model.fit`` returned, a list of such, or what
        this returns.  What it asks of ``trial.hyperparameters`` is searched as what ``fit`` of a
        HyperModel asks for.
        """
        hp, runs = trial.hyperparameters, []
        for number in range(self.executions):
            own = self._callbacks(options, trial.number, hp, number)
            runs.append(self._execute(hp, args, {"verbose": "auto", **options, "callbacks": own}))
        return runs

    def _callbacks(
        self, options: dict[str, Any], number: int, hp: HyperParameters, execution: int
    ) -> list[Any]:
        """Return copies of the callbacks for an execution of a trial.  Raises NotCopied."""
        given = options.get("callbacks") or ()
        callbacks = [given] if isinstance(given, Callback) else given
        try:
            own = [one.for_trial(number, hp.values) for one in callbacks]
        except InvalidValue as error:
            raise NotCopied(str(error)) from None
        for one in own if self.executions > 1 else ():
            if hasattr(one, "log_dir"):
                one.log_dir = one.log_dir / f"execution{execution}"
        return own

    def _execute(self, hp: HyperParameters, args: Any, options: dict[str, Any]) -> Execution:
        """Build a model and train it."""
        model = recompiled(self.hypermodel.build(hp), *self._compiled)
        keeper = BestEpoch(self.oracle)
        callbacks = [*options["callbacks"], keeper]
        told = self.hypermodel.fit(hp, model, *args, **{**options, "callbacks": callbacks})
        execution = executed(told, self.objective.name, model)
        if not execution.diverged:
            keeper.restore(model)
        return execution

    def _note(self, trial: Trial, hp: HyperParameters, runs: list[Execution]) -> None:
        """Keep a trial with what its executions came to, and the best one's weights."""
        first, model = runs[0], runs[0].model
        epochs = [run.best_epoch(self.oracle) for run in runs]
        own = self.objective.name.removeprefix("val_")
        directions = {} if model is None else model.directions()
        self.oracle.take_direction([directions.get(own, "")])
        known, asked = self.fit_spaces(), hp.values
        trial.asked_in_fit = [name for name in asked if name not in trial.values or name in known]
        trial.values, trial.space, trial.figures = asked, hp.space, first.figures
        trial.direction = self.objective.direction
        trial.inputs = None if model is None else inputs_of(model)
        best = [run.at(epoch) for run, epoch in zip(runs, epochs, strict=True) if epoch is not None]
        if any(run.diverged for run in runs) or len(best) < len(runs):
            trial.status = DIVERGED
        else:
            trial.at_best = {name: fmean(one[name] for one in best if name in one)
                             for name in best[0]}  # fmt: skip
            trial.status, trial.score = COMPLETED, trial.at_best[self.objective.name]
            first = max(zip(best, runs, strict=True), key=lambda pair: self._goodness(pair[0]))[1]
        model = first.model
        self.oracle.project.add(trial, None if model is None else model.save_weights)

    def _goodness(self, figures: dict[str, float]) -> float:
        return self.objective.sign * figures[self.objective.name]

    def _note_failure(self, trial: Trial, hp: HyperParameters, error: Exception) -> None:
        """Keep a trial that failed, and say so.  Raises EngineError if it is one too many."""
        trial.values, trial.space, trial.status = hp.values, hp.space, FAILED
        trial.message = f"{type(error).__name__}: {error}"
        self.oracle.project.add(trial, None)
        message = f"trial {trial.trial_id} has failed by {trial.message}"
        warnings.warn(message, TrialFailed, stacklevel=outside())
        self.oracle.check_failures(self._most_failures, error)

    def seed_of(self, number: int) -> int:
        """Return a seed for a trial by its number."""
        return seed_after(self.seed, number)

    def fit_spaces(self, trials: int | None = None) -> dict[str, Space]:
        """Return what the hypermodel's ``fit`` has asked for in the first so many trials."""
        return self.oracle.fit_spaces(trials)

    def ask(self, hp: HyperParameters, trials: int | None = None) -> None:
        """Have ``build`` ask for its values, and ask for what ``fit`` has asked for.

        Where it fails, it has asked for less; that is told when the values are tried.
        """
        try:
            self.hypermodel.build(hp)
        except NotGiven:
            raise
        except Exception:
            return
        hp.ask_also(self.fit_spaces(trials).values())

    def was_tried(self, values: Values) -> bool:
        """Say whether values were tried; those that a trial did not ask for are no difference."""
        return self.oracle.was_tried(values)

    def search_space_summary(self) -> None:
        """Print what the hypermodel asks for when it is given the defaults."""
        hp = self.begun()
        self.hypermodel.build(hp)
        hp.ask_also(self.fit_spaces().values())
        printing.space(hp.space)
