"""Settings as Keras's files have them: the counterpart of ``keras_objects``.

Each function raises EngineError of what Keras has not.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import constraints, initializers, layers, losses, optimizers, regularizers
from engine.activations import ACTIVATIONS, Activation
from engine.constraints import Constraint
from engine.errors import EngineError
from engine.initializers import Initializer
from engine.layer import Layer
from engine.layers import Normalization
from engine.metrics import CLASSES
from engine.regularizers import Regularizer
from engine.schedules import SCHEDULES, Schedule
from engine.serialization.keras_places import kept
from engine.serialization.keras_words import LAYERS_WITH_A_NUMBER
from engine.serialization.objects import activation_settings, config_of

ABSENT = ("Columns", "OneCycle", "Playground", "SignAccuracy", "WarmUp")  # classes


def layer(one: Layer, dtype: str) -> dict[str, Any]:
    """Return a layer."""
    _check(one, layers.LAYERS)
    kind = type(one)
    own = kind.keras_config(one)
    if isinstance(one, Normalization):
        given = one.get_config() if not kept(one) else {"mean": None, "variance": None}
        own = {"axis": one.axis, "mean": given["mean"], "variance": given["variance"]}
    if "/" in one.name:
        raise EngineError(f"names of Keras's layers have no slash; got {one.name!r}")
    policy = object_of("keras", "DTypePolicy", {"name": dtype})
    config = {"name": one.name, "trainable": one.trainable, "dtype": policy, **_all(own)}
    shapes = [[None, *shape] for shape in one.input_shapes]
    build = {"build_config": {"input_shape": shapes[0] if len(shapes) == 1 else shapes}}
    return {**object_of("keras.layers", kind.__name__, config), **build}


def object_of(module: str, name: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object by its class and configuration."""
    return {"module": module, "class_name": name, "config": config, "registered_name": None}


def compiled(model: Any) -> dict[str, Any] | None:
    """Return what ``compile`` was given; None if it was not called."""
    if model._settings is None:
        return None
    parts, structure = model.compiled, model.output_structure
    sizes = [math.prod(shape) for shape in model.output_shapes]
    pairs = list(zip(parts.losses, sizes, strict=True))
    weights = [
        one.weight * loss.in_keras(size)[1]
        for one, (loss, size) in zip(model.objectives, pairs, strict=True)
    ]
    every = list(zip(parts.metrics, sizes, strict=True))
    plain, weighted = (
        [
            [_metric(title, one, size) for title, one in chosen if one.heeds_weights is heeds]
            for chosen, size in every
        ]
        for heeds in (False, True)
    )
    alone = structure.kind == "one"
    return {
        "optimizer": _optimizer(parts.optimizer),
        "loss": structure.pack([_loss(*pair) for pair in pairs]),
        "loss_weights": None
        if all(one == 1 for one in weights)
        else weights if alone else structure.pack(weights),
        "metrics": plain[0] if alone else structure.pack(plain),
        "weighted_metrics": (weighted[0] if alone else structure.pack(weighted))
        if any(weighted)
        else None,
    }  # fmt: skip


def _optimizer(value: Any) -> dict[str, Any]:
    _check(value, optimizers.OPTIMIZERS)
    said = value.in_keras()
    return object_of("keras.optimizers", type(said).__name__, _all(config_of(said)))


def _loss(value: Any, outputs: int) -> dict[str, Any]:
    _check(value, losses.LOSSES)
    said = value.in_keras(outputs)[0]
    return object_of("keras.losses", type(said).__name__, _all(config_of(said)))


def _metric(title: str, value: Any, outputs: int) -> Any:
    if title in ("accuracy", "acc"):
        return title
    _check(value, CLASSES)
    config = {**config_of(value.in_keras(outputs)), "name": title}
    return object_of("keras.metrics", type(value).__name__, _all(config))


def _all(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _value(one) for key, one in config.items()}


def _value(value: Any) -> Any:
    """Return a setting."""
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | np.ndarray):
        return [_value(one) for one in value]
    if isinstance(value, Activation):
        return _activation(value)
    if isinstance(value, Initializer):
        _check(value, initializers.INITIALIZERS)
        return object_of("keras.initializers", type(value).__name__, _all(config_of(value)))
    if isinstance(value, Regularizer):
        _check(value, regularizers.REGULARIZERS)
        said = value.in_keras()
        return object_of("keras.regularizers", type(said).__name__, _all(config_of(said)))
    if isinstance(value, Constraint):
        _check(value, constraints.CONSTRAINTS)
        return object_of("keras.constraints", type(value).__name__, _all(config_of(value)))
    if isinstance(value, Schedule):
        _check(value, SCHEDULES)
        module = "keras.optimizers.schedules"
        return object_of(module, type(value).__name__, _all(config_of(value)))
    raise EngineError(f"Keras's files have no words for {value!r:.60}")


def _activation(value: Activation) -> Any:
    name, number = activation_settings(value)
    if number:
        return object_of("keras.layers", LAYERS_WITH_A_NUMBER[name].__name__, number)
    if name not in ACTIVATIONS or value.keras:
        raise EngineError(f"Keras has no activation {name!r}")
    return name


def _check(value: Any, registry: Mapping[str, Any]) -> None:
    """Raise EngineError unless a registry has the class, and Keras too."""
    name = type(value).__name__
    if type(value) not in registry.values() or name in ABSENT:
        raise EngineError(f"Keras has no {name}")
