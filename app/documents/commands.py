"""Schemas of what clients send: commands to a run, queries of it, and views.

They are validated here, at the border, and trusted inside.  docs/protocol.md describes the wire.
"""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    StrictStr,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.documents.builtin_tables import COLUMN
from app.documents.experiment import Experiment
from app.documents.features import UnfitFormula, spelled
from app.documents.field_errors import field_error
from app.documents.fields import Flag, Model, Number, Whole, pairs
from app.documents.network_spec import Weight
from app.documents.run_kinds import AnyDocument
from app.limits.caps import (
    MAX_ASKED_ROWS,
    MAX_CLASSES,
    MAX_CSV_NAME,
    MAX_EPOCHS,
    MAX_FPS,
    MAX_PREDICT_ROWS,
    MAX_REST_RESOLUTION,
    MAX_SHOWN_TRIALS,
    MAX_STEPS,
    MAX_STREAM_RESOLUTION,
    MAX_THUMBNAILS,
    MAX_TRIALS,
)

__all__ = [
    "Boundary",
    "Change",
    "Command",
    "Experiment",
    "Inspect",
    "Keep",
    "Load",
    "Neuron",
    "Pause",
    "Predict",
    "Redo",
    "Reset",
    "Set",
    "SetBias",
    "SetWeight",
    "Start",
    "Step",
    "Threshold",
    "Undo",
    "View",
    "names_feature",
    "parse_command",
]

MIN_RESOLUTION = 10
LAYER = r"^h\d{1,2}$"
UNIT = r"^(h\d{1,2}\.\d{1,3}|(o|aux)\.\d{1,2})$"


def names_feature(neuron: object) -> bool:
    """Say whether a neuron's name is not that of a unit, so that it may be a formula."""
    return isinstance(neuron, str) and not re.fullmatch(f"output|{UNIT}|{COLUMN}", neuron)


def _neuron(value: object) -> object:
    if not isinstance(value, str) or not names_feature(value):
        return value  # that it is a text is said by its type
    try:
        return spelled(value)
    except UnfitFormula:
        allowed = "must be output, a unit such as h1.0 or o.2, a feature, or a column such as c.0"
        raise PydanticCustomError("choice", allowed) from None


NeuronName = Annotated[StrictStr, BeforeValidator(_neuron)]
Index = Annotated[Whole, Field(ge=0, le=MAX_PREDICT_ROWS)]
Epoch = Annotated[Whole, Field(ge=0, le=MAX_EPOCHS)]
Layer = Annotated[Whole, Field(ge=1, le=100)]
Trial = Annotated[Whole, Field(ge=0, lt=MAX_TRIALS)]
Weights = Literal["initial", "kept"]  # of the network that a change makes
Point = Annotated[list[Number], Field(min_length=2, max_length=2)]

SHOWN = "of a study, the trials whose maps are wanted; none named: the first"
PAIR = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
PAIRS = {"type": "array", "items": PAIR, "minItems": 1, "maxItems": MAX_PREDICT_ROWS}


class View(Model):
    """How one viewer looks at a run."""

    neuron: NeuronName = "output"
    resolution: Annotated[Whole, Field(ge=MIN_RESOLUTION, le=MAX_STREAM_RESOLUTION)] = 100
    thumbnails: Annotated[Whole, Field(ge=0, le=MAX_THUMBNAILS)] = 20
    fps: Annotated[Whole, Field(ge=1, le=MAX_FPS)] = 60
    trials: Annotated[
        tuple[Trial, ...],
        Field(max_length=MAX_SHOWN_TRIALS, fail_fast=True, description=SHOWN),
    ] = ()


class _Command(Model):
    number: Annotated[Whole, Field(ge=0, le=2**53)] | None = None  # the client's own, growing


class Start(_Command):
    """Train until something stops it."""

    type: Literal["start"]


class Pause(_Command):
    """Stop training where it stands."""

    type: Literal["pause"]


class Step(_Command):
    """Train so many units, then pause."""

    type: Literal["step"]
    unit: Literal["epoch", "batch", "sample"]
    count: Annotated[Whole, Field(ge=1, le=MAX_STEPS)] = 1


class Reset(_Command):
    """Start again from the same weights."""

    type: Literal["reset"]


