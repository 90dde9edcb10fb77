"""One way to read a registry: by name, with an error that lists the choices."""

import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any, TypeVar

from engine.errors import InvalidValue, UnknownChoice

T = TypeVar("T")


def choose(
    kind: str, choices: Mapping[str, T], name: object, aliases: Mapping[str, str] | None = None
) -> T:
    """Return the entry called ``name``, or so by an alias; raise UnknownChoice if there is none."""
    if aliases and isinstance(name, str):
        name = aliases.get(name, name)
    if not isinstance(name, str) or name not in choices:
        raise UnknownChoice(f"{kind} must be one of {', '.join(choices)}; got {name!r}")
    return choices[name]


def finite(value: object) -> bool:
    """Say whether ``value`` is a number, and neither infinite nor NaN."""
    return isinstance(value, Real) and math.isfinite(value)


def told(value: object) -> str:
    """Return a value as a message shows it: numbers plainly, all else as code."""
    return str(value) if isinstance(value, Real) else repr(value)


def whole(name: str, value: Any, least: int) -> int:
    """Return ``value`` if it is a whole number of that size; raise InvalidValue otherwise."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise InvalidValue(f"{name} must be a whole number, at least {least}; got {told(value)}")
    return int(value)


def positive(name: str, value: float) -> float:
    """Return ``value`` if it is a finite number above 0; raise InvalidValue otherwise."""
    if not (finite(value) and value > 0):
        raise InvalidValue(f"{name} must be positive; got {told(value)}")
    return float(value)


def not_negative(name: str, value: float) -> float:
    """Return ``value`` if it is finite and at least 0; raise InvalidValue otherwise."""
    if not (finite(value) and value >= 0):
        raise InvalidValue(f"{name} must be at least 0; got {told(value)}")
    return float(value)


def fraction(name: str, value: float) -> float:
    """Return ``value`` if it lies in [0, 1); raise InvalidValue otherwise."""
    if not (finite(value) and 0 <= value < 1):
        raise InvalidValue(f"{name} must lie in [0, 1); got {told(value)}")
    return float(value)
