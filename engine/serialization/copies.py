"""Models made of others: clones, and what JSON says."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from engine.activations import Activation
from engine.layer import Layer
from engine.random import fresh_seed
from engine.serialization import archive, zipped
from engine.serialization.blueprint import (
    assembled,
    identity_of,
    joined,
    layers_of,
    model_from_plan,
)
from engine.serialization.registered import everything
from engine.serialization.registry import is_own
from engine.serialization.text import parsed


def load_model(
    filepath: Any,
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,  # noqa: A002 - Keras's name
) -> Any:
    """Read a model from a file that ``save`` wrote, here or in Keras 3.

    ``custom_objects``: your classes by name.

    Raises DamagedModel, and an UnknownChoice that names the class that is not given.
    """
    return archive.load(filepath, custom_objects, compile)


def save_model(model: Any, filepath: Any, overwrite: bool = True) -> None:
    """Write a model to a file, as its ``save`` does."""
    model.save(filepath, overwrite)


def model_from_json(text: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Make a model, not compiled, of what ``to_json`` returned.  Raises DamagedModel."""
    with zipped.complaints("the JSON"):
        return model_from_plan(parsed(text, "it"), everything(custom_objects))


def clone_layer(layer: Layer) -> Layer:
    """Return a layer with the same settings and weights of its own."""
    config = {key: _copy(value) for key, value in layer.get_config().items()}
    clone = type(layer).from_config(config)
    clone.name, clone.own_name, clone.trainable = layer.name, layer.own_name, layer.trainable
    return clone


def _copy(value: Any) -> Any:
    """Return settings of one's own; activations are values, and known by being themselves."""
    return value if isinstance(value, Activation) else deepcopy(value)


def clone_model(model: Any, clone_function: Callable[[Layer], Layer] = clone_layer) -> Any:
    """Return a model of the same architecture with fresh weights, not compiled, as Keras does."""
    if is_own(type(model)):
        if model.graph is not None:
            model.ensure_built()  # names all parts
        layers = [clone_function(layer) for layer in layers_of(model)]
        return assembled(joined(model), layers, {**identity_of(model), "seed": fresh_seed()})
    return type(model).from_config(model.get_config())
