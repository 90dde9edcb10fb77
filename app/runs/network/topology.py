"""The plan of a network for viewers: names of neurons, places of weights, what a map shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

from app.documents.builtin_tables import TABLES
from app.documents.commands import SetBias, SetWeight
from app.documents.experiment import Experiment
from app.errors import check_range
from app.runs.network.table_rows import class_names
from engine.features import axes, feature_of

OUTPUT = "output"  # the view of all outputs at once


@dataclass(frozen=True)
class Layer:
    """A dense layer; `kernel` and `bias` are offsets into the flat parameters."""

    name: str
    units: int
    activation: str
    inputs: int
    kernel: int
    bias: int


class TopologyFields(TypedDict):
    """A topology in the form of a snapshot message."""

    inputs: list[str]
    labels: list[str]
    layers: list[Mapping[str, object]]  # the fields of each Layer
    neurons: list[str]
    channels: int
    range: list[float]
    parameters: int
    line: str | None
    classes: list[str]


@dataclass(frozen=True)
class Topology:
    """Inputs and layers in the order in which all tensors of a frame hold them."""

    inputs: tuple[str, ...]
    labels: tuple[str, ...]  # of the inputs
    layers: tuple[Layer, ...]
    range: tuple[float, float]  # the outputs that the bytes 0 and 255 stand for
    line: str | None
    classes: tuple[str, ...]

    @property
    def neurons(self) -> list[str]:
        """The names of all neurons."""
        units = [f"{layer.name}.{unit}" for layer in self.layers for unit in range(layer.units)]
        return [*self.inputs, *units]

    def place(self, neuron: str) -> tuple[int, int] | None:
        """Return a neuron's stage (0: inputs) and unit; None if there is no such neuron."""
        if neuron in self.inputs:
            return 0, self.inputs.index(neuron)
        name, _, unit = neuron.partition(".")
        for stage, layer in enumerate(self.layers, 1):
            if layer.name == name and unit.isdecimal() and int(unit) < layer.units:
                return stage, int(unit)
        return None

    def index(self, edit: SetWeight | SetBias) -> int:
        """Return the place of a weight or bias in the flat parameters.  Raises Unprocessable."""
        check_range("layer", edit.layer, 1, len(self.layers))
        layer = self.layers[edit.layer - 1]
        if isinstance(edit, SetBias):
            check_range("unit", edit.unit, 0, layer.units - 1)
            return layer.bias + edit.unit
        check_range("from", edit.source, 0, layer.inputs - 1)
        check_range("to", edit.to, 0, layer.units - 1)
        return layer.kernel + edit.source * layer.units + edit.to

    def message(self) -> TopologyFields:
        """Return the topology in the form of a snapshot message."""
        last = self.layers[-1]
        return {
            "inputs": list(self.inputs),
            "labels": list(self.labels),
            "layers": [vars(layer) for layer in self.layers],
            "neurons": self.neurons,
            "channels": last.units,
            "range": list(self.range),
            "parameters": last.bias + last.units,
            "line": self.line,
            "classes": list(self.classes),
        }


def topology_of(experiment: Experiment) -> Topology:
    """Return the topology of an experiment's network."""
    columns = experiment.data.inputs if experiment.data.tabular else ()
    used = axes(() if columns else experiment.features)
    probable = experiment.output_activation in ("sigmoid", "softmax")
    return Topology(
        experiment.inputs,
        columns or tuple(feature_of(name).label for name in experiment.features),
        _layers(experiment),
        (0.0, 1.0) if probable else (-1.0, 1.0),
        next(iter(used)) if len(used) == 1 else None,
        _classes(experiment),
    )


def _layers(experiment: Experiment) -> tuple[Layer, ...]:
    hidden = experiment.network.hidden
    sizes = [len(experiment.inputs), *(layer.units for layer in hidden), experiment.outputs]
    names = [*(f"h{number}" for number in range(1, len(hidden) + 1)), "o"]
    activations = [*(layer.activation for layer in hidden), experiment.output_activation]
    layers, at = [], 0
    for name, activation, (inputs, units) in zip(names, activations, pairwise(sizes), strict=True):
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
