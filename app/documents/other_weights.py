"""The schemas of what is asked about other weights than a run has."""

from typing import Annotated, Self

from pydantic import Field, StrictStr, model_validator

from app.documents.commands import MIN_RESOLUTION
from app.documents.field_errors import field_error
from app.documents.fields import Model, Number, Whole
from app.limits.caps import MAX_ASKED_WEIGHTS, MAX_STREAM_RESOLUTION, MAX_WEIGHTS

Place = Annotated[Whole, Field(ge=0, lt=MAX_WEIGHTS)]  # of a weight or bias among all of them


class LandscapeQuery(Model):
    """The loss over a plane of weights: the path's own, or that of two weights."""

    weights: Annotated[list[Place], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.weights is not None and self.weights[0] == self.weights[1]:
            raise field_error("weights", "two different places", self.weights)
        return self


class Beside(Model):
    """Another run, or an earlier generation of the same one."""

    run: Annotated[StrictStr, Field(max_length=100)]
    generation: Annotated[Whole, Field(ge=0, le=2**53)] | None = None  # None: as it is now


class LandscapeAsked(LandscapeQuery):
    """The same, with the path of another run in it where one is named."""

    beside: Beside | None = None


class WhatIf(Model):
    """Weights and biases that the network does not have, in the order of its topology."""

    parameters: Annotated[list[Number], Field(min_length=1, max_length=MAX_ASKED_WEIGHTS)]
    resolution: Annotated[Whole, Field(ge=MIN_RESOLUTION, le=MAX_STREAM_RESOLUTION)] = 40
