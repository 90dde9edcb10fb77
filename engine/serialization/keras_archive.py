"""Whole models in files of Keras 3: ``.keras``, a zip archive; read and written.

    metadata.json      the version of Keras
    config.json        architecture, and compile's settings
    model.weights.h5   weights, and the optimizer's memory

Nothing that is named in such a file is imported, and no code in it is run.
"""

from collections.abc import Mapping
from typing import Any

from engine.errors import DamagedModel, NotReady
from engine.layer import Layer
from engine.serialization import (
    keras_described,
    keras_h5,
    keras_memory,
    keras_weights,
    memory,
    zipped,
)
from engine.serialization.keras_graphs import Reader
from engine.serialization.keras_objects import thing_of
from engine.serialization.keras_places import kept, places
from engine.serialization.keras_plans import OWN, Writer
from engine.serialization.registered import everything
from engine.serialization.text import need, parsed, written

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
NAMES = (METADATA, CONFIG, WEIGHTS)
VERSION = "3.15.1"  # of Keras, whose layout it is
SETTINGS = ("loss", "loss_weights", "metrics", "weighted_metrics")


def packed(model: Any) -> bytes:
    """Return a built model as such a file.  Raises EngineError of what Keras has not.

    Beside what Keras reads it has what only the engine knows, see ``keras_plans``.
    """
    if not model.built:
        raise NotReady("a model must be built to be saved: add an Input, or fit it to data")
    model.ensure_built()
    plan = Writer(model.dtype.name).model(model)
    parts = keras_weights.parts(model)
    if (settings := keras_described.compiled(model)) is not None:
        arrays = keras_memory.arrays(model, places(model))
        parts[keras_memory.PLACE] = (model.optimizer.name, arrays)
    own = {
        **plan[OWN],
        "seed": model.seed,
        "compile": memory.training_plan(model),
        "arranged": model.network.trainable,
        "generators": memory.generators(model),
    }
    return zipped.packed(
        {
            METADATA: written({"keras_version": VERSION}).encode(),
            CONFIG: written({**plan, "compile_config": settings, OWN: own}).encode(),
            WEIGHTS: keras_h5.written(parts),
        }
    )


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
        custom = everything(custom_objects)
        reader = Reader(custom)
        model = reader.model(plan)
        own = plan.get(OWN)
        flags = memory.arrange(model, need(own, "arranged", list)) if own else None
        where = places(model, reader.listed)
        with keras_h5.opened(parts[WEIGHTS], WEIGHTS) as groups:
            if (claimed := sum(group.nbytes for group in groups.values())) > len(data):
                raise DamagedModel(f"{WEIGHTS} must hold its arrays; they need {claimed} bytes")
            _fill(model, where, groups)
            if own:
                memory.set_generators(model, need(own, "generators", dict))
            if compile and _train_on(model, plan, custom) and keras_memory.PLACE in groups:
                keras_memory.fill(model, groups[keras_memory.PLACE], where)
        for layer, trainable in zip(model.network.layers, flags or (), strict=bool(flags)):
            layer.trainable = trainable
        return model


def _fill(model: Any, where: Mapping[Any, str], groups: Mapping[str, Any]) -> None:
    """Fill the weights; all are looked at before memory is allocated for any."""
    layers = {one: place for one, place in where.items() if isinstance(one, Layer)}
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


def _train_on(model: Any, plan: Any, custom: Mapping[str, Any]) -> bool:
    """Compile the model as it was; say whether it was."""
    if OWN in plan:
        settings = need(plan[OWN], "compile", (dict, type(None)))
        memory.train_as(model, settings, custom)
        return settings is not None
    settings = plan.get("compile_config")
    if not settings:
        return False
    optimizer = thing_of(need(settings, "optimizer", (dict, str)), custom)
    given = {name: thing_of(settings.get(name), custom) for name in SETTINGS}
    model.compile(optimizer, **{name: one for name, one in given.items() if one is not None})
    return True
