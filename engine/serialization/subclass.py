"""Models that are classes of their own: made again by their constructors, then built."""

import math
from collections.abc import Mapping
from typing import Any

from engine.architecture import Architecture
from engine.config import float_type
from engine.errors import DamagedModel
from engine.nest import Structure
from engine.random import checked, streams
from engine.serialization.objects import thing_of
from engine.serialization.text import need

MOST_INPUTS = 1 << 26  # numbers to a row: a forged shape must not fill the memory


def rebuilt(
    kind: Any, config: dict[str, Any], own: dict[str, Any], custom: Mapping[str, Any]
) -> Any:
    """Make a model of the class ``kind``, as built as it was when it was saved."""
    if not (isinstance(kind, type) and issubclass(kind, Architecture)):
        raise DamagedModel(f"custom_objects must hold a model's class; got {kind!r}")
    storable: Any = kind
    model = storable.from_config(thing_of(config, custom))
    model.name, model.seed = need(own, "name", str), checked(need(own, "seed", int))
    model.dtype = float_type(need(own, "dtype", str))
    model._weights_stream, model.noise = streams(model.seed, "weights", "noise")
    model._network = None  # it may have been of another type
    if own.get("inputs") is not None and not model.built:
        model.build(_shapes(own["inputs"]))
    return model


def _shapes(plan: Any) -> Any:
    """Return the shapes of all inputs as ``build`` takes them."""
    names, kind = need(plan, "names", list), need(plan, "kind", str)
    shapes = need(plan, "shapes", list)
    for shape in shapes:
        good = isinstance(shape, list) and all(type(n) is int and n >= 1 for n in shape)
        if not good or not 0 < math.prod(shape) <= MOST_INPUTS:
            raise DamagedModel(f"a shape must be whole numbers, 1 or more; got {shape!r:.60}")
    if kind not in ("one", "list", "dict") or not shapes or len(names) != len(shapes):
        raise DamagedModel("inputs must be one, a list or a dict, with names")
    return Structure("inputs", tuple(names), kind).pack([(None, *shape) for shape in shapes])
