"""A table as plain data: its description for clients, and its columns for the store."""

from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict, final

from app.errors import FieldFault


class NumberFigures(TypedDict):
    """The figures of a column of numbers."""

    name: str
    kind: Literal["number"]
    missing: NotRequired[int]  # cells without a value; older servers took none
    min: float
    max: float
    mean: float
    std: float
    distinct: int


class ClassFigures(TypedDict):
    """The classes of a column, and how many rows each has."""

    name: str
    kind: Literal["classes"]
    missing: NotRequired[int]
    classes: list[str]
    counts: list[int]


class UnlearnableColumn(TypedDict):
    """A column that cannot be learned from, and why; its cells are not stored."""

    name: str
    kind: Literal["unlearnable"]
    missing: int
    why: str


class TableFacts(TypedDict):
    """The description of a table; one that an older server stored has no `breaks`."""

    columns: list[NumberFigures | ClassFigures | UnlearnableColumn]
    rows: int
    preview: list[list[str]]  # the first rows
    read_as: Mapping[str, str | bool | None]
    breaks: NotRequired[int]


class NumberColumn(TypedDict):
    """The values of a column of numbers; null where a cell is missing."""

    name: str
    kind: Literal["number"]
    values: list[float | None]


class ClassColumn(TypedDict):
    """The values of a column of classes: places in their list; null where a cell is missing."""

    name: str
    kind: Literal["classes"]
    classes: list[str]
    values: list[int | None]


TableColumn = NumberColumn | ClassColumn


@final
class ReadAnswer(TypedDict):
    """The first line of a reading process about a table."""

    about: TableFacts
    peak_bytes: int


@final
class RefusedAnswer(TypedDict):
    """The only line of a reading process about a table that is refused."""

    detail: str
    errors: list[FieldFault]
    peak_bytes: int
