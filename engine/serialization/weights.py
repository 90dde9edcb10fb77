"""Weights by the names of their layers: ``dense/kernel``; in files, and from one model to another.

Files are safetensors, or those of Keras (``keras_weights``).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.layer import Layer
from engine.names import name_all
from engine.parts import outermost, placed
from engine.serialization import arrays, files, keras_weights
from engine.weight import Weight

NOTES = {"format": "neural-playground weights"}


def by_name(layers: Sequence[Layer]) -> dict[str, Weight]:
    """Return all weights of built layers by name."""
    name_all(outermost(layers))
    weights: dict[str, Weight] = {}
    for owner, layer in placed(layers):
        for weight in layer.own_weights:
            name, again = f"{owner}/{weight.name}", 1
            while name in weights:  # a layer may give two weights one name
                name, again = f"{owner}/{weight.name}_{again}", again + 1
            weights[name] = weight
    return weights


def misfits(weights: Mapping[str, Weight], given: Mapping[str, Array]) -> dict[str, str]:
    """Return what is wrong with arrays for these weights, by name."""
    faults = {}
    for name, weight in weights.items():
        layer, _, own = name.rpartition("/")
        expected = f"layer {layer!r}: {own} must have shape {weight.shape}"
        if name not in given:
            faults[name] = f"{expected}; got none"
        elif given[name].shape != weight.shape:
            faults[name] = f"{expected}; got {given[name].shape}"
    for name in sorted(given):
        if name not in weights:
            layer, _, own = name.rpartition("/")
            faults[name] = f"layer {layer!r}: {own}, shape {given[name].shape}, has no place"
    return faults


def check(weights: Mapping[str, Weight], given: Mapping[str, Array], what: str) -> None:
    """Raise ShapeMismatch unless every weight has an array of its shape, and none is left."""
    faults = list(misfits(weights, given).values())
    if faults:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise ShapeMismatch(f"{what} must be of this model: {'; '.join(faults[:3])}{more}")


def fill(weights: Mapping[str, Weight], given: Mapping[str, Array]) -> None:
    """Copy arrays into the weights of their names."""
    for name, weight in weights.items():
        if name in given:
            weight.array[...] = given[name]


def packed(model: Any) -> bytes:
    """Return a model's weights as a safetensors file."""
    weights = by_name(model.network.layers)
    return arrays.packed({name: weight.array for name, weight in weights.items()}, NOTES)


def save(model: Any, path: Any, overwrite: bool = True) -> None:
    """Write a model's weights to a file, of Keras's if it ends so.  Raises EngineError."""
    place = files.target(path, "save_weights", *files.WEIGHTS_ENDINGS)
    data = packed(model) if place.suffix == ".safetensors" else keras_weights.packed(model)
    files.write(place, data, overwrite)


def load(model: Any, path: Any, skip_mismatch: bool = False) -> None:
    """Read weights for a model from a file: its own, or Keras's.

    Raises ShapeMismatch that names the layers that do not fit, unless they are to be skipped, and
    DamagedModel.
    """
    path = files.inside(path, files.WEIGHTS_ENDINGS[-1])
    if path.suffix not in files.OLD_ENDINGS:
        files.ending(path, ".safetensors", ".h5", ".keras")
    layers = model.network.layers
    if path.suffix == ".safetensors":
        given = arrays.unpacked(files.read(path), str(path))
    else:
        given = keras_weights.read(path, model)
    weights = by_name(layers)
    if skip_mismatch:
        unfit = misfits(weights, given)
        given = {name: array for name, array in given.items() if name not in unfit}
    else:
        check(weights, given, str(path))
    fill(weights, given)
