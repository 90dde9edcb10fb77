"""Where values come from: from Optuna's model of what is good, or one after the other."""

from collections.abc import Callable, Iterator
from typing import Any

from engine.errors import MissingExtra
from engine.tuners.hyperparameters import HyperParameters, Source, Space, Values
from engine.tuners.trials import Trial


def optuna() -> Any:
    """Return Optuna.  Raises MissingExtra."""
    try:
        import optuna as library
    except ImportError as error:
        why = "searching needs Optuna: pip install 'neural-playground[tuners]'"
        raise MissingExtra(why) from error
    library.logging.set_verbosity(library.logging.WARNING)
    return library


class Estimator:
    """Optuna's estimator of what is good, by chance until it knows enough trials.

    It is told each trial once.  Its sampler is made anew for each proposal from a seed of its own,
    so that a search that was interrupted goes on as it would have.
    """

    def __init__(self, sign: int, first: int) -> None:
        direction = "maximize" if sign > 0 else "minimize"
        self._study = optuna().create_study(direction=direction)
        self._first, self._told, self._asked = first, 0, None

    def source(self, seed: int, trials: list[Trial]) -> "Suggestions":
        """Return what it suggests after some trials: those that it was told, and others."""
        library = optuna()
        for trial in trials[self._told :]:
            if trial.score is not None:
                self._study.add_trial(_known(library, trial))
        self._told = len(trials)
        sampler = library.samplers.TPESampler(seed=seed, n_startup_trials=self._first)
        self._study.sampler = sampler
        if self._asked is not None:  # one in progress would count
            self._study.tell(self._asked, state=library.trial.TrialState.FAIL)
        self._asked = self._study.ask()
        return Suggestions(self._asked)


class Suggestions:
    """Optuna's suggestions for one trial."""

    def __init__(self, trial: Any) -> None:
        self._trial = trial

    def suggest(self, space: Space) -> Any:
        """Return Optuna's suggestion."""
        code = Code(space)
        suggestion = code.suggested(self._trial)
        return code.values[suggestion] if code.values else suggestion


class Code:
    """A hyperparameter as Optuna has it: a number, or its place in a list of values.

    For Optuna a name has one kind of values in all trials, for us it may have others in each; so
    Optuna's name has the values in it.
    """

    def __init__(self, space: Space) -> None:
        self.space, self.values = space, [] if _is_range(space) else space.grid()
        kind = f"log {space.kind}" if space.log else space.kind
        self.name = f"{space.name}: {kind} {self.values or 'range'}"

    def suggested(self, trial: Any) -> Any:
        """Return what a trial of Optuna's suggests."""
        name, space = self.name, self.space
        if space.kind == "choice":
            return trial.suggest_categorical(name, list(range(len(self.values))))
        if self.values:
            return trial.suggest_int(name, 0, len(self.values) - 1)
        if space.kind == "int":
            return trial.suggest_int(name, int(space.low), int(space.high), log=space.log)
        return trial.suggest_float(name, space.low, space.high, log=space.log)

    def distribution(self, library: Any) -> Any:
        """Return where Optuna takes its suggestions from."""
        kinds, space = library.distributions, self.space
        if space.kind == "choice":
            return kinds.CategoricalDistribution(list(range(len(self.values))))
        if self.values:
            return kinds.IntDistribution(0, len(self.values) - 1)
        if space.kind == "int":
            return kinds.IntDistribution(int(space.low), int(space.high), log=space.log)
        return kinds.FloatDistribution(space.low, space.high, log=space.log)

    def number(self, value: Any) -> Any:
        """Return a value as Optuna has it."""
        return self.values.index(value) if self.values else value


def _is_range(space: Space) -> bool:
    """Say whether Optuna can have the numbers themselves."""
    return space.kind != "choice" and space.step is None


def _known(library: Any, trial: Trial) -> Any:
    """Return a finished trial as Optuna knows it."""
    codes = [(Code(space), trial.values[name]) for name, space in trial.space.items()]
    return library.trial.create_trial(
        params={code.name: code.number(value) for code, value in codes},
        distributions={code.name: code.distribution(library) for code, _ in codes},
        value=trial.score,
    )


class Path:
    """Answers along one path of the tree of all answers, and then turns to the next path."""

    def __init__(self, indices: list[int] | None = None) -> None:
        self._indices = list(indices or [])
        self._sizes: list[int] = []

    def suggest(self, space: Space) -> Any:
        """Return the value that the path takes here."""
        grid, here = space.grid(), len(self._sizes)
        self._sizes.append(len(grid))
        if here >= len(self._indices):
            self._indices.append(0)
        return grid[self._indices[here]]

    def next(self) -> "Path | None":
        """Return the path after this one; None if it was the last."""
        indices = self._indices[: len(self._sizes)]
        while indices and indices[-1] + 1 == self._sizes[len(indices) - 1]:
            indices.pop()
        return Path([*indices[:-1], indices[-1] + 1]) if indices else None


def combinations(
    build: Callable[[HyperParameters], Any],
    begun: Callable[[Source], HyperParameters] = HyperParameters,
) -> Iterator[Values]:
    """Yield every combination of values that a builder may be given, grids of continuous ones.

    ``begun`` returns what the builder is given, with the answers of a source.
    """
    path: Path | None = Path()
    while path is not None:
        hp = begun(path)
        build(hp)
        yield hp.values
        path = path.next()
