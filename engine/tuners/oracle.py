"""Oracle: what a search knows of its trials, under Keras Tuner's name."""

from pathlib import Path

from engine.callbacks.monitor import Monitor
from engine.errors import EngineError, UnknownChoice
from engine.metrics import direction_of
from engine.tuners.hyperparameters import Space, Values
from engine.tuners.trials import FAILED, Project, Trial


class Oracle:
    """The trials of a project so far, and which of them are the best by the objective."""

    def __init__(self, folder: Path, overwrite: bool, objective: Monitor) -> None:
        self.objective, self.project = objective, Project(folder, overwrite)
        self.take_direction([trial.direction for trial in self.project.trials])

    @property
    def trials(self) -> dict[str, Trial]:
        """All trials in their order, by their ids: ``0000``, ``0001``, …"""
        return {trial.trial_id: trial for trial in self.project.trials}

    def get_trial(self, trial_id: str) -> Trial:
        """Return the trial of that id.  Raises UnknownChoice."""
        if trial_id not in self.trials:
            known = ", ".join(self.trials) or "none"
            raise UnknownChoice(f"trial must be one of {known}; got {trial_id!r}")
        return self.trials[trial_id]

    def get_best_trials(self, num_trials: int = 1) -> list[Trial]:
        """Return the best trials, one for each set of values; empty if none came to anything."""
        best: dict[str, Trial] = {}
        for trial in self.ranked():
            best.setdefault(trial.key, trial)
        return list(best.values())[:num_trials]

    def ranked(self) -> list[Trial]:
        """Return the trials that came to something, the best first."""
        scored = [trial for trial in self.project.trials if trial.score is not None]
        return sorted(scored, key=lambda trial: -self.objective.sign * (trial.score or 0))

    def best(self, count: int) -> list[Trial]:
        """Return the best trials.  Raises EngineError if none came to anything."""
        found = self.get_best_trials(count)
        if not found:
            raise EngineError("no trial has come to anything yet: search first")
        return found

    def was_tried(self, values: Values) -> bool:
        """Say whether values were tried; those that a trial did not ask for are no difference."""
        return any(trial.had(values) for trial in self.project.trials)

    def fit_spaces(self, trials: int | None = None) -> dict[str, Space]:
        """Return what the hypermodel's ``fit`` has asked for in the first so many trials."""
        before = self.project.trials[:trials]
        return {name: trial.space[name] for trial in before for name in trial.asked_in_fit}

    def take_direction(self, found: list[str]) -> None:
        """Take what is better from a model or earlier trials, else from the objective's name."""
        known = [*filter(None, found), direction_of(self.objective.name.removeprefix("val_"))]
        if known[0] or found:
            self.objective.take(known[0])

    def check_failures(self, most: int, error: BaseException) -> None:
        """Raise EngineError if so many trials in a row have failed."""
        last = self.project.trials[-most:]
        if len(last) == most and all(trial.status == FAILED for trial in last):
            raise EngineError(
                f"{most} trials in a row have failed (max_consecutive_failed_trials), the last one "
                f"by {last[-1].message}"
            ) from error
