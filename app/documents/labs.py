"""Labs: the playground with an experiment that is ready, and a lens open that looks closely at it.

Each experiment is a document like any other; its title and description say what to do.  Labs of
circuits and of pictures are no such experiments, so they have pages of their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.experiment import Experiment

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Lab:
    """A lab: its name in addresses, the lens that it opens, and its experiment."""

    name: str
    lens: str  # as static/js/views/lenses/lenses.js calls it
    experiment: Mapping[str, Any]

    @property
    def document(self) -> Experiment:
        """The complete document."""
        return Experiment.model_validate(self.experiment)

    @property
    def title(self) -> str:
        """What the lab is called."""
        return self.document.title

    @property
    def description(self) -> str:
        """What to do in it."""
        return self.document.description


@dataclass(frozen=True)
class LabPage:
    """A lab with a page of its own: a board of circuits, or pictures."""

    name: str
    title: str
    description: str


@cache
def all_labs() -> Mapping[str, Lab | LabPage]:
    """Return all labs by their names, in the order in which people see them."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {row["name"]: Lab(**row) if "experiment" in row else LabPage(**row) for row in rows}


@cache
def labs() -> Mapping[str, Lab]:
    """Return the labs that are an experiment, by their names."""
    return {name: lab for name, lab in all_labs().items() if isinstance(lab, Lab)}
