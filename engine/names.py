"""Names of layers and models: snake case, with an index where several would have the same.

As in Keras the index counts what was made since the session began: ``dense``, ``dense_1``, … .
``engine.backend.clear_session`` begins a new one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from engine.errors import EngineError


class Named(Protocol):
    """What gets a name."""

    name: str
    own_name: bool


_made: Counter[str] = Counter()  # how many of each stem were named in this session


def snake_case(name: str) -> str:
    """Return ``BatchNormalization`` as ``batch_normalization``."""
    return re.sub(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", name).lower()


def next_name(stem: str) -> str:
    """Return a name that nothing else has been given in this session."""
    _made[stem] += 1
    return stem if _made[stem] == 1 else f"{stem}_{_made[stem] - 1}"


def begin_again() -> None:
    """Begin a new session: the next dense layer is ``dense`` again."""
    _made.clear()


def name_all(things: Iterable[Named]) -> None:
    """Give another name to those that share one; raise EngineError if two were given the same."""
    things = list(things)
    taken: set[str] = set()
    for thing in things:
        if thing.own_name and thing.name in taken:
            raise EngineError(f"names of layers must differ; got {thing.name!r} twice")
        if thing.own_name:
            taken.add(thing.name)
    for thing in things:
        if not thing.own_name:
            if thing.name in taken:
                thing.name = _free(snake_case(type(thing).__name__), taken)
            taken.add(thing.name)


def within(things: Iterable[Named]) -> list[str]:
    """Return names that depend on the things alone: those of their own, all others by their place.

    Files go by them, so that a model made later, whose names have other numbers, can read them.
    """
    things = list(things)
    taken = {thing.name for thing in things if thing.own_name}
    names = []
    for thing in things:
        name = thing.name if thing.own_name else _free(snake_case(type(thing).__name__), taken)
        taken.add(name)
        names.append(name)
    return names


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
