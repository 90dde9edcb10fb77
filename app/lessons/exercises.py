"""Known exercises, those of Google's Machine Learning Crash Course, each in its prepared state.

Tasks are told in our own words.  What a key says was counted on the engine, and tests count it
again.
"""

import json
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from app.documents.experiment import Experiment
from app.documents.fields import Model
from app.lessons.lesson_parts import Bound, Claim, Name, Words

FILE = Path(__file__).with_suffix(".json")


class ByHand(Model):
    """Weights and bias that somebody sets, and what they come to without any training."""

    weights: tuple[Bound, ...]
    bias: Bound = 0
    test_loss: Annotated[Bound, Field(ge=0)]  # three digits


class Exercise(Model):
    """An exercise: what to do, where it begins, and its key."""

    name: Name
    title: Words
    task: Words
    experiment: Experiment
    key: Words
    by_hand: ByHand | None = None
    claims: tuple[Claim, ...] = ()


@cache
def exercises() -> tuple[Exercise, ...]:
    """Return all exercises in their order."""
    read = TypeAdapter(tuple[Exercise, ...])
    return read.validate_python(json.loads(FILE.read_text(encoding="utf-8")))
