"""The part of an experiment that says what its network is, and how its weights begin."""

import json
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Discriminator, Field, StrictStr, Tag, model_validator

from app.documents import choices
from app.documents.field_errors import field_error
from app.documents.fields import Flag, Model, Number, Whole, one_of
from app.limits.caps import (
    MAX_COLUMNS,
    MAX_CSV_NAME,
    MAX_FORMULA_CHARACTERS,
    MAX_GIVEN_WEIGHTS,
    MAX_LAYERS,
    MAX_UNITS,
)

LARGEST_WEIGHT = 1e6  # that may be given: far beyond use, far from overflow
SINGLE, DOUBLE = "float32", "float64"
OTHER_START: Final = ("training.seed", "network.initializer")  # paths that ask for other weights
LONGEST_INPUT = max(MAX_CSV_NAME, MAX_FORMULA_CHARACTERS)
AUXILIARY_WEIGHT = 0.1
PLAIN: Final = {"wide": False, "deep": None, "auxiliary": None}  # of layers in a row

Weight = Annotated[Number, Field(ge=-LARGEST_WEIGHT, le=LARGEST_WEIGHT)]
GivenWeights = Annotated[tuple[Weight, ...], Field(max_length=MAX_GIVEN_WEIGHTS, fail_fast=True)]
InputNames = Annotated[
    tuple[Annotated[StrictStr, Field(max_length=LONGEST_INPUT)], ...],
    Field(max_length=MAX_COLUMNS, fail_fast=True),
]
Wide = Annotated[
    Annotated[Flag, Tag("tagged-flag")] | Annotated[InputNames, Tag("tagged-names")],
    Discriminator(lambda given: f"tagged-{'names' if isinstance(given, list | tuple) else 'flag'}"),
]


class HiddenSpec(Model):
    """A hidden layer."""

    units: Annotated[Whole, Field(ge=1, le=MAX_UNITS)]
    activation: Annotated[str, one_of(choices.HIDDEN_ACTIVATIONS)] = "tanh"


class AuxiliarySpec(Model):
    """An output of the deep path alone: how much its loss counts, of the 1 that both count."""

    weight: Annotated[Number, Field(ge=0, le=1)] = AUXILIARY_WEIGHT


def _names(otherwise: str, *others: object) -> BeforeValidator:
    """Return the check of some inputs' names, or of what may stand instead."""

    def check(value: object) -> object:
        if any(value is other for other in others):
            return value
        names = value if isinstance(value, list | tuple) else ()
        texts = all(isinstance(one, str) for one in names)
        if not names or not texts or len(set(names)) < len(names):
            allowed = f"{otherwise}, or a list of names of inputs: at least 1, and each once"
            raise field_error("", allowed, value)
        return value

    return BeforeValidator(check)


class Network(Model):
    """The layers between the features and the output, and how their weights begin.

    `parameters` are the weights and biases to begin with, in the topology's order, instead of those
    that the initializer draws.  `wide` names inputs that the output gets besides the last hidden
    layer (true: all), `deep` those that the hidden layers get (null: all).  Documents without
    these, or of single precision, keep their ids.
    """

    hidden: Annotated[tuple[HiddenSpec, ...], Field(max_length=MAX_LAYERS, fail_fast=True)] = (
        HiddenSpec(units=4),
        HiddenSpec(units=2),
    )
    output_activation: Annotated[str, one_of(choices.OUTPUT_ACTIVATIONS)] = "auto"
    initializer: Annotated[str, one_of(choices.INITIALIZERS)] = "playground"
    parameters: Annotated[GivenWeights | None, Field(exclude_if=lambda given: given is None)] = None
    dtype: Annotated[
        str, one_of((SINGLE, DOUBLE)), Field(exclude_if=lambda name: name == SINGLE)
    ] = SINGLE
    wide: Annotated[Wide, _names("true, false", True, False)] = False
    deep: Annotated[
        InputNames | None, Field(exclude_if=lambda names: names is None), _names("null", None)
    ] = None
    auxiliary: Annotated[AuxiliarySpec | None, Field(exclude_if=lambda one: one is None)] = None

    @model_validator(mode="after")
    def _has_something_to_pass(self) -> Self:
        """Refuse paths past and through hidden layers where there are none."""
        if not self.hidden:
            for path, value in self.branching().items():
                allowed = f"{json.dumps(PLAIN[path])} for a network without hidden layers"
                raise field_error(f"network.{path}", allowed, value)
        return self

    @property
    def is_branched(self) -> bool:
        """Whether inputs go past the hidden layers, or not all through them, or an output does."""
        return self.wide is not False or self.deep is not None or self.auxiliary is not None

    def branching(self) -> dict[str, Any]:
        """Return what makes it another network than layers in a row."""
        paths = self.model_dump(mode="json", include=set(PLAIN))
        return {path: value for path, value in paths.items() if value != PLAIN[path]}

    def check_start(self, weights: int) -> None:
        """Refuse given weights that are not as many as the network has, and a large float64."""
        if self.parameters is not None and len(self.parameters) != weights:
            allowed = f"null, or {weights} numbers: all weights and biases in the topology's order"
            raise field_error("network.parameters", allowed, len(self.parameters))
        if self.dtype == DOUBLE and weights > MAX_GIVEN_WEIGHTS:
            allowed = f"{SINGLE} for a network of more than {MAX_GIVEN_WEIGHTS} weights"
            raise field_error("network.dtype", allowed, self.dtype)

    def beginning(self, parameters: tuple[float, ...] | None) -> "Network":
        """Return the same network with these weights to begin with, which are checked already."""
        return self.model_copy(update={"parameters": parameters})

    def unbranched(self) -> "Network":
        """Return the same layers in a row: all inputs go through them, and none past."""
        return self.model_copy(update=PLAIN)
