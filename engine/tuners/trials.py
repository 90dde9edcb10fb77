"""Trials: what was tried and what came of it, under Keras Tuner's names.

They are kept in a file that is whole after every trial.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import DamagedModel, InvalidValue
from engine.tuners.hyperparameters import Defaults, HyperParameters, Space, Values

COMPLETED, DIVERGED, FAILED = "completed", "diverged", "failed"


class TrialFailed(UserWarning):
    """A trial could not be built or trained; the message says why, and the search goes on."""


@dataclass(frozen=True)
class TrialMetrics:
    """A trial's figures at its best epoch, the mean over its executions."""

    values: dict[str, float]

    def exists(self, name: str) -> bool:
        """Say whether there is a figure of that name."""
        return name in self.values

    def get_last_value(self, name: str) -> float | None:
        """Return a figure; None if there is none of that name."""
        return self.values.get(name)

    get_best_value = get_last_value


@dataclass
class Trial:
    """One set of values, how long it was trained, and its figures epoch by epoch."""

    number: int
    values: Values
    space: dict[str, Space]
    epochs: int
    status: str = COMPLETED
    score: float | None = None  # the best epoch's; None where it failed or diverged
    figures: dict[str, list[float]] = field(default_factory=dict)
    direction: str = ""  # of its objective: "min" or "max" is better
    asked_in_fit: list[str] = field(default_factory=list)  # by name; the others by ``build``
    at_best: dict[str, float] = field(default_factory=dict)  # the figures of the best epoch
    inputs: Any = None  # the shapes that its model was built for, as ``build`` takes them
    message: str = ""  # why it failed

    def __post_init__(self) -> None:
        self._asked: HyperParameters | None = None

    def run_with(self, hp: HyperParameters) -> None:
        """Have ``hyperparameters`` be these, which may be asked for more."""
        self._asked = hp

    def had(self, values: Values) -> bool:
        """Say whether values are those of this trial, as far as it asked for any.

        What ``fit`` was the first to ask for may be missing in them.
        """
        new = {name: self.values[name] for name in self.asked_in_fit}
        return self.values.items() <= {**new, **values}.items()

    @property
    def trial_id(self) -> str:
        """Its number, as folders of logs have it."""
        return f"{self.number:04d}"

    @property
    def hyperparameters(self) -> HyperParameters:
        """The values that it was made with; while it runs, what may be asked for more."""
        if self._asked is not None:
            return self._asked
        hp = HyperParameters(Defaults(self.values))
        hp.ask_also(self.space.values())
        return hp

    @property
    def metrics(self) -> TrialMetrics:
        """The figures at the best epoch."""
        return TrialMetrics(self.at_best)

    def summary(self) -> None:
        """Print its values and its score."""
        print(f"Trial {self.trial_id} summary\nHyperparameters:")
        for name, value in self.values.items():
            print(f"{name}: {value}")
        print(f"Score: {self.score}" if self.score is not None else f"Status: {self.status}")
        if self.message:
            print(self.message)

    @property
    def key(self) -> str:
        """What is the same in two trials of the same values."""
        return key_of(self.values)


def key_of(values: Values) -> str:
    """Return values as text that is the same whenever they are."""
    return json.dumps(values, sort_keys=True, default=repr)


class Project:
    """The folder of a search: a table of its trials, and their weights."""

    def __init__(self, folder: Path, overwrite: bool) -> None:
        self.folder, self.file = folder, folder / "trials.json"
        self.trials: list[Trial] = []
        if overwrite and self.file.exists():
            self.file.unlink()
        elif self.file.exists():
            self.trials = _read(self.file)

    def weights(self, trial: Trial) -> Path:
        """Return where a trial's weights are kept."""
        return self.folder / f"trial-{trial.number:04d}.weights.safetensors"

    def add(self, trial: Trial, save: Callable[[Path], object] | None) -> None:
        """Keep a trial, its weights first; without them where it has failed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if save is not None:
            save(self.weights(trial))
        self.trials.append(trial)
        written = self.file.with_suffix(".new")
        written.write_text(json.dumps([_plain(one) for one in self.trials]), encoding="utf-8")
        os.replace(written, self.file)


def _plain(trial: Trial) -> dict[str, Any]:
    try:
        json.dumps(trial.values)
    except TypeError as error:
        raise InvalidValue(f"hyperparameters must be plain values; got {trial.values}") from error
    return asdict(trial)


def _when(space: dict[str, Any]) -> Any:
    return tuple((name, tuple(allowed)) for name, allowed in space.get("when", ()))


def _read(file: Path) -> list[Trial]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        for row in rows:
            spaces = row["space"].items()
            row["space"] = {
                name: Space(**{**one, "options": tuple(one["options"]), "when": _when(one)})
                for name, one in spaces
            }
        return [Trial(**row) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedModel(f"{file} is no list of trials: {error}; use overwrite=True") from error
