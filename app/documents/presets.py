"""Presets: experiments worth a look, with the reason why each works or fails.

Each is a document like any other.  Its description says what to look at and what to change; the
other fields say the same in figures, and tests check them over ten seeds.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.experiment import Experiment

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Change:
    """What a description says to change, and how many epochs later what has come of it."""

    epochs: int
    bound: float  # the test loss lies under it where the preset fails, over it where it works
    commands: tuple[dict[str, Any], ...] = ()
    button: str = ""  # in place of commands: the label of a remedy that the diagnosis offers


@dataclass(frozen=True)
class Preset:
    """A document, whether it is about success, and what its test loss comes to."""

    works: bool
    epochs: int
    bound: float  # the test loss lies under it where it works, over it where it fails
    experiment: dict[str, Any]
    tags: tuple[str, ...]  # what it is about, in the words that people search for
    finding: str = ""  # the code of what the diagnosis then finds
    change: Change | None = None

    @property
    def document(self) -> Experiment:
        """The complete document."""
        return Experiment.model_validate(self.experiment)


@cache
def presets() -> tuple[Preset, ...]:
    """Return all of them, in the order in which the gallery shows them."""
    return tuple(map(_preset, json.loads(FILE.read_text(encoding="utf-8"))))


def _preset(row: dict[str, Any]) -> Preset:
    change = Change(**row["change"]) if "change" in row else None
    return Preset(**row | {"tags": tuple(row["tags"]), "change": change})
