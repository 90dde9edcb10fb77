"""Models as Keras's configurations; the counterpart of ``keras_graphs``.

Beside what Keras reads, layers and models have what only the engine knows of them, under ``OWN``:
Keras passes over it.
"""

from collections.abc import Sequence
from typing import Any

from engine.errors import EngineError
from engine.layer import Layer
from engine.layers import InputLayer
from engine.nest import Structure
from engine.nodes import Node, nodes_of
from engine.sequential import LayerStack
from engine.serialization import keras_described
from engine.serialization.blueprint import layer_plan
from engine.serialization.keras_described import object_of
from engine.serialization.registry import is_own
from engine.tensors import Tensor

OWN = "neural_playground"


class Writer:
    """Writes a model and those within it.  Raises EngineError of what Keras has not."""

    def __init__(self, dtype: str) -> None:
        self._dtype = dtype
        self._written: set[Any] = set()

    def model(self, model: Any) -> dict[str, Any]:
        """Return a built model."""
        if not is_own(type(model)) or model.graph is None:
            raise EngineError(f"{type(model).__name__} is a class of its own")
        self._once(model)
        model.graph.name()
        return self._stack(model) if isinstance(model, LayerStack) else self._graph(model)

    def _once(self, thing: Any) -> None:
        """Note a part; what stands in several models, or twice in a stack, has no place."""
        if thing in self._written:
            raise EngineError(f"{thing.name!r} is a part of several models")
        self._written.add(thing)

    def _part(self, thing: Any) -> dict[str, Any]:
        if isinstance(thing, InputLayer):
            shape = [None, *thing.tensor.row_shape]
            config = {"batch_shape": shape, "dtype": self._dtype, "name": thing.tensor.name}
            return object_of("keras.layers", "InputLayer", config)
        if not isinstance(thing, Layer):
            return self.model(thing)
        self._once(thing)
        return {**keras_described.layer(thing, self._dtype), OWN: layer_plan(thing)}

    def _stack(self, model: Any) -> dict[str, Any]:
        parts = [InputLayer.of(model.graph.inputs[0]), *model._parts]
        shape = [None, *model.graph.inputs[0].row_shape]
        layers = [self._part(one) for one in parts]
        config = {"name": model.name, "layers": layers, "build_input_shape": shape}
        build = {"build_config": {"input_shape": shape}, OWN: {}}
        return {**object_of("keras", "Sequential", config), **build}

    def _graph(self, model: Any) -> dict[str, Any]:
        nodes = nodes_of(model.graph)
        origins: dict[Tensor, list[Any]] = {}
        calls: dict[Any, list[Node]] = {}
        for node in nodes:
            number = len(calls.setdefault(node.thing, []))
            calls[node.thing].append(node)
            for index, tensor in enumerate(_outputs(node)):
                origins[tensor] = [_name(node.thing), number, index]
        names = [_name(thing) for thing in calls]
        if len(set(names)) < len(names):
            raise EngineError(f"names in Keras's models must differ; got {names}")
        layers = [
            {
                **self._part(thing),
                "name": _name(thing),
                "inbound_nodes": [self._call(one, origins) for one in made if one.sources],
            }
            for thing, made in calls.items()
        ]
        graph = model.graph
        config = {
            "name": model.name,
            "trainable": True,
            "layers": layers,
            "input_layers": _packed(graph.input_structure, graph.inputs, origins),
            "output_layers": _packed(graph.output_structure, graph.outputs, origins),
        }
        inner = sorted((one for one in nodes if one.sources), key=_time)
        order = [origins[_outputs(one)[0]][:2] for one in inner]
        module = "keras.src.models.functional"
        return {**object_of(module, "Functional", config), OWN: {"calls": order}}

    def _call(self, node: Node, origins: dict[Tensor, list[Any]]) -> dict[str, Any]:
        """Return a call of a layer or model on tensors."""
        owner = _application(node)
        sources = owner.inputs if owner else node.sources
        tensors = [self._tensor(one, origins[one]) for one in sources]
        if owner:
            return {"args": [owner.model.graph.input_structure.pack(tensors)], "kwargs": {}}
        training = node.outputs[0].call.training  # type: ignore[union-attr]
        many = len(tensors) > 1 or node.thing.merges
        options = {} if training is None else {"training": training}
        return {"args": [tensors if many else tensors[0]], "kwargs": options}

    def _tensor(self, tensor: Tensor, origin: list[Any]) -> dict[str, Any]:
        shape = [None, *tensor.row_shape]
        config = {"shape": shape, "dtype": self._dtype, "keras_history": origin}
        return {"class_name": "__keras_tensor__", "config": config}


def _name(thing: Any) -> str:
    return str(thing.tensor.name if isinstance(thing, InputLayer) else thing.name)


def _time(node: Node) -> int:
    """Return when a node was called, by the number of its last call."""
    return max(one.call.number for one in node.outputs if one.call is not None)


def _application(node: Node) -> Any:
    """Return how a model was applied; None of a layer's call."""
    call = node.outputs[0].call
    return None if isinstance(node.thing, Layer) or call is None else call.owner


def _outputs(node: Node) -> Sequence[Tensor]:
    owner = _application(node)
    if not owner:
        return node.outputs
    structure = owner.model.graph.output_structure
    if structure.kind == "dict" and list(structure.names) != sorted(structure.names):
        raise EngineError("Keras numbers outputs by name in the order of the alphabet")
    outputs: Sequence[Tensor] = owner.outputs
    return outputs


def _packed(
    structure: Structure, tensors: Sequence[Tensor], origins: dict[Tensor, list[Any]]
) -> Any:
    if not all(tensor in origins for tensor in tensors):
        raise EngineError("an input of Keras's models must lead somewhere")
    return structure.pack([origins[tensor] for tensor in tensors])
