"""The experiment document: all that is needed to repeat an experiment, validated and complete.

`Experiment()` is the default.  What a document leaves out is filled in to suit its problem, so that
`model_dump(mode="json")` says everything.  A document is a value: `with_value` makes another. Left
out: what documents become (app/runs) and what is done to runs (app/documents/commands.py).
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, FailFast, Field, model_validator

from app.documents import choices
from app.documents.builtin_tables import names
from app.documents.cost import epoch_cost, steps_of
from app.documents.data_spec import DataSpec, Seed, with_columns
from app.documents.document import Document, Stop, ViewSettings
from app.documents.features import FeatureName
from app.documents.field_errors import field_error
from app.documents.fields import (
    Model,
    Number,
    Whole,
    one_of,
)
from app.limits.caps import (
    MAX_BATCH,
    MAX_EPOCH_COST,
    MAX_FEATURES,
    MAX_LAYERS,
    MAX_UNITS,
    MAX_WEIGHTS,
)


def _not_empty(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise field_error("features", "at least 1 feature", [])
    return names


Features = Annotated[
    tuple[FeatureName, ...],
    Field(max_length=MAX_FEATURES, json_schema_extra={"minItems": 1}),
    FailFast(),  # a hundred bad formulas need not all be read
    AfterValidator(_not_empty),  # not by Field, which would count only the good ones
]


SMALL_SAMPLES, SMALL_PARAMETERS = 1_000, 2_000


class HiddenSpec(Model):
    """A hidden layer."""

    units: Annotated[Whole, Field(ge=1, le=MAX_UNITS)]
    activation: Annotated[str, one_of(choices.HIDDEN_ACTIVATIONS)] = "tanh"


def _no_wide_part(value: object) -> object:
    if value is False:
        return value
    raise field_error("network.wide", "false: a wide part is not offered yet", value)


class Network(Model):
    """The layers between the features and the output, and how their weights begin."""

    hidden: Annotated[tuple[HiddenSpec, ...], Field(max_length=MAX_LAYERS, fail_fast=True)] = (
        HiddenSpec(units=4),
        HiddenSpec(units=2),
    )
    output_activation: Annotated[str, one_of(choices.OUTPUT_ACTIVATIONS)] = "auto"
    initializer: Annotated[str, one_of(choices.INITIALIZERS)] = "playground"
    wide: Annotated[Literal[False], BeforeValidator(_no_wide_part)] = False


class Optimizer(Model):
    """The rule that updates weights by their gradients."""

    name: Annotated[str, one_of(choices.OPTIMIZERS)] = "sgd"
    learning_rate: Annotated[Number, Field(gt=0, le=10)] = 0.03


class Regularization(Model):
    """The penalty on large weights."""

    kind: Annotated[str, one_of(choices.REGULARIZERS)] = "none"
    rate: Annotated[Number, Field(ge=0, le=10)] = 0.0


class TrainingSpec(Model):
    """How the network learns."""

    loss: Annotated[str, one_of(choices.LOSSES)] = "mse"
    optimizer: Optimizer = Optimizer()
    batch_size: Annotated[Whole, Field(ge=1, le=MAX_BATCH)] = 10
    regularization: Regularization = Regularization()
    seed: Seed = 1
    stop: Stop = Stop()


class Experiment(Document):
    """The whole document, version 1."""

    LIVE_PATHS = (
        "training.optimizer.learning_rate",
        "training.regularization",
        "training.batch_size",
        "training.stop",
        "view.speed",
        "view.discretize",
        "view.show_test",
        "view.hide",
        *Document.LIVE_PATHS,
    )

    problem: Annotated[str, one_of(choices.PROBLEMS)] = "classification"
    data: DataSpec = DataSpec()
    features: Features = ("x1", "x2")
    network: Network = Network()
    training: TrainingSpec = TrainingSpec()
    view: ViewSettings = ViewSettings()

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, raw: Any) -> Any:
        """Fill in what depends on the problem."""
        if not isinstance(raw, Mapping):
            return raw
        name = raw.get("problem", "classification")
        problem = choices.PROBLEMS.get(name if isinstance(name, str) else "")
        if problem is None:
            return raw
        natural: dict[str, dict[str, Any]] = {
            "data": {"name": problem.data, "samples": problem.samples},
            "training": {"loss": problem.loss},
        }
        filled = {part: _filled(raw.get(part, {}), natural[part]) for part in natural}
        return {**raw, **filled, "data": with_columns(filled["data"])}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problem, data = self.problem, self.data
        data.check(problem)
        if self.training.loss not in (fit := choices.losses(problem)):
            raise field_error(
                "training.loss", f"one of {', '.join(fit)} for {problem}", self.training.loss
            )
        self._check_network()
        return self

    def _check_network(self) -> None:
        fit = choices.output_activations(self.problem, self.training.loss)
        if (name := self.network.output_activation) not in fit:
            why = f"one of {', '.join(fit)} for {self.problem} with {self.training.loss}"
            raise field_error("network.output_activation", why, name)
        if len(set(self.features)) < len(self.features):
            raise field_error("features", "different from each other", list(self.features))
        if self.parameters > MAX_WEIGHTS:
            raise field_error(
                "network.hidden", f"at most {MAX_WEIGHTS} weights in all", self.parameters
            )
        if self.cost > MAX_EPOCH_COST:
            raise field_error(self._dear(), self._cheaper(), self.cost)

    def _dear(self) -> str:
        """Return the path that makes an epoch costly: the batch size, if a larger one would do."""
        least = epoch_cost(self.parameters, self.data.training_rows, MAX_BATCH)
        return "training.batch_size" if least <= MAX_EPOCH_COST else "network.hidden"

    def _cheaper(self) -> str:
        """Return in words what would cost less."""
        rows = self.data.training_rows
        steps = steps_of(rows, self.training.batch_size)
        return (
            f"cheaper to train: {self.parameters} weights, {rows} rows and {steps} steps an epoch "
            f"may cost {MAX_EPOCH_COST} multiplications; take fewer units, fewer data.samples, or "
            "a larger training.batch_size"
        )

    @property
    def run_kind(self) -> str:
        """Its points are those of a plane, or the rows of a table."""
        return "table" if self.data.tabular else "plane"

    @property
    def settings(self) -> ViewSettings:
        """How the run is shown, and how fast it goes."""
        return self.view

    @property
    def is_small(self) -> bool:
        """Whether its run is described in a few kilobytes."""
        return self.data.samples <= SMALL_SAMPLES and self.parameters <= SMALL_PARAMETERS

    @property
    def learning(self) -> TrainingSpec:
        """All settings of training."""
        return self.training

    @property
    def stop_rules(self) -> Stop:
        """When training ends by itself."""
        return self.training.stop

    @property
    def uploaded_table(self) -> str | None:
        """The id of the uploaded table that it names, if it names one."""
        return self.data.dataset_id if self.data.source == "upload" else None

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the network's inputs are called: features, or the columns of a table."""
        return names(self.data.inputs) if self.data.tabular else self.features

    @property
    def outputs(self) -> int:
        """How many units the output layer has."""
        return self.data.classes if self.problem in ("multiclass", "multilabel") else 1

    @property
    def output_activation(self) -> str:
        """The output's activation, with `auto` decided."""
        if self.network.output_activation != "auto":
            return self.network.output_activation
        return choices.automatic_output(self.problem, self.training.loss)

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        sizes = [len(self.inputs), *(layer.units for layer in self.network.hidden), self.outputs]
        return sum((size + 1) * units for size, units in pairwise(sizes))

    @property
    def cost(self) -> int:
        """What an epoch costs, in multiplications."""
        return epoch_cost(self.parameters, self.data.training_rows, self.training.batch_size)

    def with_value(self, path: str, value: Any) -> Self:
        """Return this document with another value at a dotted path; ValidationError names it.

        A data set, loss or output activation that does not fit a new problem is replaced by its
        default.
        """
        if path != "problem":
            return super().with_value(path, value)
        raw = self.model_dump(mode="json")
        _forget_misfits(raw, value)
        return type(self).model_validate({**raw, "problem": value})


def _filled(part: Any, natural: dict[str, Any]) -> Any:
    return {**natural, **part} if isinstance(part, Mapping) else part


def _forget_misfits(raw: dict[str, Any], problem: Any) -> None:
    """Remove defaults of the old problem, and values that do not fit the new one."""
    if not isinstance(problem, str) or problem not in choices.PROBLEMS:
        return
    data, training, old = raw["data"], raw["training"], choices.PROBLEMS[raw["problem"]]
    if data["samples"] == old.samples:
        del data["samples"]
    if data["name"] not in choices.data_sets(problem):
        del data["name"]
    if training["loss"] == old.loss or training["loss"] not in choices.losses(problem):
        del training["loss"]
    loss = training.get("loss", choices.PROBLEMS[problem].loss)
    if raw["network"]["output_activation"] not in choices.output_activations(problem, loss):
        del raw["network"]["output_activation"]
