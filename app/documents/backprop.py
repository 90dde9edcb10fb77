"""The schema of what is asked of the microscope: one example, or the mini-batch that holds it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.documents.commands import Point
from app.documents.field_errors import field_error
from app.documents.fields import Flag, Model, Number, Whole
from app.limits.caps import MAX_CLASSES, MAX_CSV_ROWS, MAX_WEIGHTS

Target = Number | Annotated[list[Number], Field(max_length=MAX_CLASSES)]


class Backprop(Model):
    """An example whose step is worked out: a point with its target, or a row of the run's data."""

    point: Point | None = None
    target: Target | None = None  # of a point, a label; of a table's regression, standardised
    row: Annotated[Whole, Field(ge=0, lt=MAX_CSV_ROWS)] | None = None  # counts from 0
    of: Literal["train", "test"] = "train"  # the set that the row is of
    batch: Flag = False  # the mini-batch that holds the row, instead of the row alone
    parameter: Annotated[Whole, Field(ge=0, lt=MAX_WEIGHTS)] | None = None  # checked in any case

    @model_validator(mode="after")
    def _one_example(self) -> Self:
        if (self.point is None) == (self.row is None):
            allowed = "given, or row instead of it"
            raise field_error("point", allowed, None if self.point is None else "both")
        if self.point is None and self.target is not None:
            raise field_error("target", "left out: a row has its own", self.target)
        if self.point is not None:
            self._check_point()
        elif self.batch and self.of == "test":
            raise field_error("batch", "false: only rows for training are in a batch", self.batch)
        return self

    def _check_point(self) -> None:
        if self.target is None:
            raise field_error("target", "given with a point", None)
        if "of" in self.model_fields_set:
            raise field_error("of", "left out: a point is of no set", self.of)
        if self.batch:
            raise field_error("batch", "false: a point is in no batch; ask for a row", self.batch)
