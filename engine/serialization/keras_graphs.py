"""Models of Keras's configurations: stacks and graphs of layers, and of such models.

A graph lists its layers with their calls; a call's inputs are tensors by the names of the layers
that they come from, the number of that layer's call, and their number among its outputs.
"""

import re
from collections.abc import Mapping
from typing import Any

from engine.errors import DamagedModel
from engine.layers import Input, InputLayer, Normalization
from engine.names import snake_case
from engine.serialization.blueprint import layer_from
from engine.serialization.keras_objects import float_type_of, made
from engine.serialization.keras_plans import OWN
from engine.serialization.registry import MODELS
from engine.serialization.text import need
from engine.tensors import Tensor

GRAPHS = ("Functional", "Model")
Origin = tuple[str, int, int]


class Reader:
    """Makes models; ``listed`` has the parts of each in Keras's order."""

    def __init__(self, custom: Mapping[str, Any]) -> None:
        self.custom = custom
        self.listed: dict[Any, list[Any]] = {}
        self._names: set[str] = set()
        self._shared: dict[int, Any] = {}

    def model(self, plan: Any) -> Any:
        """Make a model, not compiled.  Raises DamagedModel, or MissingClass."""
        name, config = need(plan, "class_name", str), need(plan, "config", dict)
        if name in self.custom or name not in ("Sequential", *GRAPHS):
            model = made({**plan, "module": "models"}, self.custom)
            model.build(tuple(need(need(plan, "build_config", dict), "input_shape", list)))
            return model
        plans = need(config, "layers", list)
        own = {"name": need(config, "name", str), "dtype": float_type_of(plans)}
        if "seed" in plan.get(OWN, {}):
            own["seed"] = need(plan[OWN], "seed", int)
        parts = [self._part(one) for one in plans]
        if name == "Sequential":
            model = self._stack(plan, parts, own)
        else:
            model = self._graph(plan, dict(zip(map(_name, plans), parts, strict=True)), own)
        self.listed[model] = parts
        return model

    def _part(self, plan: Any) -> Any:
        """Make a layer or model; what is shared by several models is made once."""
        number = plan.get("shared_object_id") if isinstance(plan, dict) else None
        if number is not None and number in self._shared:
            return self._shared[number]
        name = need(plan, "class_name", str)
        is_model = name in ("Sequential", *GRAPHS) and name not in self.custom
        part = self.model(plan) if is_model else self._layer(plan, name)
        if number is not None:
            self._shared[number] = part
        return part

    def _layer(self, plan: Any, kind: str) -> Any:
        config = need(plan, "config", dict)
        if kind == "InputLayer":
            shape = need(config, "batch_shape", list)
            return InputLayer.of(Input(shape[1:], name=need(config, "name", str)))
        if OWN in plan:
            return layer_from(plan[OWN], self.custom)
        layer = made(plan, self.custom)
        if isinstance(layer, Normalization):
            layer.adapted = True
        given = re.fullmatch(f"{re.escape(snake_case(kind))}(_[0-9]+)?", layer.name) is None
        layer.own_name = given and layer.name not in self._names
        self._names.add(layer.name)
        return layer

    def _stack(self, plan: Any, parts: list[Any], own: dict[str, Any]) -> Any:
        model = MODELS["Sequential"](parts, **own)
        if not model.built:
            config = need(plan, "config", dict)
            model.build(tuple(need(config, "build_input_shape", list)[1:]))
        return model

    def _graph(self, plan: Any, parts: dict[str, Any], own: dict[str, Any]) -> Any:
        config, tensors = need(plan, "config", dict), dict[Origin, Tensor]()
        for name, part in parts.items():
            if isinstance(part, InputLayer):
                tensors[name, 0, 0] = part.tensor
        waiting = _calls(plan)
        while waiting:
            left = [one for one in waiting if not _call(parts[one[0]], one, tensors)]
            if len(left) == len(waiting):
                raise DamagedModel("calls of layers must lead from the inputs to the outputs")
            waiting = left
        ends = [_ends(config.get(f"{which}_layers"), tensors) for which in ("input", "output")]
        return MODELS["Model"](*ends, **own)


def _calls(plan: Any) -> list[tuple[str, int, Any]]:
    """Return the calls of a graph's parts, in the order that they were made in, if it is known."""
    calls = [
        (_name(one), number, node)
        for one in need(plan["config"], "layers", list)
        for number, node in enumerate(need(one, "inbound_nodes", list))
    ]
    if OWN in plan:
        order = {(name, number): at for at, (name, number) in enumerate(plan[OWN]["calls"])}
        calls.sort(key=lambda call: order[call[0], call[1]])
    return calls


def _name(plan: Any) -> str:
    return str(need(plan, "name", str))


def _call(part: Any, call: tuple[str, int, Any], tensors: dict[Origin, Tensor]) -> bool:
    """Call a part, if its inputs are there already; say whether they were."""
    name, number, node = call
    args, options = need(node, "args", list), need(node, "kwargs", dict)
    training = options.get("training")
    others = [key for key, one in options.items() if key != "training" and one is not None]
    if len(args) != 1 or others or not isinstance(training, bool | None):
        raise DamagedModel(f"layer {name!r} must be called on inputs alone; got {options!r:.80}")
    try:
        given = _inputs(args[0], tensors)
    except KeyError:
        return False
    output = part(given) if training is None else part(given, training=training)
    if isinstance(output, dict):
        output = [output[key] for key in sorted(output)]
    for index, one in enumerate(output if isinstance(output, list) else [output]):
        tensors[name, number, index] = one
    return True


def _inputs(given: Any, tensors: dict[Origin, Tensor]) -> Any:
    """Return a call's inputs.  Raises KeyError if one of them is not there yet."""
    if isinstance(given, list):
        return [_inputs(one, tensors) for one in given]
    if need(given, "class_name", str) != "__keras_tensor__":
        raise DamagedModel(f"layers must be called on tensors; got {given!r:.80}")
    return tensors[_origin(need(need(given, "config", dict), "keras_history", list))]


def _origin(given: list[Any]) -> Origin:
    if not _is_origin(given):
        raise DamagedModel(f"tensors go by layer, call and number; got {given!r:.60}")
    name, call, index = given
    return name, call, index


def _is_origin(given: Any) -> bool:
    return isinstance(given, list) and list(map(type, given)) == [str, int, int]


def _ends(given: Any, tensors: dict[Origin, Tensor]) -> Any:
    """Return the inputs or outputs of a graph: one, a list, or by name."""
    if isinstance(given, dict):
        return {key: _ends(one, tensors) for key, one in given.items()}
    if isinstance(given, list) and not _is_origin(given):
        return [_ends(one, tensors) for one in given]
    return tensors[_origin(given)]
