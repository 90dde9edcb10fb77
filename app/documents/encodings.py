"""How a column of a table becomes inputs of a network, where it is more than a number as it is.

A column of words becomes an input for each word ("one-hot"), or one input that counts the words in
an order.  Words that are not listed share an input, if the encoding has `other`.  Rows with a
missing cell are left out, or the cell is filled, or that it is missing is an input of its own.  A
document lists the words, so that it alone says how many inputs there are.  A column without an
encoding is as it was before there were any: numbers, or 0, 1, 2 … for words by their names.
"""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field, StrictStr

from app.documents.field_errors import field_error
from app.documents.fields import NAMED, Flag, Model, one_of
from app.limits.caps import MAX_COLUMNS, MAX_CSV_NAME, MAX_WORDS

LEAVE_OUT, TYPICAL, VALUE = "leave_out", "typical", "value"
MISSING: Final = {
    LEAVE_OUT: "rows without a value are left out",
    TYPICAL: "the mean of the training rows, or their most frequent word",
    VALUE: "that the cell is missing is an input of its own",
}

Name = Annotated[StrictStr, Field(max_length=MAX_CSV_NAME), NAMED]
Words = Annotated[tuple[Name, ...], Field(max_length=MAX_WORDS, fail_fast=True)]


class Encoding(Model):
    """How one column becomes inputs; without words it is a number as it is."""

    column: Name
    words: Words = ()
    ordered: Flag = False  # the words count 0, 1, 2 … as they are listed
    other: Flag = False  # one input more, for the words that are not listed
    missing: Annotated[str, one_of(MISSING)] = LEAVE_OUT

    @property
    def labels(self) -> Iterator[str]:
        """What its inputs are called, in their order."""
        if self.words and not self.ordered:
            yield from (f"{self.column} = {word}" for word in self.words)
        else:
            yield self.column
        if self.other:
            yield f"{self.column} = other"
        if self.missing == VALUE:
            yield f"{self.column} missing"


Encodings = Annotated[tuple[Encoding, ...], Field(max_length=MAX_COLUMNS, fail_fast=True)]


def labels_of(columns: tuple[str, ...], encodings: tuple[Encoding, ...]) -> tuple[str, ...]:
    """Return what the inputs are called that columns become."""
    known = {one.column: one for one in encodings}
    plain = (known.get(name) or Encoding.model_construct(column=name) for name in columns)
    return tuple(label for encoding in plain for label in encoding.labels)


def check_encodings(columns: tuple[str, ...], encodings: tuple[Encoding, ...]) -> None:
    """Refuse encodings of other columns, contradictions, and too many inputs in all."""
    seen: set[str] = set()
    for place, one in enumerate(encodings):
        path = f"data.encodings.{place}"
        if one.column not in columns or one.column in seen:
            raise field_error(f"{path}.column", "one of data.columns, and only once", one.column)
        if len(set(one.words)) < len(one.words):
            raise field_error(f"{path}.words", "different from each other", list(one.words))
        if one.other and (one.ordered or not one.words):
            raise field_error(f"{path}.other", "false unless each word has an input", True)
        if one.ordered and len(one.words) < 2:
            raise field_error(f"{path}.words", "at least 2 in their order", list(one.words))
        seen.add(one.column)
    if (count := len(labels_of(columns, encodings))) > MAX_COLUMNS:
        raise field_error("data.encodings", f"at most {MAX_COLUMNS} inputs in all", count)
