"""Presets: experiments worth a look, with the reason why each works or fails.

Each is a document like any other.  Its description says what to look at, and a test checks its
claim: after ``epochs`` the test loss lies under or over ``bound``.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.experiment import Experiment

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Preset:
    """A document, whether it is about success, and what its test loss comes to."""

    works: bool
    epochs: int
    bound: float  # the test loss lies under it where it works, over it where it fails
    experiment: dict[str, Any]
    tags: tuple[str, ...]  # what it is about, in the words that people search for

    @property
    def document(self) -> Experiment:
        """The complete document."""
        return Experiment.model_validate(self.experiment)


@cache
def presets() -> tuple[Preset, ...]:
    """Return all of them, in the order in which the gallery shows them."""
    return tuple(
        Preset(**row | {"tags": tuple(row["tags"])})
        for row in json.loads(FILE.read_text(encoding="utf-8"))
    )
