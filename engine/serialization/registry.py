"""The engine's own kinds of models, by the names that files hold.

``engine.models`` registers them: what reads and writes models need not import them, which would
need the methods that save them.
"""

from typing import Any, TypeVar

Kind = TypeVar("Kind", bound=type[Any])

MODELS: dict[str, type[Any]] = {}


def register(kind: Kind) -> Kind:
    """Add a kind of model under the name of its class."""
    MODELS[kind.__name__] = kind
    return kind


def is_own(kind: type[Any]) -> bool:
    """Say whether a class is the engine's, not a subclass of it that says more."""
    return kind in MODELS.values()
