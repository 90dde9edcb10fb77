"""Settings as plain values: initializers, losses, layers and the rest by class and configuration.

An object of the engine becomes ``{"module": "losses", "class_name": "Huber", "config": {…}}``.
Reading looks names up in the engine's registries and in ``custom_objects``; nothing is imported by
name, so a file can make no more than what is listed there.
"""

import inspect
from collections.abc import Mapping
from types import FunctionType
from typing import Any

import numpy as np

from engine import (
    activations,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
)
from engine.activations import Activation, parametric
from engine.activations.parametric import PARAMETRIC
from engine.choices import choose
from engine.constraints import Constraint
from engine.errors import DamagedModel, EngineError, UnknownChoice
from engine.initializers import Initializer
from engine.layer import Layer
from engine.losses import Loss
from engine.metric import Metric
from engine.optimizers import Optimizer
from engine.regularizers import Regularizer
from engine.schedules import SCHEDULES, Schedule
from engine.serialization.registered import get_registered_name

KINDS: dict[str, tuple[type, Mapping[str, Any]]] = {  # what they are, and where the engine's are
    "activations": (Activation, activations.ACTIVATIONS),
    "constraints": (Constraint, constraints.CONSTRAINTS),
    "initializers": (Initializer, initializers.INITIALIZERS),
    "layers": (Layer, layers.LAYERS | layers.BY_PROGRAM),
    "losses": (Loss, losses.LOSSES),
    "metrics": (Metric, metrics.CLASSES),
    "optimizers": (Optimizer, optimizers.OPTIMIZERS),
    "regularizers": (Regularizer, regularizers.REGULARIZERS),
    "schedules": (Schedule, SCHEDULES),
}
ATTRIBUTES = {"initial_accumulator_value": "start"}  # where they are not called like the argument
HOLDERS = (  # of a program's own function
    losses.FunctionLoss, initializers.FunctionInitializer, regularizers.FunctionRegularizer,
    constraints.FunctionConstraint,
)  # fmt: skip
MARKS = {"module", "class_name", "config"}


class MissingClass(UnknownChoice):
    """A class that is not the engine's own and was not given with ``custom_objects`` either."""


def plain(value: Any) -> Any:
    """Return a value as what JSON can hold.  Raises EngineError if it does not know how."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return _name_of(value) or _own_function(value) or described(value)


def _own_function(value: Any) -> dict[str, Any] | None:
    """Return how a program's own function is found again, by its name; None of other things."""
    if isinstance(value, HOLDERS):
        value = value.function
        return _own_function(value) or described(value)
    if not isinstance(value, FunctionType) or not value.__name__.isidentifier():
        return None
    return {"module": "custom", "class_name": get_registered_name(value), "config": {}}


def _name_of(value: Any) -> str:
    """Return what a loss or metric given as function or class is called; empty if it is none."""
    if isinstance(value, FunctionType) and value in metrics.FUNCTIONS:
        return value.__name__
    known = [*losses.LOSSES.values(), *metrics.CLASSES.values()]
    return next((str(one.name) for one in known if one is value), "")


def described(thing: Any) -> dict[str, Any]:
    """Return the kind, class and configuration of an object."""
    for module, (base, _) in KINDS.items():
        if isinstance(thing, base):
            name, config = _class_and_config(thing)
            return {"module": module, "class_name": name, "config": plain(config)}
    if callable(getattr(thing, "get_config", None)):
        config = plain(thing.get_config())
        name = get_registered_name(type(thing))
        return {"module": "custom", "class_name": name, "config": config}
    if getattr(thing, "__name__", "") == "<lambda>":
        raise EngineError("a lambda cannot be saved: write it as a function with a name, by def")
    raise EngineError(
        f"{type(thing).__name__} {thing!r:.60} cannot be saved: give it a get_config()"
    )


def _class_and_config(thing: Any) -> tuple[str, Any]:
    if isinstance(thing, Activation):
        return activation_settings(thing)
    if isinstance(thing, Metric) and type(thing) is Metric:
        return thing.name, {}
    return get_registered_name(type(thing)), config_of(thing)


def activation_settings(thing: Activation) -> tuple[str, dict[str, Any]]:
    """Return an activation's name, and its parameter if it is not the usual one.

    Raises EngineError of one that is called like another.
    """
    usual = activations.ACTIVATIONS.get(thing.name)
    if usual is None or usual.value is thing.value:
        return thing.name, {}
    made_here = getattr(thing.value, "__module__", "") == parametric.__name__
    if thing.name not in PARAMETRIC or not made_here:
        raise EngineError(f"{thing.name!r} is the engine's: your activation needs another name")
    return thing.name, {PARAMETRIC[thing.name][1]: thing.number}


def config_of(thing: Any) -> dict[str, Any]:
    """Return what ``get_config`` says, or the attributes named like the constructor's arguments.

    What losses and metrics say of themselves by default is not all of it.
    """
    own = getattr(type(thing), "get_config", None)
    if callable(own) and own not in (Loss.get_config, Metric.get_config):
        config: dict[str, Any] = thing.get_config()
        return config
    names = [
        name
        for name, one in inspect.signature(type(thing)).parameters.items()
        if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    where = {name: ATTRIBUTES.get(name, name) for name in names}
    missing = [name for name in names if not hasattr(thing, where[name])]
    if missing:
        raise EngineError(
            f"{type(thing).__name__} cannot be saved: its argument {missing[0]!r} is no attribute; "
            "give it a get_config()"
        )
    return {name: getattr(thing, where[name]) for name in names}


def thing_of(value: Any, custom: Mapping[str, Any]) -> Any:
    """Return what ``plain`` was given."""
    if isinstance(value, list):
        return [thing_of(one, custom) for one in value]
    if isinstance(value, dict):
        if set(value) == MARKS:
            return made(value, custom)
        return {key: thing_of(one, custom) for key, one in value.items()}
    return value


def made(description: dict[str, Any], custom: Mapping[str, Any]) -> Any:
    """Make an object of ``described``.  Raises MissingClass if its class must be given."""
    module, name = str(description["module"]), str(description["class_name"])
    if not isinstance(description["config"], dict):
        raise DamagedModel(f"config of {name} must be an object")
    config = thing_of(description["config"], custom)
    kind = known(module, name, custom)
    if module == "activations" and config:
        return choose("activation with a parameter", PARAMETRIC, name)[0](**config)
    if not isinstance(kind, type):  # an activation or a metric, which is a value
        return kind
    return kind.from_config(config) if hasattr(kind, "from_config") else kind(**config)


def known(module: str, name: str, custom: Mapping[str, Any]) -> Any:
    """Return the class (or value) of that name.  Raises MissingClass."""
    for called in (name, name.rpartition(">")[2]):
        if called in custom:
            return custom[called]
    entries = KINDS[module][1] if module in KINDS else {}
    if name in entries:
        return entries[name]
    for entry in entries.values():
        if getattr(entry, "__name__", "") == name:
            return entry
    raise MissingClass(
        f"{name!r} is none of the engine's {module}: "
        f"load with custom_objects={{{name!r}: …}}, its class"
    )
