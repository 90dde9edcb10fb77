"""A program's own classes and functions by the names that files know them by."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from engine.errors import InvalidValue

Thing = TypeVar("Thing", bound=Any)

REGISTERED: dict[str, Any] = {}  # as ``package>name``
_scope: ContextVar[dict[str, Any]] = ContextVar("custom_objects", default={})  # noqa: B039 - read


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[Thing], Thing]:
    """Return a decorator of classes and functions, which files then find by themselves.

    Raises InvalidValue of a class without ``get_config`` and of a name that another one has.
    """

    def register(thing: Thing) -> Thing:
        full = f"{package}>{name or thing.__name__}"
        before = REGISTERED.get(full, thing)
        if before is not thing and before.__module__ != thing.__module__:
            raise InvalidValue(f"{full} is registered already, as {before!r}")
        REGISTERED[full] = thing  # a notebook's cell may be run again
        return thing

    return register


def get_registered_name(thing: Any) -> str:
    """Return the name that files have for a class or function: its own if it is not registered."""
    found = (name for name, one in REGISTERED.items() if one is thing)
    return next(found, str(thing.__name__))


def get_registered_object(name: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Return what has such a name; None if nothing has."""
    return everything(custom_objects).get(name)


@contextmanager
def custom_object_scope(*objects: Mapping[str, Any]) -> Iterator[None]:
    """Have classes and functions known by their names within."""
    known = dict(_scope.get())
    for one in objects:
        known |= one
    before = _scope.set(known)
    try:
        yield
    finally:
        _scope.reset(before)


def get_custom_objects() -> dict[str, Any]:
    """Return what is registered, by full names; a program may add to it."""
    return REGISTERED


def everything(custom: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return all that is known by name: registered, in scope, and given, the last before all."""
    bare = {name.rpartition(">")[2]: one for name, one in REGISTERED.items()}
    return {**bare, **REGISTERED, **_scope.get(), **(custom or {})}