class Change(_Command):
    """A change that can be undone; those of one group are undone together."""

    group: Annotated[Whole, Field(ge=0, le=2**53)] | None = None


class Set(Change):
    """Change one value of the document."""

    type: Literal["set"]
    path: Annotated[StrictStr, Field(max_length=100)]
    value: Any
    reset: Flag = False
    weights: Weights = "initial"


class Load(Change):
    """Replace the whole document."""

    type: Literal["load"]
    experiment: AnyDocument
    weights: Weights = "initial"


class SetWeight(Change):
    """Set one weight by hand; layers count from 1."""

    type: Literal["set_weight"]
    layer: Layer
    source: Annotated[Index, Field(alias="from")]
    to: Index
    value: Weight


class SetBias(Change):
    """Set one bias by hand; layers count from 1."""

    type: Literal["set_bias"]
    layer: Layer
    unit: Index
    value: Weight


class Seek(_Command):
    """Go to an epoch that was trained, or the newest kept one before it, and stay there."""

    type: Literal["seek"]
    epoch: Epoch


class Undo(_Command):
    """Go back to the state before the last change, or to the last one of a generation."""

    type: Literal["undo"]
    generation: Annotated[Whole, Field(ge=0, le=2**53)] | None = None


class Redo(_Command):
    """Go to the state from which the last change was undone."""

    type: Literal["redo"]


class Fork(_Command):
    """Make a new run from an epoch of this one, or without `epoch` from where it stands."""

    type: Literal["fork"]
    epoch: Epoch | None = None


class Keep(_Command):
    """Let the run go on without viewers, or not."""

    type: Literal["keep"]
    on: Flag = False


Command = Annotated[
    Start
    | Pause
    | Step
    | Reset
    | Set
    | Load
    | SetWeight
    | SetBias
    | Seek
    | Undo
    | Redo
    | Fork
    | Keep,
    Field(discriminator="type"),
]
_commands: TypeAdapter[Command] = TypeAdapter(Command)


def parse_command(raw: Any) -> Command:
    """Return the command that a client's JSON stands for; raise ValidationError if it is none."""
    return _commands.validate_python(raw)


Cell = Annotated[StrictStr, Field(max_length=MAX_CSV_NAME)] | Number | None
Row = Annotated[dict[Annotated[str, Field(max_length=MAX_CSV_NAME)], Cell], Field(max_length=100)]
Asked = Annotated[list[Row], Field(min_length=1, max_length=MAX_ASKED_ROWS, fail_fast=True)]


class Predict(Model):
    """What the network answers for points of the plane, or for rows by their columns' names."""

    inputs: Annotated[Any, pairs(MAX_PREDICT_ROWS), WithJsonSchema(PAIRS)] = None  # array [n, 2]
    rows: Asked | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.inputs is None) == (self.rows is None):
            allowed = "given, or rows of a table instead of them"
            raise field_error("inputs", allowed, None if self.inputs is None else "both")
        return self


class Inspect(Model):
    """One example's forward and backward pass through the network."""

    input: Point
    target: Number | Annotated[list[Number], Field(max_length=MAX_CLASSES)]


class Threshold(Model):
    """What a threshold on an output decides about the points for training or test."""

    threshold: Number | None = None  # the usual one
    output: Annotated[Whole, Field(ge=0, lt=MAX_CLASSES)] = 0
    of: Literal["train", "test"] = "test"


class Residuals(Model):
    """How far a regression's answers lie from the targets, for the points of a set."""

    output: Annotated[Whole, Field(ge=0, lt=MAX_CLASSES)] = 0
    of: Literal["train", "test"] = "train"


class Neuron(Model):
    """A hidden unit or an output, over the training points."""

    neuron: Annotated[StrictStr, Field(max_length=16, pattern=UNIT)]


class LayerSpace(Model):
    """A hidden layer, by default the last one."""

    layer: Annotated[StrictStr, Field(max_length=3, pattern=LAYER)] | None = None


class Boundary(Model):
    """A neuron's value over the plane."""

    resolution: Annotated[Whole, Field(ge=MIN_RESOLUTION, le=MAX_REST_RESOLUTION)] = 100
    neuron: NeuronName = "output"
