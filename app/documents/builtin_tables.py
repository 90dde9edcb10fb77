"""Tables that experiments may name: those that ship with the engine, and how documents name
columns.

A network learns from a table's columns, standardised; features belong to the plane alone.  An
input's name in frames and views is its place: `c.0` is the first.  Left out: how columns become
inputs (encodings.py), where the values of uploaded tables come from (app/tabular, app/store) and
how rows are projected onto the plane (app/runs/network/plane.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar, cast

from pydantic import Field, StrictStr

from app.documents.field_errors import field_error
from app.documents.fields import NAMED
from app.limits.caps import MAX_COLUMNS, MAX_CSV_NAME
from engine.datasets.california_housing import FEATURES as DISTRICT
from engine.printable import printable

T = TypeVar("T", bound=Mapping[str, object])

COLUMN = r"^c\.\d{1,2}$"  # an input's name

Column = Annotated[StrictStr, Field(max_length=MAX_CSV_NAME), NAMED]
Columns = Annotated[tuple[Column, ...], Field(max_length=MAX_COLUMNS, fail_fast=True)]


@dataclass(frozen=True)
class BuiltIn:
    """A table that ships with the engine, or that the engine knows how to find."""

    label: str
    description: str
    problem: str
    columns: tuple[str, ...]
    classes: tuple[str, ...] = ()


TABLES: Final = {
    "iris": BuiltIn(
        "Iris",
        "150 flowers of three species, by four lengths.",
        "multiclass",
        ("sepal length", "sepal width", "petal length", "petal width"),
        ("setosa", "versicolor", "virginica"),
    ),
    "digits": BuiltIn(
        "Digits",
        "Handwritten digits, 8 × 8 pixels each.",
        "multiclass",
        tuple(f"pixel {row}.{column}" for row in range(8) for column in range(8)),
        tuple("0123456789"),
    ),
    "california_housing": BuiltIn(
        "Houses", "What a house costs, in districts of California.", "regression", DISTRICT
    ),
}


TARGETS: Final = {"california_housing": "MedHouseVal (100,000 $)"}  # of regressions


def offered(problem: str) -> list[str]:
    """Return the tables that pose a problem."""
    return [name for name, table in TABLES.items() if table.problem == problem]


def names(inputs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the inputs that columns become."""
    return tuple(f"c.{place}" for place in range(len(inputs)))


def printably_named(kept: T) -> T:
    """Return a stored table or column with printable names: older servers took any name."""
    entry: Mapping[str, Any] = kept
    result = {**entry, "name": printable(entry["name"])}
    if "classes" in entry:
        result["classes"] = [printable(name) for name in entry["classes"]]
    return cast(T, result)


def check_columns(
    columns: tuple[str, ...], known: tuple[str, ...] | None, targets: tuple[str, ...]
) -> None:
    """Refuse columns that are unknown, come twice, or are a target; and none at all."""
    if not columns:
        raise field_error("data.columns", "names of columns to learn from", list(columns))
    if len(set(columns)) < len(columns):
        raise field_error("data.columns", "different from each other", list(columns))
    for place, column in enumerate(columns):
        if known is not None and column not in known:
            raise field_error(f"data.columns.{place}", f"one of {', '.join(known)}", column)
        if column in targets:
            raise field_error(f"data.columns.{place}", "another column than the target", column)


def check_plane(plane: tuple[str, ...] | None, columns: tuple[str, ...]) -> None:
    """Refuse a plane that is not spanned by two of the columns."""
    if plane is not None and (len(set(plane)) != 2 or not set(plane) <= set(columns)):
        allowed = "null, or two different ones of data.columns with one input each"
        raise field_error("data.plane", allowed, list(plane))
