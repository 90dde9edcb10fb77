"""What a search prints, as Keras Tuner does: each trial, what it came to, and summaries."""

from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from engine.tuners.hyperparameters import Space, Values
from engine.tuners.oracle import Oracle
from engine.tuners.trials import Trial

WIDTH = 18  # of a column


class Progress:
    """The lines about the trials of one search; none where ``verbose`` is 0."""

    def __init__(self, oracle: Oracle, verbose: Any) -> None:
        self._oracle, self._quiet = oracle, not verbose
        self._start = self._begun = monotonic()

    def begin(self, number: int, values: Values) -> None:
        """Print a trial's values beside those of the best one so far."""
        self._begun = monotonic()
        if self._quiet:
            return
        best = self._oracle.get_best_trials()
        known = best[0].values if best else None
        print(f"\nSearch: Running Trial #{number + 1}\n")
        print(_row("Value", "Best Value So Far", "Hyperparameter") if values else "no values")
        for name, value in values.items():
            print(_row(_short(value), "?" if known is None else _short(known.get(name)), name))
        print()

    def end(self, trial: Trial) -> None:
        """Print what a trial came to, and the best so far."""
        if self._quiet:
            return
        name, best = self._oracle.objective.name, self._oracle.get_best_trials()
        print(f"\nTrial {trial.number + 1} {trial.status} [{_duration(self._begun)}]")
        print(trial.message if trial.score is None else f"{name}: {trial.score}")
        print(f"\nBest {name} So Far: {best[0].score if best else None}")
        print(f"Total elapsed time: {_duration(self._start)}")


def _row(*cells: str) -> str:
    value, best, name = cells
    return f"{value:<{WIDTH}}|{best:<{WIDTH}}|{name}"


def _short(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.5g}"
    text = str(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..."


def _duration(since: float) -> str:
    seconds = int(monotonic() - since)
    return f"{seconds // 3600:02d}h {seconds // 60 % 60:02d}m {seconds % 60:02d}s"


def results(oracle: Oracle, count: int) -> None:
    """Print the best trials, and how many came to nothing."""
    best = oracle.get_best_trials(count)
    print(f"Results summary\nResults in {oracle.project.folder}\nShowing {count} best trials")
    print(f'Objective(name="{oracle.objective.name}", direction="{oracle.objective.direction}")')
    for trial in best:
        print()
        trial.summary()
    trials = oracle.project.trials
    lost = [trial.status for trial in trials if trial.score is None]
    counts = ", ".join(f"{lost.count(status)} {status}" for status in dict.fromkeys(lost))
    print(f"\n{len(trials)} trials" + (f", {counts}" if counts else ""))


def space(spaces: Mapping[str, Space]) -> None:
    """Print what a builder asks for."""
    print(f"Search space summary\nDefault search space size: {len(spaces)}")
    for name, one in spaces.items():
        print(f"{name} ({one.kind.capitalize()})\n{dict(_settings(one))}")


def _settings(one: Space) -> Iterable[tuple[str, Any]]:
    """Yield a hyperparameter's settings under Keras Tuner's names."""
    yield "default", one.default
    yield "conditions", [{"name": name, "values": list(allowed)} for name, allowed in one.when]
    if one.kind == "choice":
        yield "values", list(one.options)
        return
    yield "min_value", one.low
    yield "max_value", one.high
    yield "step", one.step
    yield "sampling", "log" if one.log else "linear"
