"""``serialize`` and ``deserialize``, which Keras's modules have.

They are looked up when a program asks for them, for what serializes needs those modules.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

NAMES = {"serialize": "serialize_keras_object", "deserialize": "deserialize"}  # in engine.saving


def serialized(module: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a module, which knows these two names."""

    def found(name: str) -> Any:
        if name in NAMES:
            return getattr(import_module("engine.saving"), NAMES[name])
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return found
