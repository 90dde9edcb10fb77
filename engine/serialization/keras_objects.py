"""Settings in Keras's files: objects by class and configuration, made of the engine's classes.

What the engine's class has no argument for may be left out where it means nothing: where it is
None, False, 0, or what it always is here.  All else is refused, and so is code, which such files
can hold as well.
"""

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.errors import DamagedModel
from engine.layer import Layer
from engine.layers import Activation, Normalization
from engine.metric import Metric
from engine.optimizers import Optimizer
from engine.serialization.objects import known
from engine.serialization.text import need

FLOATS = ("float32", "float64")
WHATEVER = {  # what changes nothing here
    "beta_initializer", "dtype", "gamma_initializer", "moving_mean_initializer",
    "moving_variance_initializer", "name", "renorm_momentum", "seed",
}  # fmt: skip
USUAL = {  # what is always so here
    "axis": -1, "curve": "ROC", "data_format": "channels_last", "num_thresholds": 200,
    "reduction": "sum_over_batch_size", "summation_method": "interpolation",
}  # fmt: skip
OF_OPTIMIZERS = {
    "weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum",
    "ema_overwrite_frequency",
}  # fmt: skip
OF_LAYERS = {"name", "trainable"}
ARRAYS = ("__numpy__", "__tensor__")


def thing_of(value: Any, custom: Mapping[str, Any]) -> Any:
    """Return what a value of Keras's JSON stands for.  Raises DamagedModel, or MissingClass."""
    if isinstance(value, list):
        return [thing_of(one, custom) for one in value]
    if not isinstance(value, dict):
        return value
    if "class_name" not in value:
        return {key: thing_of(one, custom) for key, one in value.items()}
    name = need(value, "class_name", str)
    if name == "__tuple__":
        return tuple(thing_of(need(value, "items", list), custom))
    if name == "function":  # one of Keras's, or of one's own, by its name
        called = need(value, "config", str)
        return custom.get(called, called)
    if name in ARRAYS:
        return need(need(value, "config", dict), "value", (list, int, float))
    if name.startswith("__"):
        raise DamagedModel(f"it holds {name.strip('_')}s, which are not read: they may be code")
    return made(value, custom)


def made(plan: Any, custom: Mapping[str, Any]) -> Any:
    """Make an object of its class and configuration.  Raises DamagedModel, or MissingClass."""
    name, given = need(plan, "class_name", str), need(plan, "config", dict)
    kind = known(_module(plan), name, custom)
    if not isinstance(kind, type):  # a metric that is a value
        return kind
    config = {key: thing_of(one, custom) for key, one in given.items() if key != "dtype"}
    if name in custom:
        return kind.from_config(config) if hasattr(kind, "from_config") else kind(**config)
    own = _own(kind, config)
    return kind.from_config(own) if hasattr(kind, "from_config") else kind(**own)


def _module(plan: Any) -> str:
    """Return the last name of a module; Keras on PyTorch has one for each optimizer."""
    *names, last = str(plan.get("module")).split(".")
    return names[-1] if names and last.startswith("torch_") else last


def _own(kind: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that the engine's class has.  Raises DamagedModel of the others."""
    named = {
        name
        for name, one in inspect.signature(kind).parameters.items()
        if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
    }
    named |= OF_OPTIMIZERS if issubclass(kind, Optimizer) else set()
    named |= OF_LAYERS if issubclass(kind, Layer) else set()
    config = _in_our_words(kind, config)
    for key, value in config.items():
        means_nothing = key in WHATEVER or not value or USUAL.get(key) == value
        if key not in named and not means_nothing:
            raise DamagedModel(f"{kind.__name__} has no {key} here; got {value!r:.60}")
    return {key: value for key, value in config.items() if key in named}


def _in_our_words(kind: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Return settings as the engine's class takes them, where Keras says them otherwise."""
    said = dict(config)
    activation = said.get("activation")
    if isinstance(activation, Activation):  # a layer in the place of a function
        said["activation"] = activation.activation
    if issubclass(kind, Metric) and said.get("name") is None:
        said.pop("name", None)
    if issubclass(kind, Normalization):
        axes = said.get("axis")
        if isinstance(axes, list | tuple):
            said["axis"] = None if not axes else axes[0] if len(axes) == 1 else tuple(axes)
        for key in ("mean", "variance"):
            if said.get(key) is not None:
                said[key] = np.squeeze(np.asarray(said[key], float)).tolist()
    return said


def float_type_of(plans: list[Any]) -> str:
    """Return the type of all layers' numbers.  Raises DamagedModel."""
    found = set(_types(plans)) or {FLOATS[0]}
    if len(found) > 1 or not found <= set(FLOATS):
        raise DamagedModel(f"layers must all be of float32 or float64; got {sorted(found)}")
    return found.pop()


def _types(plans: list[Any]) -> list[str]:
    types = []
    for plan in plans:
        config = need(plan, "config", dict)
        if isinstance(config.get("layers"), list):
            types += _types(config["layers"])
        elif need(plan, "class_name", str) != "InputLayer" and config.get("dtype") is not None:
            dtype = config["dtype"]
            types.append(str(dtype["config"]["name"] if isinstance(dtype, dict) else dtype))
    return types
