"""Names of layers: snake case, with an index where several would have the same."""

import re
from collections.abc import Iterable
from typing import Protocol

from engine.errors import EngineError


class Named(Protocol):
    """What gets a name."""

    name: str
    own_name: bool


def snake_case(name: str) -> str:
    """Return ``BatchNormalization`` as ``batch_normalization``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def name_all(things: Iterable[Named]) -> None:
    """Give a name to all that have none of their own; raise EngineError if two chose the same."""
    things = list(things)
    taken: set[str] = set()
    for thing in things:
        if thing.own_name and thing.name in taken:
            raise EngineError(f"names of layers must differ; got {thing.name!r} twice")
        if thing.own_name:
            taken.add(thing.name)
    for thing in things:
        if not thing.own_name:
            stem = snake_case(type(thing).__name__)
            thing.name = (
                thing.name if thing.name and thing.name not in taken else _free(stem, taken)
            )
            taken.add(thing.name)


def all_different(names: Iterable[str]) -> list[str]:
    """Return names with an index where one comes again: ``a, b, a`` as ``a, b, a_1``."""
    given = list(names)
    taken = set(given)
    unique: list[str] = []
    for name in given:
        unique.append(_free(name, taken) if name in unique else name)
        taken.add(unique[-1])
    return unique


def _free(stem: str, taken: set[str]) -> str:
    name, index = stem, 0
    while name in taken:
        index += 1
        name = f"{stem}_{index}"
    return name
