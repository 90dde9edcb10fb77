"""Weights in files of Keras 3: ``.weights.h5``, and the one within ``.keras``; read and written.

As in Keras, layers find their weights by their place in the model.  Where the file has other
places, they go by the layers' names, if all of them stand in it.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.arrays import Array
from engine.errors import DamagedModel
from engine.layer import Layer
from engine.names import name_all
from engine.parts import outermost, placed
from engine.serialization import files, keras_h5
from engine.serialization.keras_h5 import Group
from engine.serialization.keras_places import counted, kept, places
from engine.serialization.text import parsed

INSIDE, CONFIG = "model.weights.h5", "config.json"


def packed(model: Any) -> bytes:
    """Return a built model's weights as one of Keras's files."""
    return keras_h5.written(parts(model))


def parts(model: Any) -> dict[str, tuple[str, list[Array]]]:
    """Return the names and weights of a built model's parts, by their places."""
    model.ensure_built()
    return {
        place: (one.name, [weight.array for weight in kept(one)] if isinstance(one, Layer) else [])
        for one, place in places(model).items()
    }


def read(path: Any, model: Any) -> dict[str, Array]:
    """Return a file's weights for a model, by name.

    Raises DamagedModel; what does not fit is for others to see.
    """
    layers = model.network.layers
    name_all(outermost(layers))
    named = dict(placed(layers))
    settled = {
        f"{owner}/{weight.name}": weight.array
        for owner, layer in named.items()
        for weight in layer.own_weights
        if not kept(layer)
    }
    weighted = {name: layer for name, layer in named.items() if kept(layer)}
    data, config = _contents(path)
    with keras_h5.opened(data, path) as found:
        groups = {place: group for place, group in found.items() if not _is_optimizer(place)}
        chosen = _chosen(groups, weighted, places(model), config)
        return settled | {
            name: array
            for owner, layer in weighted.items()
            if layer in chosen
            for name, array in _weights(owner, layer, groups[chosen[layer]])
        }


def _is_optimizer(place: str) -> bool:
    return place.partition("/")[0] == "optimizer"


def _contents(path: Any) -> tuple[bytes, Any]:
    """Return the HDF5 file, and the model's configuration if there is one."""
    data = files.read(path)
    if not str(path).endswith(".keras"):
        return data, None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in (INSIDE, CONFIG):
                if archive.getinfo(name).file_size > len(data):  # Keras does not compress
                    raise DamagedModel(f"{path}: {name} must be stored as it is")
            return archive.read(INSIDE), parsed(archive.read(CONFIG), CONFIG)
    except (zipfile.BadZipFile, KeyError, EOFError, RuntimeError) as error:
        raise DamagedModel(f"{path} must be one of Keras's archives; {error}") from None


def _chosen(
    groups: dict[str, Group], names: dict[str, Layer], where: Mapping[Any, str], config: Any
) -> dict[Layer, str]:
    """Return each layer's group: by its place if all fit, else by the names noted or used."""
    by_place = {layer: where[layer] for layer in names.values() if where.get(layer) in groups}
    fits = len(by_place) == len(names) == len(groups)
    if fits and all(groups[place].shapes() == _shapes(one) for one, place in by_place.items()):
        return by_place
    noted = _noted(groups) or _configured(config, groups)
    for by_name in (noted, {place.rpartition("/")[2]: place for place in groups}):
        if by_name and set(names) <= set(by_name):
            return {layer: by_name[name] for name, layer in names.items()}
    return by_place


def _shapes(layer: Layer) -> list[tuple[int, ...]]:
    return [weight.shape for weight in kept(layer)]


def _noted(groups: dict[str, Group]) -> dict[str, str]:
    """Return places by the layers' names, where all groups note them and they differ."""
    names = {group.noted: place for place, group in groups.items()}
    whole = len(names) == len(groups) and None not in names
    return {str(name): place for name, place in names.items()} if whole else {}


def _configured(config: Any, groups: dict[str, Group]) -> dict[str, str]:
    """Return places by the layers' names, in the order that a configuration has them in."""
    inner = config.get("config", {}) if isinstance(config, dict) else {}
    layers = inner.get("layers", []) if isinstance(inner, dict) else []
    if not all(isinstance(one, dict) and isinstance(one.get("config"), dict) for one in layers):
        return {}
    places_of = [f"layers/{one}" for one in counted(str(one.get("class_name")) for one in layers)]
    pairs = zip(layers, places_of, strict=True)
    return {str(one["config"].get("name")): place for one, place in pairs if place in groups}


def _weights(owner: str, layer: Layer, group: Group) -> Iterator[tuple[str, Array]]:
    """Yield a layer's weights by name; those in excess get a number for a name."""
    expected: Sequence[Any] = kept(layer)
    for number, key in enumerate(group.keys):
        known = expected[number] if number < len(expected) else None
        name = known.name if known else key
        yield f"{owner}/{name}", group.array(key, known.shape if known else None)
