"""Graph: a model whose calls are known beforehand: inputs, outputs, and what lies between."""

from collections.abc import Sequence
from typing import Any

from engine.errors import EngineError
from engine.layer import Layer
from engine.layers.inputs import InputLayer
from engine.names import all_different, next_name
from engine.nest import Structure
from engine.parts import tracked
from engine.tensors import Application, Call, Parameter, Tensor


class Graph:
    """The calls that lead from inputs to outputs, in an order in which they can be run."""

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.input_structure, self.inputs = Structure.of("inputs", inputs)
        self.output_structure, self.outputs = Structure.of("outputs", outputs)
        _check(self.inputs, "inputs")
        _check(self.outputs, "outputs")
        self.with_rows = [tensor.batched for tensor in self.outputs]  # each output
        self.rowless = not all(self.with_rows)
        if len(set(self.inputs)) != len(self.inputs):
            raise EngineError("inputs of a model must differ; got one twice")
        self.calls = sorted(self._between(), key=lambda call: call.number)
        self.layers: list[Layer] = list(dict.fromkeys(call.layer for call in self.calls))
        self.parts = [one for one in tracked(self.layers) if one.built]  # and those that they hold
        self.input_layers = [InputLayer.of(tensor) for tensor in self.inputs]

    def _between(self) -> set[Call]:
        """Return the calls that the outputs come from, down to the inputs."""
        calls: set[Call] = set()
        waiting = list(self.outputs)
        while waiting:
            tensor = waiting.pop()
            if tensor in self.inputs or isinstance(tensor, Parameter):
                continue
            if tensor.call is None:
                name = tensor.name or f"of shape {tensor.row_shape}"
                raise EngineError(f"outputs must come from the inputs; they need Input {name} too")
            if tensor.call not in calls:
                calls.add(tensor.call)
                waiting += tensor.call.sources
        return calls

    def name(self) -> None:
        """Name inputs and outputs, once the layers have their names."""
        for tensor in self.inputs:
            tensor.name = tensor.name or next_name("input_layer")
        given = [tensor.name for tensor in self.inputs]
        if twice := [name for name in given if given.count(name) > 1]:
            raise EngineError(f"names of inputs must differ; got {twice[0]!r} twice")
        self.input_structure = self.input_structure.named(given)
        names = [_name(tensor) for tensor in self.outputs]
        self.output_structure = self.output_structure.named(all_different(names))

    def consumers(self, tensor: Tensor) -> int:
        """Return how often a tensor is used: by calls, and as an output."""
        uses = sum(call.sources.count(tensor) for call in self.calls)
        return uses + self.outputs.count(tensor)

    def apply(self, inputs: Sequence[Tensor], model: Any) -> list[Any]:
        """Make the same calls on other tensors: the graph of a model becomes a part of another."""
        owner = Application(model, list(inputs))
        now = dict(zip(self.inputs, inputs, strict=True))
        for call in self.calls:
            sources = [now.get(source, source) for source in call.sources]  # or a Parameter
            given = sources if len(sources) > 1 else sources[0]
            output = call.layer.called_on(given, training=call.training)
            if output.call is not None:
                output.call.owner = owner
            now[call.output] = output
        owner.outputs = [now[tensor] for tensor in self.outputs]
        return list(owner.outputs)


def _check(tensors: Sequence[Any], what: str) -> None:
    if not tensors:
        raise EngineError(f"{what} of a model must be at least one tensor; got none")
    for tensor in tensors:
        if not isinstance(tensor, Tensor):
            raise EngineError(f"{what} of a model must be tensors; got {type(tensor).__name__}")
        if not tensor.batched and (what == "inputs" or isinstance(tensor, Parameter)):
            raise EngineError(
                f"{what} of a model must have rows; got a weight, or a tensor without any"
            )


def _name(tensor: Any) -> str:
    """Return the name of what makes an output."""
    while tensor.call is not None and tensor.call.layer.attached:
        (tensor,) = tensor.call.sources
    name: str = tensor.call.layer.name if tensor.call else tensor.name
    return name
