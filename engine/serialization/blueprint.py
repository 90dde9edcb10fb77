"""A model's architecture as plain values: its layers, and how they are joined.

A graph is written as numbered tensors: the inputs first, then the output of each call.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import DamagedModel, EngineError
from engine.graph import Graph
from engine.layer import Layer
from engine.model import TrainableModel
from engine.nest import Structure
from engine.sequential import LayerStack
from engine.serialization.objects import MARKS, described, known, made, plain
from engine.serialization.registered import get_registered_name
from engine.serialization.registry import MODELS, is_own
from engine.serialization.subclass import rebuilt
from engine.serialization.text import need
from engine.tensors import Tensor


def layers_of(model: Any) -> list[Layer]:
    """Return the layers that a blueprint numbers."""
    stack = model._stack if _is_stack(model) else model.graph.layers
    return list(dict.fromkeys(stack))


def joined(model: Any) -> dict[str, Any]:
    """Return how the layers are joined, by their numbers."""
    if _is_stack(model):
        numbers = {layer: number for number, layer in enumerate(layers_of(model))}
        given = None if model._input is None else _input(model._input)
        return {"input": given, "stack": [numbers[layer] for layer in model._stack]}
    return _graph(model.graph)


def _is_stack(model: Any) -> bool:
    """Say whether a list of layers says it all; a stack of graphs becomes one graph."""
    return isinstance(model, LayerStack) and model.straight


def _input(tensor: Tensor) -> dict[str, Any]:
    return {"shape": [int(size) for size in tensor.row_shape], "name": tensor.name}


def _graph(graph: Graph) -> dict[str, Any]:
    layers = {layer: number for number, layer in enumerate(graph.layers)}
    tensors = [*graph.inputs, *(call.output for call in graph.calls)]
    numbers = {tensor: number for number, tensor in enumerate(tensors)}
    calls = [
        {
            "layer": layers[call.layer],
            "sources": [numbers[source] for source in call.sources],
            "training": call.training,
        }
        for call in graph.calls
    ]
    return {
        "inputs": {**_kind(graph.input_structure), "tensors": [_input(t) for t in graph.inputs]},
        "calls": calls,
        "outputs": {
            **_kind(graph.output_structure),
            "tensors": [numbers[tensor] for tensor in graph.outputs],
        },
    }


def _kind(structure: Structure) -> dict[str, Any]:
    return {"kind": structure.kind, "names": list(structure.names)}


# Back again


def assembled(
    plan: dict[str, Any], layers: Sequence[Layer], identity: dict[str, Any]
) -> TrainableModel:
    """Join layers as ``joined`` says.  Raises DamagedModel, or what layers say of their inputs."""
    if "stack" in plan:
        stack = [layers[number] for number in _numbers(plan["stack"], len(layers))]
        start = [] if plan.get("input") is None else [_tensor(plan["input"])]
        stacked: TrainableModel = MODELS["Sequential"]([*start, *stack], **identity)
        return stacked
    inputs, outputs = need(plan, "inputs", dict), need(plan, "outputs", dict)
    tensors = [_tensor(one) for one in need(inputs, "tensors", list)]
    given = _packed(inputs, tensors)
    for call in need(plan, "calls", list):
        tensors.append(_called(call, layers, tensors))
    ends = [tensors[n] for n in _numbers(need(outputs, "tensors", list), len(tensors))]
    model: TrainableModel = MODELS["Model"](given, _packed(outputs, ends), **identity)
    return model


def _tensor(plan: Any) -> Tensor:
    shape = need(plan, "shape", list)
    return Tensor(tuple(shape), need(plan, "name", str))


def _called(call: Any, layers: Sequence[Layer], tensors: Sequence[Tensor]) -> Tensor:
    (layer,) = _numbers([need(call, "layer", int)], len(layers))
    sources = [tensors[n] for n in _numbers(need(call, "sources", list), len(tensors))]
    training = need(call, "training", (bool, type(None)))
    if not sources:
        raise DamagedModel("a call must have inputs; got none")
    given = sources if len(sources) > 1 else sources[0]
    output: Tensor = layers[layer].called_on(given, training=training)
    return output


def _numbers(given: Any, count: int) -> list[int]:
    """Return numbers below ``count``.  Raises DamagedModel."""
    if not isinstance(given, list):
        raise DamagedModel(f"numbers must be a list; got {given!r:.60}")
    for number in given:
        if type(number) is not int or not 0 <= number < count:
            raise DamagedModel(f"numbers must be 0 … {count - 1}; got {number!r:.60}")
    return given


def _packed(plan: dict[str, Any], tensors: list[Tensor]) -> Any:
    names = need(plan, "names", list)
    kind = need(plan, "kind", str)
    if kind not in ("one", "list", "dict") or not tensors or len(names) != len(tensors):
        raise DamagedModel("inputs and outputs must be one, a list or a dict, with names")
    return Structure("inputs", tuple(names), kind).pack(tensors)


# Layers


def layer_plan(layer: Layer) -> dict[str, Any]:
    """Return what makes a layer: class, configuration, and what no constructor takes."""
    own = {"name": layer.name, "own_name": layer.own_name, "trainable": layer.trainable}
    adapted = getattr(layer, "adapted", None)
    return {**described(layer), **own, **({} if adapted is None else {"adapted": adapted})}


def layer_from(plan: Any, custom: Mapping[str, Any]) -> Layer:
    """Make a layer of its plan.  Raises DamagedModel, or MissingClass."""
    need(plan, "config", dict)
    layer = made({mark: need(plan, mark, (str, dict)) for mark in MARKS}, custom)
    if not isinstance(layer, Layer):
        raise DamagedModel(f"a model is made of layers; got {plan['class_name']}")
    layer.name, layer.own_name = need(plan, "name", str), need(plan, "own_name", bool)
    layer.trainable = need(plan, "trainable", bool)
    if "adapted" in plan:
        layer.adapted = need(plan, "adapted", bool)  # type: ignore[attr-defined]
    return layer


# Models


def config_of(model: Any) -> dict[str, Any]:
    """Return the configuration of a model; of a class of its own its arguments.

    Raises EngineError.
    """
    if not is_own(type(model)):
        arguments: dict[str, Any] = model._config()
        return arguments
    if model.graph is None and not isinstance(model, LayerStack):
        raise EngineError(f"{type(model).__name__} has no layers: give it inputs and outputs")
    if model.graph is not None:
        model.ensure_built()  # names all parts
    layers = [layer_plan(layer) for layer in layers_of(model)]
    return {**identity_of(model), "layers": layers, **joined(model)}


def identity_of(model: Any) -> dict[str, Any]:
    """Return a model's name, seed and type of numbers."""
    return {"name": model.name, "seed": model.seed, "dtype": model.dtype.name}


