"""Whole models in files that Keras 3 has written: ``.keras``, a zip archive.

    metadata.json      the version of Keras
    config.json        architecture, and compile's settings
    model.weights.h5   weights, and the optimizer's memory

Nothing that is named in such a file is imported, and no code in it is run.
"""

from collections.abc import Mapping
from typing import Any

from engine.errors import DamagedModel
from engine.layer import Layer
from engine.layers import Normalization
from engine.serialization import keras_h5, keras_memory, zipped
from engine.serialization.keras_graphs import Reader
from engine.serialization.keras_objects import thing_of
from engine.serialization.keras_places import kept, places
from engine.serialization.text import need, parsed

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
NAMES = (METADATA, CONFIG, WEIGHTS)
SETTINGS = ("loss", "loss_weights", "metrics", "weighted_metrics")


def unpacked(
    data: bytes,
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,  # noqa: A002 - Keras's name
    what: str = "the file",
) -> Any:
    """Return the model that such a file holds.  Raises DamagedModel, or MissingClass."""
    keras_h5.library()
    with zipped.complaints(what):
        parts = zipped.unpacked(data, NAMES, NAMES)
        plan = parsed(parts[CONFIG], CONFIG)
        custom = dict(custom_objects or {})
        reader = Reader(custom)
        model = reader.model(plan)
        where = places(model, reader.listed)
        with keras_h5.opened(parts[WEIGHTS], WEIGHTS) as groups:
            layers = {one: place for one, place in where.items() if isinstance(one, Layer)}
            if (claimed := sum(group.nbytes for group in groups.values())) > len(data):
                raise DamagedModel(f"{WEIGHTS} must hold its arrays; they need {claimed} bytes")
            _fill(model, layers, groups)
            if compile and (settings := plan.get("compile_config")):
                _train_on(model, settings, custom)
                if keras_memory.PLACE in groups:
                    keras_memory.fill(model, groups[keras_memory.PLACE], where)
        return model


def _fill(model: Any, layers: Mapping[Layer, str], groups: Mapping[str, Any]) -> None:
    """Fill the weights; all are looked at before memory is allocated for any."""
    weighted = {layer: place for layer, place in layers.items() if kept(layer)}
    for layer, place in weighted.items():
        expected = [weight.shape for weight in kept(layer)]
        found = groups[place].shapes() if place in groups else None
        if found != expected:
            told = f"layer {layer.name!r}: weights must have shapes {expected!r:.200}"
            raise DamagedModel(f"{told}; got {found!r:.200}")
    model.ensure_built()
    for layer, place in weighted.items():
        group = groups[place]
        for weight, key in zip(kept(layer), group.keys, strict=True):
            weight.array[...] = group.array(key, weight.shape)
        if isinstance(layer, Normalization):
            layer.adapted = bool(layer.weights[-1].array > 0)


def _train_on(model: Any, settings: Any, custom: Mapping[str, Any]) -> None:
    """Compile the model as it was."""
    optimizer = thing_of(need(settings, "optimizer", (dict, str)), custom)
    given = {name: thing_of(settings.get(name), custom) for name in SETTINGS}
    model.compile(optimizer, **{name: one for name, one in given.items() if one is not None})
