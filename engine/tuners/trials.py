"""Trials: what was tried and what came of it, kept in a file that is whole after every trial."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import DamagedModel, InvalidValue
from engine.tuners.hyperparameters import Space, Values

COMPLETED, DIVERGED = "completed", "diverged"


@dataclass
class Trial:
    """One set of values, how long it was trained, and its figures epoch by epoch."""

    number: int
    values: Values
    space: dict[str, Space]
    epochs: int
    status: str = COMPLETED
    score: float | None = None  # the best epoch's; None where it diverged before its first end
    figures: dict[str, list[float]] = field(default_factory=dict)
    direction: str = ""  # of its objective: "min" or "max" is better
    asked_in_fit: list[str] = field(default_factory=list)  # by name; the others by ``build``

    def had(self, values: Values) -> bool:
        """Say whether values are those of this trial, as far as it asked for any.

        What ``fit`` was the first to ask for may be missing in them.
        """
        new = {name: self.values[name] for name in self.asked_in_fit}
        return self.values.items() <= {**new, **values}.items()

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

    def add(self, trial: Trial, save: Callable[[Path], object]) -> None:
        """Keep a trial, its weights first."""
        self.folder.mkdir(parents=True, exist_ok=True)
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


def _read(file: Path) -> list[Trial]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        for row in rows:
            spaces = row["space"].items()
            row["space"] = {
                name: Space(**{**one, "options": tuple(one["options"])}) for name, one in spaces
            }
        return [Trial(**row) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedModel(f"{file} is no list of trials: {error}; use overwrite=True") from error
