"""The plan of a network for viewers: names of neurons, places of weights, what a map shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from app.documents.branches import Branches
from app.documents.builtin_tables import TABLES
from app.documents.choices import PERCEPTRON
from app.documents.commands import SetBias, SetWeight
from app.documents.experiment import Experiment
from app.errors import check_range
from app.runs.network.table_rows import class_names
from engine.features import axes, feature_of

OUTPUT = "output"  # the view of all outputs at once
OUT, AUXILIARY = "o", "aux"  # names of layers


@dataclass(frozen=True)
class Layer:
    """A dense layer; `kernel` and `bias` are offsets into the flat parameters."""

    name: str
    units: int
    activation: str
    inputs: int
    kernel: int
    bias: int


class TargetScale(TypedDict):
    """What the network's numbers are in a target's own units: output · deviation + mean."""

    name: str
    mean: float
    deviation: float


class TopologyFields(TypedDict):
    """A topology in the form of a snapshot message."""

    inputs: list[str]
    labels: list[str]
    layers: list[Mapping[str, object]]  # the fields of each Layer; "sources" where paths part
    neurons: list[str]
    channels: int
    range: list[float]
    parameters: int
    line: str | None
    classes: list[str]
    targets: NotRequired[list[TargetScale]]  # of a regression with several
    auxiliary: NotRequired[Mapping[str, object]]  # the layer of an auxiliary output


@dataclass(frozen=True)
class Topology:
    """Inputs and layers in the order in which all tensors of a frame hold them."""

    inputs: tuple[str, ...]
    labels: tuple[str, ...]  # of the inputs
    layers: tuple[Layer, ...]
    range: tuple[float, float]  # the outputs that the bytes 0 and 255 stand for
    line: str | None
    classes: tuple[str, ...]
    channels: int  # of the view of all outputs: of a regression it shows the first target alone
    branches: Branches  # of the inputs
    auxiliary: Layer | None = None  # the output of the deep path alone
    contest: bool = False  # of unbounded outputs: the highest is the answer

    @property
    def is_branched(self) -> bool:
        """Whether inputs take more than one path, or outputs come of more than one."""
        whole = len(self.branches.deep) == len(self.inputs)
        return not whole or bool(self.branches.wide) or self.auxiliary is not None

    @property
    def stages(self) -> tuple[Layer, ...]:
        """All layers as they are computed, and as their parameters lie: the output is the last."""
        *hidden, output = self.layers
        return (*hidden, *([self.auxiliary] if self.auxiliary else []), output)

    @property
    def numbered(self) -> tuple[Layer, ...]:
        """All layers as edits number them, from 1: an auxiliary output comes after the output."""
        return (*self.layers, *([self.auxiliary] if self.auxiliary else []))

    @property
    def neurons(self) -> list[str]:
        """The names of all neurons."""
        return [*self.inputs, *(name for layer in self.stages for name in names_of(layer))]

    def is_output(self, stage: int) -> bool:
        """Say whether a stage is an output: the last one, or an auxiliary one before it."""
        return stage >= len(self.layers)

    def sources(self, layer: Layer) -> list[str]:
        """Return the neurons that a layer reads, in the order of its weights."""
        *hidden, output = self.layers
        before = hidden[: hidden.index(layer)] if layer in hidden else hidden
        deep, wide = self.branches.deep, self.branches.wide
        names = names_of(before[-1]) if before else [self.inputs[place] for place in deep]
        return names + [self.inputs[place] for place in wide] * (layer == output)

    def place(self, neuron: str) -> tuple[int, int] | None:
        """Return a neuron's stage (0: inputs) and unit; None if there is no such neuron."""
        if neuron in self.inputs:
            return 0, self.inputs.index(neuron)
        name, _, unit = neuron.partition(".")
        for stage, layer in enumerate(self.stages, 1):
            if layer.name == name and unit.isdecimal() and int(unit) < layer.units:
                return stage, int(unit)
        return None

    def index(self, edit: SetWeight | SetBias) -> int:
        """Return the place of a weight or bias in the flat parameters.  Raises Unprocessable."""
        check_range("layer", edit.layer, 1, len(self.numbered))
        layer = self.numbered[edit.layer - 1]
        if isinstance(edit, SetBias):
            check_range("unit", edit.unit, 0, layer.units - 1)
            return layer.bias + edit.unit
        check_range("from", edit.source, 0, layer.inputs - 1)
        check_range("to", edit.to, 0, layer.units - 1)
        return layer.kernel + edit.source * layer.units + edit.to

    def message(self) -> TopologyFields:
        """Return the topology in the form of a snapshot message."""
        last = self.layers[-1]
        fields: TopologyFields = {
            "inputs": list(self.inputs),
            "labels": list(self.labels),
            "layers": [self._told(layer) for layer in self.layers],
            "neurons": self.neurons,
            "channels": self.channels,
            "range": list(self.range),
            "parameters": last.bias + last.units,
            "line": self.line,
            "classes": list(self.classes),
        }
        if self.auxiliary:
            fields["auxiliary"] = self._told(self.auxiliary)
        return fields

    def _told(self, layer: Layer) -> Mapping[str, object]:
        """Return a layer's fields, with the neurons that it reads where paths part."""
        sources = {"sources": self.sources(layer)} if self.is_branched else {}
        return {**vars(layer), **sources}


def names_of(layer: Layer) -> list[str]:
    """Return the names of a layer's neurons."""
    return [f"{layer.name}.{unit}" for unit in range(layer.units)]


def topology_of(experiment: Experiment) -> Topology:
    """Return the topology of an experiment's network."""
    columns = experiment.data.inputs if experiment.data.tabular else ()
    used = axes(() if columns else experiment.features)
    probable = experiment.output_activation in ("sigmoid", "softmax")
    *hidden, output = _layers(experiment)
    auxiliary = hidden.pop() if experiment.network.auxiliary else None
    return Topology(
        experiment.inputs,
        columns or tuple(feature_of(name).label for name in experiment.features),
        (*hidden, output),
        (0.0, 1.0) if probable else (-1.0, 1.0),
        next(iter(used)) if len(used) == 1 else None,
        _classes(experiment),
        1 if experiment.problem == "regression" else experiment.outputs,
        experiment.branches,
        auxiliary,
        contest=experiment.training.rule == PERCEPTRON and experiment.outputs > 1,
    )


def _layers(experiment: Experiment) -> tuple[Layer, ...]:
    hidden, given = experiment.network.hidden, experiment.network.auxiliary is not None
    shapes = experiment.branches.shapes([layer.units for layer in hidden], experiment.outputs)
    names = [f"h{number}" for number in range(1, len(hidden) + 1)] + [AUXILIARY] * given + [OUT]
    activations = [layer.activation for layer in hidden]
    activations += [experiment.output_activation] * (1 + given)
    layers, at = [], 0
    for name, activation, (inputs, units) in zip(names, activations, shapes, strict=True):
        bias = at + inputs * units
        layers.append(Layer(name, units, activation, inputs, at, bias))
        at = bias + units
    return tuple(layers)


def _classes(experiment: Experiment) -> tuple[str, ...]:
    if experiment.problem == "regression":
        return ()
    if experiment.problem == "classification":
        return class_names(experiment) if experiment.data.source == "upload" else ("−1", "+1")
    if experiment.data.source == "builtin":
        return TABLES[experiment.data.name].classes
    numbers = tuple(str(index) for index in range(experiment.outputs))
    if experiment.data.source != "upload":
        return numbers
    names = class_names(experiment)
    return names + numbers[len(names) :]  # there may be more outputs than classes
