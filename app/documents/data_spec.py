"""The part of an experiment that says where its points come from, checked and complete."""

from collections.abc import Mapping
from operator import not_
from typing import Annotated, Any

from pydantic import Discriminator, Field, StrictStr, Tag

from app.documents import choices
from app.documents.builtin_tables import (
    TABLES,
    Column,
    Columns,
    check_columns,
    check_plane,
    offered,
)
from app.documents.encodings import Encoding, Encodings, check_encodings, labels_of
from app.documents.field_errors import field_error
from app.documents.fields import Model, Number, Whole, one_of
from app.documents.points import Points, check_labels, target_count
from app.limits.caps import MAX_CLASSES, MAX_SAMPLES, MAX_SEED, MAX_TARGETS, MIN_SAMPLES
from engine.datasets.generators import GENERATORS

Seed = Annotated[Whole, Field(ge=0, le=MAX_SEED)]
Plane = Annotated[tuple[Column, ...], Field(max_length=2, fail_fast=True)]
Targets = Annotated[tuple[Column, ...], Field(min_length=2, max_length=MAX_TARGETS, fail_fast=True)]
Target = Annotated[
    Annotated[Column, Tag("tagged-name")] | Annotated[Targets, Tag("tagged-names")],
    Discriminator(lambda given: f"tagged-name{'s' * isinstance(given, list | tuple)}"),
]


class DataSpec(Model):
    """Where the points come from."""

    source: Annotated[str, one_of(choices.SOURCES)] = "generator"
    name: Annotated[str, one_of((*GENERATORS, *TABLES))] = "circle"
    samples: Annotated[Whole, Field(ge=MIN_SAMPLES, le=MAX_SAMPLES)] = 500
    noise: Annotated[Number, Field(ge=0, le=0.5)] = 0.0
    train_ratio: Annotated[Number, Field(ge=0.1, le=0.9)] = 0.5
    seed: Seed = 1
    classes: Annotated[Whole, Field(ge=2, le=MAX_CLASSES)] = 3
    points: Points | None = None
    dataset_id: Annotated[StrictStr, Field(max_length=64)] | None = None
    columns: Columns = ()  # of a table, to learn from
    target: Target | None = None  # of a regression, one column or several
    plane: Plane | None = None  # None: components
    encodings: Annotated[Encodings, Field(exclude_if=not_)] = ()  # older documents keep their ids

    @property
    def tabular(self) -> bool:
        """Whether the rows of a table are learnt from, as they are."""
        return self.source in ("builtin", "upload")

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the inputs are called that a table's columns become, in their order."""
        return labels_of(self.columns, self.encodings)

    @property
    def places(self) -> dict[str, tuple[int, ...]]:
        """The places of the inputs that each column becomes."""
        known = {one.column: one for one in self.encodings}
        found: dict[str, tuple[int, ...]] = {}
        at = 0
        for name in self.columns:
            encoding = known.get(name) or Encoding.model_construct(column=name)
            count = len(list(encoding.labels))
            found[name] = tuple(range(at, at + count))
            at += count
        return found

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns of an uploaded table that are learned."""
        given = () if self.target is None else self.target
        return (given,) if isinstance(given, str) else given

    def label_size(self, problem: str) -> int:
        """Return how many classes a label may name, or how many targets a regression has."""
        if problem != "regression":
            return self.classes
        if self.source == "points":
            return target_count(self.points)
        return len(self.targets) if self.source == "upload" else 1

    def encoding_of(self, column: str) -> Encoding:
        """Return how a column becomes inputs."""
        known = (one for one in self.encodings if one.column == column)
        return next(known, Encoding.model_construct(column=column))

    @property
    def training_rows(self) -> int:
        """How many rows are trained on at most: a table may have fewer."""
        there = len(self.points or ()) if self.source == "points" else self.samples
        return max(1, int(there * self.train_ratio))

    def check(self, problem: str) -> None:
        """Refuse what does not fit together, or to the problem."""
        fit = choices.data_sets(problem) if self.source == "generator" else offered(problem)
        if self.source in ("generator", "builtin") and self.name not in fit:
            raise field_error(
                "data.name", f"one of {', '.join(fit) or 'none'} for {problem}", self.name
            )
        if self.source == "points":
            check_labels(problem, self.points, self.label_size(problem))
        if self.source == "upload":
            if problem == "multilabel":
                raise field_error(
                    "problem", "another than multilabel for an uploaded table", problem
                )
            if self.dataset_id is None or self.target is None:
                missing = "dataset_id" if self.dataset_id is None else "target"
                raise field_error(f"data.{missing}", "given when data.source is upload", None)
            self._check_targets(problem)
        if self.tabular:
            known = TABLES[self.name].columns if self.source == "builtin" else None
            check_columns(self.columns, known, self.targets)
            check_encodings(self.columns, self.encodings)
            if known and any(one.words for one in self.encodings):
                words = [one.column for one in self.encodings if one.words]
                raise field_error("data.encodings", "without words: the cells are numbers", words)
            several = {one.column for one in self.encodings if one.words and not one.ordered}
            check_plane(self.plane, tuple(name for name in self.columns if name not in several))

    def _check_targets(self, problem: str) -> None:
        if len(self.targets) > 1 and problem != "regression":
            allowed = f"the name of one column for {problem}; a regression may have several"
            raise field_error("data.target", allowed, list(self.targets))
        if len(set(self.targets)) < len(self.targets):
            raise field_error("data.target", "different from each other", list(self.targets))


def with_columns(data: Any) -> Any:
    """Fill in which columns and classes a table that ships with the engine has."""
    if not isinstance(data, Mapping) or data.get("source") != "builtin":
        return data
    table = TABLES.get(data["name"]) if isinstance(data.get("name"), str) else None
    if table is None:
        return data
    classes = {"classes": len(table.classes)} if table.classes else {}
    return {**data, "columns": data.get("columns") or table.columns, **classes}
