"""Where Keras's files have the layers of a model: ``layers/sequential/layers/dense_1``.

The layers of a graph or stack lie in ``layers``, called by their class and numbered; those of a
class of its own, model or layer, by its attributes; models within models likewise, under their own
place.  The names of layers do not matter: they are only noted beside the weights.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.architecture import Architecture
from engine.layer import Layer
from engine.layers import Normalization
from engine.names import snake_case
from engine.serialization.registry import MODELS
from engine.weight import Weight

CLASSES = {"Model": "Functional"}  # what Keras calls them


Found = dict[Any, str]
Listed = Mapping[Any, Sequence[Any]]


def places(model: Any, listed: Listed | None = None) -> Found:
    """Return the places of a built model's parts, layers and models, in Keras's order.

    ``listed``: the parts of models whose order is known.
    """
    found: Found = {}
    _visit(model, "", found, listed or {})
    return found


def kept(layer: Layer) -> list[Weight]:
    """Return the weights that Keras keeps of a layer, in its order."""
    if isinstance(layer, Normalization) and layer.get_config()["mean"] is not None:
        *_, count = layer.own_weights
        if not count.array.any():  # its mean and variance are settings
            return []
    return sorted(layer.own_weights, key=lambda weight: not weight.trainable)


def class_name(thing: Any) -> str:
    """Return what Keras calls the class of a layer or model."""
    kind = type(thing)
    return CLASSES.get(kind.__name__, kind.__name__) if kind in MODELS.values() else kind.__name__


def counted(classes: Iterable[str]) -> Iterator[str]:
    """Yield ``dense, dense_1, …``."""
    count: dict[str, int] = {}
    for name in map(snake_case, classes):
        count[name] = count.get(name, -1) + 1
        yield f"{name}_{count[name]}" if count[name] else name


def _visit(thing: Any, place: str, found: Found, listed: Listed) -> None:
    """Note a part and what is in it; what is met again stays where it was met first."""
    if thing in found:
        return
    found[thing] = place
    if isinstance(thing, Layer) and len(thing._own_parts()) == 1:
        return
    if getattr(thing, "graph", None) is not None:
        parts = {"layers": listed.get(thing) or thing._entries()}
    else:
        parts = {name: getattr(thing, name) for name in sorted(vars(thing), key=_private_last)}
    for name, inner in parts.items():
        under = f"{place}/{name}".lstrip("/")
        if isinstance(inner, Layer | Architecture):
            _visit(inner, under, found, listed)
        elif isinstance(inner, list | tuple | dict):
            things = list(inner.values() if isinstance(inner, dict) else inner)
            things = [one for one in things if isinstance(one, Layer | Architecture)]
            for one, called in zip(things, counted(map(class_name, things)), strict=True):
                _visit(one, f"{under}/{called}", found, listed)


def _private_last(name: str) -> str:
    return f"~{name}" if name.startswith("_") else name