def model_from_config(config: dict[str, Any], custom: Mapping[str, Any]) -> TrainableModel:
    """Make the model of ``config_of``."""
    layers = [layer_from(plan, custom) for plan in need(config, "layers", list)]
    kinds = {"name": str, "seed": int, "dtype": str}
    return assembled(config, layers, {key: need(config, key, kind) for key, kind in kinds.items()})


def model_plan(model: Any) -> dict[str, Any]:
    """Return a whole model without its weights: class, configuration, and what is built."""
    own = not is_own(type(model))
    plan = {"class_name": get_registered_name(type(model)), "config": plain(model.get_config())}
    return {**plan, "own": {**identity_of(model), **_inputs(model)}} if own else plan


def _inputs(model: Any) -> dict[str, Any]:
    if not model.built:
        return {"inputs": None}
    shapes = [list(map(int, shape)) for shape in model.input_shapes]
    return {"inputs": {**_kind(model.input_structure), "shapes": shapes}}


def model_from_plan(plan: Any, custom: Mapping[str, Any]) -> Any:
    """Make a model of its plan.  Raises DamagedModel, MissingClass, or what its parts say."""
    name, config = need(plan, "class_name", str), need(plan, "config", dict)
    if "own" not in plan and name in MODELS:
        return model_from_config(config, custom)
    return rebuilt(known("models", name, custom), config, need(plan, "own", dict), custom)
