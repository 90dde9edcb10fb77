"""The experiment document: all that is needed to repeat an experiment, validated and complete.

`Experiment()` is the default.  What a document leaves out is filled in to suit its problem, so that
`model_dump(mode="json")` says everything.  A document is a value: `with_value` makes another. Left
out: what documents become (app/runs) and what is done to runs (app/documents/commands.py).
"""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, FailFast, Field, model_validator

from app.documents import choices, rules
from app.documents.branches import Branches, check_inputs, fitting
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
from app.documents.network_spec import OTHER_START, Network
from app.documents.optimizer import Optimizer
from app.documents.other_problem import forget_misfits
from app.limits.caps import (
    MAX_BATCH,
    MAX_EPOCH_COST,
    MAX_FEATURES,
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
# Paths that decide which inputs, and hidden layers, there are.
OTHER_INPUTS = ("features", "data", "problem", "network.hidden", "training.rule")


class Regularization(Model):
    """The penalty on large weights."""

    kind: Annotated[str, one_of(choices.REGULARIZERS)] = "none"
    rate: Annotated[Number, Field(ge=0, le=10)] = 0.0


class TrainingSpec(Model):
    """How the network learns."""

    rule: Annotated[
        str,
        one_of(choices.RULES),
        Field(exclude_if=lambda name: name == choices.GRADIENT),  # older documents keep their ids
    ] = choices.GRADIENT
    loss: Annotated[str, one_of(choices.LOSSES)] = "mse"
    optimizer: Optimizer = Optimizer()
    batch_size: Annotated[Whole, Field(ge=1, le=MAX_BATCH)] = 10
    regularization: Regularization = Regularization()
    seed: Seed = 1
    order_seed: Annotated[
        Seed | None,
        Field(
            description="of the order of examples; without, `seed` decides it too",
            exclude_if=lambda seed: seed is None,  # older documents keep their ids
        ),
    ] = None
    stop: Stop = Stop()

    @property
    def shuffle_seed(self) -> int:
        """The seed of the order of examples."""
        return self.seed if self.order_seed is None else self.order_seed


class Experiment(Document):
    """The whole document, version 1."""

    LIVE_PATHS = (
        "training.optimizer.learning_rate",
        "network.auxiliary.weight",
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
        rules.fill(natural, raw)
        filled = {part: _filled(raw.get(part, {}), natural[part]) for part in natural}
        return {**raw, **filled, "data": with_columns(filled["data"])}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problem, data = self.problem, self.data
        data.check(problem)
        rules.check(self)
        if self.training.loss not in (fit := choices.losses(problem, self.training.rule)):
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
        check_inputs(self.network, self.places)
        if self.parameters > MAX_WEIGHTS:
            raise field_error(
                "network.hidden", f"at most {MAX_WEIGHTS} weights in all", self.parameters
            )
        self.network.check_start(self.parameters)
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
    def learning(self) -> object:
        """All settings of training."""
        return self.training, self.network.auxiliary

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
    def places(self) -> dict[str, tuple[int, ...]]:
        """The places of the inputs that each feature, or column of a table, stands for."""
        if self.data.tabular:
            return self.data.places
        return {name: (place,) for place, name in enumerate(self.features)}

    @property
    def branches(self) -> Branches:
        """Which inputs take which path through the network."""
        return Branches.of(self.network, self.places)

    @property
    def outputs(self) -> int:
        """How many units the output layer has: a regression has one for each target."""
        return 1 if self.problem == "classification" else self.data.label_size(self.problem)

    @property
    def output_activation(self) -> str:
        """The output's activation, with `auto` decided."""
        if self.network.output_activation != "auto":
            return self.network.output_activation
        return choices.automatic_output(self.problem, self.training.loss)

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        hidden = [layer.units for layer in self.network.hidden]
        shapes = self.branches.shapes(hidden, self.outputs)
        return sum((inputs + 1) * units for inputs, units in shapes)

    @property
    def cost(self) -> int:
        """What an epoch costs, in multiplications."""
        return epoch_cost(self.parameters, self.data.training_rows, self.training.batch_size)

    def with_value(self, path: str, value: Any) -> Self:
        """Return this document with another value at a dotted path; ValidationError names it.

        A data set, loss or output activation that does not fit a new problem is replaced by its
        default; settings that a new optimizer lacks are left out.  A new rule takes what it needs
        with it.  Given weights go where they do not fit any more, or others are asked for; so do
        names of inputs that are not there any more.
        """
        given = self.network.parameters
        if given is None or path == "network" or path.startswith("network.parameters"):
            return self._with_value(path, value)
        changed = self._beginning(None)._with_value(path, value)
        is_other = path in OTHER_START or changed.training.rule != choices.GRADIENT
        return (
            changed if is_other or changed.parameters != len(given) else changed._beginning(given)
        )

    def _beginning(self, parameters: tuple[float, ...] | None) -> Self:
        return self.model_copy(update={"network": self.network.beginning(parameters)})

    def is_live(self, path: str) -> bool:
        """Say whether a run may take another value at a path without starting afresh."""
        is_there = self.network.auxiliary is not None or not path.startswith("network")
        return is_there and super().is_live(path)

    def _with_value(self, path: str, value: Any) -> Self:
        if not self.network.is_branched or not path.startswith(OTHER_INPUTS):
            return self._changed(path, value)
        stack = self.model_copy(update={"network": self.network.unbranched()})
        changed = stack._changed(path, value)
        paths = fitting(self.network, changed.network, changed.places)
        network = changed.network.model_dump(mode="json")
        return changed._changed("network", {**network, **paths})

    def _changed(self, path: str, value: Any) -> Self:
        if path == "training.rule":
            raw = self.model_dump(mode="json")
            rules.switch(raw, value)
            return type(self).model_validate(raw)
        if path == "training.optimizer.name":
            optimizer = self.training.optimizer.renamed(value)
            return super().with_value("training.optimizer", optimizer)
        if path != "problem":
            return super().with_value(path, value)
        raw = self.model_dump(mode="json")
        forget_misfits(raw, value)
        return type(self).model_validate({**raw, "problem": value})


def _filled(part: Any, natural: dict[str, Any]) -> Any:
    return {**natural, **part} if isinstance(part, Mapping) else part
