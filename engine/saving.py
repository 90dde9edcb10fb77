"""How programs' own classes are found in files, under ``keras.saving``'s names."""

from collections.abc import Mapping
from typing import Any

from engine.errors import InvalidValue
from engine.models import load_model, save_model
from engine.serialization.objects import MARKS, plain, thing_of
from engine.serialization.registered import (
    custom_object_scope,
    everything,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)


def serialize_keras_object(obj: Any) -> Any:
    """Return what JSON can hold of an object: its kind, class and configuration.

    Raises EngineError of what no file can hold.
    """
    return plain(obj)


def deserialize_keras_object(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Return the object of such values.  Raises MissingClass of a class that is not known."""
    return thing_of(config, everything(custom_objects))


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Return the object that ``serialize`` of its module has written.

    Raises InvalidValue of other values, and EngineError of a class that is not known.
    """
    if not isinstance(config, Mapping) or set(config) != MARKS:
        raise InvalidValue(
            "deserialize takes what serialize returns, an object with module, class_name and "
            f"config; got {config!r:.60}"
        )
    return deserialize_keras_object(config, custom_objects)


CustomObjectScope = custom_object_scope

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "load_model",
    "register_keras_serializable",
    "save_model",
    "serialize_keras_object",
]
