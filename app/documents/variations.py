"""What a study varies: a list of settings, seeds, a grid of one or two axes, or what it searches.

A variation says how many trials there are and, for each, which values of the base it changes, by
their paths.  study.py makes documents of them.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Discriminator, Field, Tag, model_validator

from app.documents.field_errors import field_error
from app.documents.fields import Flag, Model, Number, Path, Whole
from app.documents.search import Search
from app.limits.caps import MAX_AXIS, MAX_CELL_SEEDS, MAX_SEED, MAX_STARTS, MAX_VARIANTS

Changes = dict[str, Any]  # values by their paths
Read = Callable[[str], Any]  # returns the base's value at a path; None: it has none
Source = Literal["weights", "order", "data"]

WEIGHTS, ORDER, DATA = "training.seed", "training.order_seed", "data.seed"  # seeds, by their paths


class Variants(Model):
    """Some settings, in lock step; each changes values of the base, or none."""

    kind: Literal["list"]
    variants: Annotated[
        tuple[Annotated[dict[Path, Any], Field(max_length=16)], ...],
        Field(min_length=2, max_length=MAX_VARIANTS, fail_fast=True),
    ]

    @property
    def trials(self) -> int:
        """How many there are."""
        return len(self.variants)

    @property
    def paths(self) -> tuple[str, ...]:
        """The settings that differ."""
        return tuple(dict.fromkeys(path for changes in self.variants for path in changes))

    def changes(self, trial: int, read: Read) -> Changes:
        """Return what a trial changes."""
        return self.variants[trial]


class Seeds(Model):
    """Trials that differ in what chance decides: the weights, the examples' order, the data."""

    kind: Literal["seeds"]
    count: Annotated[Whole, Field(ge=2, le=MAX_STARTS)]
    of: Annotated[tuple[Source, ...], Field(min_length=1, max_length=3, fail_fast=True)] = (
        "weights",
        "order",
    )

    @property
    def trials(self) -> int:
        """How many there are."""
        return self.count

    @property
    def paths(self) -> tuple[str, ...]:
        """The settings that differ."""
        order = () if "order" not in self.of or "weights" in self.of else (ORDER,)
        return ((WEIGHTS,) * ("weights" in self.of)) + order + (DATA,) * ("data" in self.of)

    def changes(self, trial: int, read: Read) -> Changes:
        """Return what a trial changes: the base's seeds, counted up."""
        weights, order = read(WEIGHTS), read(ORDER)
        changes: Changes = {}
        if "weights" in self.of:
            changes[WEIGHTS] = seed_after(weights, trial)
        if "data" in self.of:
            changes[DATA] = seed_after(read(DATA), trial)
        if self.of != ("data",) and not (order is None and set(self.of) >= {"weights", "order"}):
            own = weights if order is None else order  # else training.seed decides both
            changes[ORDER] = seed_after(own, trial) if "order" in self.of else own
        return changes


class Axis(Model):
    """Values of one setting: given, or from one number to another in equal steps or factors."""

    path: Path
    values: Annotated[
        tuple[Any, ...] | None, Field(min_length=1, max_length=MAX_AXIS, fail_fast=True)
    ] = None
    start: Annotated[Number | None, Field(alias="from")] = None
    to: Number | None = None
    steps: Annotated[Whole, Field(ge=2, le=MAX_AXIS)] | None = None
    log: Flag = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        span = self.start, self.to, self.steps
        if self.values is not None:
            if span != (None, None, None) or self.log:
                raise field_error("", "values, or from, to and steps, not both", "both")
        elif None in span:
            raise field_error("", "values, or from, to and steps", self.model_dump(by_alias=True))
        elif self.log and not (self.start > 0 and self.to > 0):  # type: ignore[operator]
            raise field_error("", "above 0 at both ends where log is true", [self.start, self.to])
        return self

    def along(self, base: Any) -> tuple[Any, ...]:
        """Return the values that are given, or else those of the steps, rounded: each once."""
        if self.values is not None:
            return self.values
        assert self.start is not None
        assert self.to is not None
        assert self.steps is not None
        between = np.geomspace if self.log else np.linspace
        found = between(self.start, self.to, self.steps).tolist()
        if isinstance(base, int) and not isinstance(base, bool):
            return tuple(dict.fromkeys(map(round, found)))
        return tuple(dict.fromkeys(float(f"{value:.6g}") for value in found))


class Grid(Model):
    """All combinations of the values of one or two settings, with some seeds each."""

    kind: Literal["grid"]
    axes: Annotated[tuple[Axis, ...], Field(min_length=1, max_length=2, fail_fast=True)]
    seeds: Annotated[Whole, Field(ge=1, le=MAX_CELL_SEEDS)] = 1

    @property
    def paths(self) -> tuple[str, ...]:
        """The settings that differ."""
        return (*(axis.path for axis in self.axes), *((WEIGHTS,) * (self.seeds > 1)))

    def changes(self, trial: int, along: Sequence[Sequence[Any]], read: Read) -> Changes:
        """Return what a trial changes, given the axes' values: the second axis runs faster."""
        cell, seed = divmod(trial, self.seeds)
        changes: Changes = {}
        for axis, values in zip(reversed(self.axes), reversed(along), strict=True):
            cell, at = divmod(cell, len(values))
            changes[axis.path] = values[at]
        if self.seeds > 1:
            changes[WEIGHTS] = seed_after(read(WEIGHTS), seed)
        return changes


def seed_after(seed: int, steps: int) -> int:
    """Return the seed so many steps after one; 0 follows the largest."""
    return (seed + steps) % (MAX_SEED + 1)


def _kind(value: Any) -> str:
    found = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"tagged-{found}"


Variation = Variants | Seeds | Grid

# The tags begin as those of pydantic's own that field_errors.py leaves out of a path.
Vary = Annotated[
    Annotated[Variants, Tag("tagged-list")]
    | Annotated[Seeds, Tag("tagged-seeds")]
    | Annotated[Grid, Tag("tagged-grid")]
    | Annotated[Search, Tag("tagged-search")],
    Discriminator(
        _kind,
        custom_error_type="choice",
        custom_error_message="must be an object whose kind is list, seeds, grid or search",
    ),
]
