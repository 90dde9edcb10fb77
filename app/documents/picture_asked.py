"""What clients ask about one picture: of the data, or drawn."""

from typing import Annotated, Self

from pydantic import Field, StrictStr, model_validator

from app.documents.field_errors import field_error
from app.documents.fields import Flag, Model, Whole

MOST_CHARACTERS = 4_096  # of base64: 28 × 28 bytes take 1,048


class PictureAsked(Model):
    """A picture by its number in the data, or the bytes of a drawing as base64."""

    id: Annotated[Whole, Field(ge=0)] | None = None
    pixels: Annotated[StrictStr, Field(max_length=MOST_CHARACTERS)] | None = None
    maps: Flag = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.id is None) == (self.pixels is None):
            allowed = "given, or pixels instead of it"
            raise field_error("id", allowed, None if self.id is None else "both")
        return self
