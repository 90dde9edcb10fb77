"""A model as numbered steps: what all exports share.

A static model only: what a ``call`` of one's own would do is not known beforehand.  In the steps
every tensor is flat, ``[rows, numbers]``, as it is within the engine.
"""

import math
from copy import copy
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError
from engine.layer import Layer
from engine.layers import LAYERS, BatchNormalization
from engine.tensors import Call, Shape


@dataclass(frozen=True)
class Step:
    """A layer is applied to tensors, by their numbers; its output has the next one."""

    layer: Layer
    sources: tuple[int, ...]
    output: int
    size: int
    training: bool | None = None  # None: as the model is used
    shapes: tuple[Shape, ...] = ()  # of the inputs

    @property
    def called(self) -> Layer:
        """The layer, as it is for this call: one without weights may serve other shapes too."""
        if self.shapes == self.layer.input_shapes:
            return self.layer
        layer = copy(self.layer)
        layer.input_shapes = self.shapes
        return layer


@dataclass(frozen=True)
class End:
    """An input or output: its name, its shape without the rows, its tensor's number."""

    name: str
    shape: Shape
    number: int

    @property
    def size(self) -> int:
        """How many numbers a row has."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Steps:
    """A model's forward pass."""

    inputs: list[End]
    steps: list[Step]
    outputs: list[End]

    @classmethod
    def of(cls, model: Any) -> "Steps":
        """Return a model's steps at inference.  Raises EngineError if they are not known."""
        graph = getattr(model, "graph", None)
        if graph is None:
            raise EngineError(
                f"{type(model).__name__} cannot be exported: its calls must be known beforehand, "
                "as those of a Sequential or Functional model with inputs are"
            )
        model.ensure_built()  # names all parts
        tensors = [*graph.inputs, *(call.output for call in graph.calls)]
        numbers = {tensor: number for number, tensor in enumerate(tensors)}
        steps = [
            Step(
                _quiet(c),
                tuple(numbers[s] for s in c.sources if s in numbers),  # not weights of other layers
                numbers[c.output],
                c.output.size,
                c.training,
                tuple(s.row_shape for s in c.sources),
            )
            for c in graph.calls
        ]
        ends = ((graph.input_structure, graph.inputs), (graph.output_structure, graph.outputs))
        inputs, outputs = (
            [
                End(name, tensor.row_shape, numbers[tensor])
                for name, tensor in zip(structure.names, ended, strict=True)
            ]
            for structure, ended in ends
        )
        return cls(inputs, steps, outputs)


def _quiet(call: Call) -> Layer:
    """Return the call's layer.  Raises EngineError if it is in training even at inference."""
    differs = call.layer.noisy or isinstance(call.layer, BatchNormalization)
    if call.training and differs:
        raise EngineError(f"layer {call.layer.name!r} is called with training=True: no export")
    return call.layer


def kind_of(layer: Layer, what: str) -> type[Layer]:
    """Return the engine's class that a layer is, or is made of without another forward pass.

    Raises EngineError if there is none: nothing is known of what the layer does.
    """
    for kind in type(layer).__mro__:
        same = getattr(kind, "forward_pass", None) is type(layer).forward_pass
        if same and kind in LAYERS.values():
            return kind
    raise EngineError(f"{what} knows no {type(layer).__name__}, the class of {layer.name!r}")
