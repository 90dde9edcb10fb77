"""What a lesson is made of besides text: labs, questions and counted claims.

Each stands in the text as a fenced block of JSON, named by what it is.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictStr, model_validator

from app.documents.document import Locked
from app.documents.experiment import Experiment
from app.documents.field_errors import field_error
from app.documents.fields import WRITTEN, Model, Number, Whole
from app.documents.page_parts import DATA, LEARNING, NETWORK, PAGE_PARTS
from app.limits.caps import MAX_EPOCHS

Name = Annotated[StrictStr, Field(max_length=40, pattern="^[a-z][a-z0-9-]*$")]
Words = Annotated[StrictStr, Field(min_length=1, max_length=600), WRITTEN]
Bound = Annotated[Number, Field(ge=-1e9, le=1e9)]

# What the link for pupils locks: the experiment itself, not how it is run and shown.
LOCKED = tuple(
    name
    for name, part in PAGE_PARTS.items()
    if part.lockable and part.heading in (DATA, NETWORK, LEARNING)
)


class Head(Model):
    """What a lesson is for, in a sentence, and how long it takes."""

    goal: Words
    minutes: Annotated[Whole, Field(ge=1, le=60)]


class Lab(Model):
    """An experiment in a prepared state, which stops after some epochs; a lens may be open."""

    name: Name
    caption: Words
    lens: Name | None = None  # as static/js/views/lenses/lenses.js calls it
    epochs: Annotated[Whole, Field(ge=1, le=MAX_EPOCHS)]
    free: Annotated[tuple[Locked, ...], Field(max_length=len(LOCKED))] = ()  # for pupils
    experiment: Experiment

    @property
    def document(self) -> Experiment:
        """The experiment, with its end."""
        return self.experiment.with_value("training.stop.max_epochs", self.epochs)

    @property
    def for_pupils(self) -> Experiment:
        """The experiment without its end, locked but for what is free to be changed."""
        locks = [name for name in LOCKED if name not in self.free]
        return self.experiment.with_value("view.lock", locks)


class Scale(Model):
    """The numbers among which an answer lies."""

    low: Bound
    high: Bound
    step: Annotated[Number, Field(gt=0, le=1e9)] = 1
    unit: Annotated[StrictStr, Field(max_length=40), WRITTEN] = ""


class Question(Model):
    """A question: with a lab it is a guess before the lab runs, without one a check.

    The answer is the number of the right option from 0, or a number of the scale; a guess that is
    off by no more than `tolerance` is right.
    """

    name: Name
    text: Words
    options: Annotated[tuple[Words, ...], Field(min_length=2, max_length=6)] | None = None
    scale: Scale | None = None
    answer: Bound
    tolerance: Annotated[Number, Field(ge=0, le=1e9)] = 0
    because: Words
    lab: Name | None = None

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if (self.options is None) == (self.scale is None):
            raise field_error("options", "given, or a scale instead of them", self.options)
        if self.options is not None and self.answer not in range(len(self.options)):
            allowed = f"the number of an option, from 0 to {len(self.options) - 1}"
            raise field_error("answer", allowed, self.answer)
        if self.scale and not self.scale.low <= self.answer <= self.scale.high:
            raise field_error("answer", "a number of the scale", self.answer)
        return self


class Claim(Model):
    """A sentence with a figure that was counted: of how many starts a loss comes below a bound.

    The starts have the seeds 1, 2, … for the initial weights.
    """

    text: Words
    experiment: Experiment
    starts: Annotated[Whole, Field(ge=1, le=128)]
    epochs: Annotated[Whole, Field(ge=1, le=10_000)]
    metric: Literal["loss", "test_loss"] = "test_loss"
    below: Annotated[Number, Field(gt=0)]
    count: Annotated[Whole, Field(ge=0, le=128)]


BLOCKS: dict[str, type[Lab | Question | Claim]] = {
    "lab": Lab,
    "question": Question,
    "claim": Claim,
}
