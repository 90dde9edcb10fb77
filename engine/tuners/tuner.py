"""The tuner: builds a model of each set of values, trains it, and keeps what came of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.callbacks.base import Callback
from engine.callbacks.monitor import Monitor
from engine.choices import whole
from engine.errors import EngineError
from engine.metrics import direction_of
from engine.models import Model
from engine.tuners.hyperparameters import Defaults, HyperParameters, Space, Values
from engine.tuners.trials import COMPLETED, DIVERGED, Project, Trial, key_of


@dataclass(frozen=True)
class Objective:
    """A figure by its name, and whether it is to be "min" or "max"; by itself the metric says."""

    name: str
    direction: str = "auto"


class HyperModel:
    """A builder as a class, where training depends on the values as well.

    What ``fit`` asks for is known after the first trial, which has the defaults of it; it is
    searched from the second trial on.
    """

    def build(self, hp: HyperParameters) -> Model:
        """Return a compiled model."""
        raise NotImplementedError

    def fit(self, hp: HyperParameters, model: Model, *args: Any, **options: Any) -> Any:
        """Train it; return what ``model.fit`` returned."""
        return model.fit(*args, **options)


class _Builder(HyperModel):
    """A function as a hypermodel."""

    def __init__(self, build: Callable[[HyperParameters], Model]) -> None:
        self._build = build

    def build(self, hp: HyperParameters) -> Model:
        """Return what the function returns."""
        return self._build(hp)


class Tuner(ABC):
    """A search over the values that a builder asks for.

    Its trials are kept in ``directory/project_name``, and a search that is begun there again goes
    on behind them.  A trial that diverged is kept and marked, and the search goes on.
    """

    def __init__(
        self,
        hypermodel: HyperModel | Callable[[HyperParameters], Model],
        objective: str | Objective = "val_loss",
        max_trials: int = 10,
        *,
        seed: int = 0,
        overwrite: bool = False,
        directory: str | Path = ".",
        project_name: str = "search",
    ) -> None:
        own = isinstance(hypermodel, HyperModel)
        self.hypermodel: HyperModel = hypermodel if own else _Builder(hypermodel)  # type: ignore[assignment, arg-type]
        chosen = objective if isinstance(objective, Objective) else Objective(objective)
        self.objective = Monitor(chosen.name, chosen.direction)
        self.max_trials, self.seed = whole("max_trials", max_trials, 1), seed
        self._project = Project(Path(directory) / project_name, overwrite)
        self._take_direction([trial.direction for trial in self.trials])

    @property
    def trials(self) -> list[Trial]:
        """All trials so far, in their order."""
        return list(self._project.trials)

    @abstractmethod
    def proposals(self) -> Iterator[tuple[Values, int | None]]:
        """Yield values to try, and for how many epochs (None: as ``search`` says)."""

    def search(self, *args: Any, epochs: int = 1, **options: Any) -> None:
        """Try values until the search is over; arguments are those of ``model.fit``.

        Each trial has its own copies of the callbacks (``Callback.for_trial``).
        """
        options.setdefault("verbose", 0)
        for values, own_epochs in self.proposals():
            self._try(values, own_epochs or whole("epochs", epochs, 1), args, options)

    def _try(self, values: Values, epochs: int, args: Any, options: dict[str, Any]) -> None:
        hp = HyperParameters(Defaults(values))
        model = self.hypermodel.build(hp)
        in_build = set(hp.values)
        given = options.get("callbacks") or ()
        callbacks = [given] if isinstance(given, Callback) else given
        own = [one.for_trial(len(self.trials), hp.values) for one in callbacks]
        options = {**options, "callbacks": own}
        history = self.hypermodel.fit(hp, model, *args, epochs=epochs, **options)
        scores = [self.objective.read({k: v[i] for k, v in history.history.items()})
                  for i in range(len(history.epoch))]  # fmt: skip
        self._take_direction([model.directions().get(self.objective.name.removeprefix("val_"), "")])
        best = max(scores, key=lambda score: self.objective.sign * score, default=None)
        trial = Trial(len(self.trials), hp.values, hp.space, epochs, COMPLETED, best)
        trial.figures, trial.direction = history.history, self.objective.direction
        trial.asked_in_fit = [name for name in hp.values if name not in in_build]
        if history.divergence is not None:
            trial.status, trial.score = DIVERGED, None
        self._project.add(trial, model.save_weights)

    def _take_direction(self, found: list[str]) -> None:
        """Take what is better from a model or earlier trials, else from the objective's name."""
        known = [*filter(None, found), direction_of(self.objective.name.removeprefix("val_"))]
        if known[0] or found:
            self.objective.take(known[0])

    def seed_of(self, number: int) -> int:
        """Return a seed for a trial by its number."""
        return (self.seed * 1_000_003 + number) % 2**32

    def fit_spaces(self, trials: int | None = None) -> dict[str, Space]:
        """Return what the hypermodel's ``fit`` has asked for in the first so many trials."""
        before = self.trials[:trials]
        return {name: trial.space[name] for trial in before for name in trial.asked_in_fit}

    def ask(self, hp: HyperParameters, trials: int | None = None) -> None:
        """Have ``build`` ask for its values, and ask for what ``fit`` has asked for."""
        self.hypermodel.build(hp)
        hp.ask_also(self.fit_spaces(trials).values())

    def default_space(self) -> HyperParameters:
        """Return what the hypermodel asks for when it is given the defaults."""
        hp = HyperParameters()
        self.ask(hp)
        return hp

    def was_tried(self, values: Values) -> bool:
        """Say whether values were tried; those that a trial did not ask for are no difference."""
        return any(trial.had(values) for trial in self.trials)

    def ranked(self) -> list[Trial]:
        """Return the trials that came to something, the best first."""
        scored = [trial for trial in self.trials if trial.score is not None]
        return sorted(scored, key=lambda trial: -self.objective.sign * (trial.score or 0))

    def get_best_hyperparameters(self, num_trials: int = 1) -> list[HyperParameters]:
        """Return the values of the best trials."""
        return [self._answered(trial) for trial in self._best(num_trials)]

    def get_best_models(self, num_models: int = 1) -> list[Model]:
        """Return the best trials' models, with the weights that they came to."""
        return [self._model(trial) for trial in self._best(num_models)]

    def _best(self, count: int) -> list[Trial]:
        """Return the best trials, one for each set of values.  Raises EngineError if none."""
        best: dict[str, Trial] = {}
        for trial in self.ranked():
            best.setdefault(trial.key, trial)
        if not best:
            raise EngineError("no trial has come to anything yet: search first")
        return list(best.values())[:count]

    def _answered(self, trial: Trial) -> HyperParameters:
        hp = HyperParameters(Defaults(trial.values))
        self.hypermodel.build(hp)
        hp.ask_also(trial.space.values())
        return hp

    def _model(self, trial: Trial) -> Model:
        model = self.hypermodel.build(HyperParameters(Defaults(trial.values)))
        model.load_weights(self._project.weights(trial))
        return model

    def results_summary(self, num_trials: int = 10) -> None:
        """Print the best trials, and how many diverged."""
        for trial in self.ranked()[:num_trials]:
            print(f"Trial {trial.number} · score {trial.score:.5f} · {key_of(trial.values)}")
        diverged = sum(trial.status == DIVERGED for trial in self.trials)
        print(f"{len(self.trials)} trials, {diverged} of them diverged")

    def search_space_summary(self) -> None:
        """Print what the builder asks for."""
        for space in self.default_space().space.values():
            span = space.options or f"{space.low:g} … {space.high:g}{' (log)' if space.log else ''}"
            print(f"{space.name}: {space.kind}, {span}, default {space.default}")
