"""A whole model in one file of our own: a zip archive, not compressed, of JSON and safetensors.

Models that Keras has words for are saved in its own form instead, see ``keras_archive``.

    metadata.json          what this is, and the version of the format
    config.json            architecture, compile's settings, generators, the optimizer's counters
    weights.safetensors    ``layer/weight``
    optimizer.safetensors  the optimizer's memory; only of a compiled model

Reading trusts nothing: names, sizes and versions are looked at before anything is made of them.
"""

from collections.abc import Mapping
from typing import Any

from engine.errors import DamagedModel, EngineError, MissingExtra, NotReady
from engine.notices import not_done
from engine.serialization import arrays, files, keras_archive, memory, weights, zipped
from engine.serialization.blueprint import model_from_plan, model_plan
from engine.serialization.registered import everything
from engine.serialization.text import need, parsed, written

FORMAT, VERSION = "neural-playground model", 1
METADATA, CONFIG = "metadata.json", "config.json"
WEIGHTS, OPTIMIZER = "weights.safetensors", "optimizer.safetensors"
NAMES = (METADATA, CONFIG, WEIGHTS, OPTIMIZER)
HDF5 = b"\x89HDF\r\n\x1a\n"  # how such files begin
OF_KERAS = (
    "is an HDF5 file, as Keras writes it for names that end in .h5. Of a .weights.h5, build the "
    "model here and call load_weights. Of a whole model, have Keras write its weights: "
    "keras.models.load_model(…).save_weights('model.weights.h5')"
)
WEIGHTS_ALONE = "holds weights alone: build the model here and call load_weights"


def save(model: Any, path: Any, overwrite: bool = True) -> None:
    """Write a model to a file that Keras reads too, if it has words for all of the model.

    If not, the file is the engine's own, and NotDone says why.  Raises EngineError; MissingExtra
    where Keras has words for the model and h5py is not installed.
    """
    place = files.target(path, "save", *files.MODEL_ENDINGS)
    try:
        data = keras_archive.packed(model)
    except (MissingExtra, NotReady):
        raise
    except EngineError as reason:  # of what only the engine knows
        data = packed(model)
        not_done(f"this .keras file is for the engine's load_model alone: {reason}")
    files.write(place, data, overwrite)


def load(path: Any, custom_objects: Mapping[str, Any] | None = None, compile: bool = True) -> Any:  # noqa: A002 - Keras's name
    """Read a model from a file.  Raises DamagedModel, or MissingClass."""
    data = files.read(files.inside(path, *files.MODEL_ENDINGS))
    if data.startswith(HDF5):
        raise DamagedModel(f"{path} {OF_KERAS}")
    if str(path).endswith(files.WEIGHTS_ENDINGS):
        raise DamagedModel(f"{path} {WEIGHTS_ALONE}")
    of_keras = zipped.holds(data, keras_archive.WEIGHTS)
    read = keras_archive.unpacked if of_keras else unpacked
    return read(data, custom_objects, compile, str(path))


def packed(model: Any) -> bytes:
    """Return a built model as the bytes of a file."""
    if not model.built:
        raise NotReady("a model must be built to be saved: add an Input, or fit it to data")
    plan = memory.training_plan(model)
    state, held = memory.remembered(model) if plan else (None, None)
    config = {
        "model": model_plan(model),
        "compile": plan,
        "memory": state,
        "arranged": model.network.trainable,
        "generators": memory.generators(model),
    }
    parts = {
        METADATA: written({"format": FORMAT, "version": VERSION}).encode(),
        CONFIG: written(config).encode(),
        WEIGHTS: weights.packed(model),
    }
    if held is not None:
        parts[OPTIMIZER] = arrays.packed(held, {"format": FORMAT})
    return zipped.packed(parts)


def unpacked(
    data: bytes,
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,  # noqa: A002 - Keras's name
    what: str = "the file",
) -> Any:
    """Return the model that ``packed`` made bytes of.  Raises DamagedModel, or MissingClass."""
    with zipped.complaints(what):
        parts = zipped.unpacked(data, NAMES, NAMES[:3])
        _check_version(parsed(parts[METADATA], METADATA))
        config = parsed(parts[CONFIG], CONFIG)
        custom = everything(custom_objects)
        model = model_from_plan(need(config, "model", dict), custom)
        flags = memory.arrange(model, need(config, "arranged", list))
        given = arrays.unpacked(parts[WEIGHTS], WEIGHTS)
        _check_weights(model, given)
        weights.fill(weights.by_name(model.network.layers), given)
        memory.set_generators(model, need(config, "generators", dict))
        if compile:
            _train_on(model, config, parts, custom)
        for layer, trainable in zip(model.network.layers, flags, strict=True):
            layer.trainable = trainable
        return model


def _check_version(metadata: Any) -> None:
    kind, version = need(metadata, "format", str), need(metadata, "version", int)
    if (kind, version) != (FORMAT, VERSION):
        raise DamagedModel(f"it must be a {FORMAT}, version {VERSION}; got {kind!r:.60}, {version}")


def _check_weights(model: Any, given: Mapping[str, Any]) -> None:
    """Check that all weights are there, before memory is allocated for them."""
    expected = weights.by_name(model._own_layers())
    weights.check(expected, given, WEIGHTS)
    for name, array in given.items():
        if array.dtype != model.dtype:
            raise DamagedModel(f"{name} must be {model.dtype.name}; got {array.dtype.name}")


def _train_on(model: Any, config: Any, parts: Mapping[str, bytes], custom: Any) -> None:
    """Compile the model as it was, and give its optimizer what it remembers."""
    plan = need(config, "compile", (dict, type(None)))
    memory.train_as(model, plan, custom)
    if plan is not None:
        if OPTIMIZER not in parts:
            raise DamagedModel(f"{OPTIMIZER} is missing")
        held = arrays.unpacked(parts[OPTIMIZER], OPTIMIZER)
        memory.remember(model, need(config, "memory", dict), held)
