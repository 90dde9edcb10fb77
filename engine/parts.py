"""Parts: the layers among the attributes of models and of layers of one's own, and those in them.

Every layer and model says by ``_own_parts`` what it is made of; a layer says itself first.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.layer import Layer
from engine.names import within


def tracked(things: Iterable[Any]) -> list[Layer]:
    """Return the layers among attributes, and those in lists, dictionaries, layers and models."""
    layers: dict[Layer, None] = {}
    for one in kept(things):
        layers |= dict.fromkeys(one._own_parts())
    return list(layers)


def kept(things: Iterable[Any]) -> Iterator[Any]:
    """Yield the layers and models among things, also those in lists and dictionaries."""
    for thing in things:
        if isinstance(thing, Layer) or hasattr(type(thing), "_own_parts"):
            yield thing
        elif isinstance(thing, dict):
            yield from kept(thing.values())
        elif isinstance(thing, list | tuple):
            yield from kept(thing)


def outermost(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers that no other one before them holds."""
    held: set[Layer] = set()
    outer = []
    for layer in layers:
        if layer not in held:
            outer.append(layer)
        held.update(layer._own_parts()[1:])
    return outer


def placed(layers: Sequence[Layer]) -> Iterator[tuple[str, Layer]]:
    """Yield layers by the names that files have for them; those within another under its name."""
    yield from _placed(layers, "", set())


def _placed(layers: Sequence[Layer], under: str, met: set[Layer]) -> Iterator[tuple[str, Layer]]:
    outer = outermost(layers)
    for layer, name in zip(outer, within(outer), strict=True):
        met.add(layer)
        yield f"{under}{name}", layer
        inner = [one for one in layer._own_parts()[1:] if one.built and one not in met]
        yield from _placed(inner, f"{under}{name}/", met)
