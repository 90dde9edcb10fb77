"""The catalog as plain data: its parts, which the page and clients are built on."""

from collections.abc import Mapping
from typing import Literal, TypedDict

from app.documents.features import FeaturePreview


class Choice(TypedDict):
    """A choice by its name in documents and its label for people."""

    name: str
    label: str


class FormulaChoice(Choice):
    """A choice that has a formula."""

    formula: str


class ActivationChoice(FormulaChoice):
    """An activation, its derivative and range, and what is to be known of it."""

    derivative: str
    range: str  # of its values
    note: str


class LossChoice(FormulaChoice):
    """A loss, and the problems that it fits."""

    problems: list[str]


class RuleChoice(LossChoice):
    """A rule of learning, and the values of the document that go with it, by their paths.

    It needs all of them but the learning rate, which is where it begins.
    """

    needs: Mapping[str, object]


class SettingChoice(Choice):
    """A number of an optimizer besides its rate; from 0 to `largest`."""

    symbol: str  # in formulas
    usual: float
    largest: float


class OptimizerChoice(FormulaChoice):
    """An optimizer, and the settings that it has besides its learning rate."""

    settings: list[SettingChoice]


class GeneratedData(Choice):
    """A data set that is generated; its preview has points `[x1, x2, label]`."""

    source: Literal["generator"]
    description: str
    problems: list[str]
    classes: bool  # whether a person chooses how many
    samples: int | None
    preview: list[list[float]]


class TableData(Choice):
    """A table that ships with the engine; its rows are not read for the catalog."""

    source: Literal["builtin"]
    description: str
    problems: list[str]
    classes: bool
    class_names: list[str]
    columns: list[str]
    samples: None
    preview: list[list[float]]
    missing: str  # what to do where its rows are not on this server; empty where they are


class PartChoice(Choice):
    """A part of the page that a document may hide or lock (docs/teaching.md)."""

    heading: str  # the parts under one stand together
    controls: list[str]  # by which `view.hide` names it
    lockable: bool
    free: str  # why it cannot be locked, empty if it can


class Choices(TypedDict):
    """What is the same on every server."""

    id_pattern: str
    class_colours: list[list[int]]  # red, green, blue
    version: str
    problems: list[Choice]
    datasets: list[GeneratedData | TableData]
    features: list[FeaturePreview]
    activations: list[ActivationChoice]
    losses: list[LossChoice]
    rules: list[RuleChoice]
    optimizers: list[OptimizerChoice]
    initializers: list[FormulaChoice]
    regularizers: list[FormulaChoice]
    output_activations: Mapping[str, Mapping[str, list[str]]]  # by problem and loss
    defaults: Mapping[str, Mapping[str, object]]  # a document for each problem
    live: list[str]  # paths that a run takes without a reset
    parts: list[PartChoice]


class Catalog(Choices):
    """All choices, and what a server allows."""

    listing: str
    frame_ancestors: list[str]
    limits: Mapping[str, int | float]
