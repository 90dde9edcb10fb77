"""Weights out of files that Keras 3 has written: ``.weights.h5``, and the one within ``.keras``.

Such a file has a group ``layers/{group}/vars`` for each layer, with its weights ``0, 1, …`` in
order.  A group is called by its layer's class, ``dense, dense_1, …`` in the order of Keras's
``layers``; the layer's own name may be noted beside it, or in ``config.json`` of a ``.keras`` file.
Needs the package h5py.  Models within models are not read.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import DamagedModel, EngineError
from engine.layer import Layer
from engine.names import name_all, snake_case, within
from engine.serialization import files
from engine.serialization.text import parsed

INSIDE, CONFIG = "model.weights.h5", "config.json"
ROOTS = ("layers", "_layer_checkpoint_dependencies")  # the second in files of Keras 2.13
REMEDY = "have Keras write keras.models.load_model(…).save_weights('model.weights.h5')"
NUMBERS = "fiu"  # kinds of arrays that weights may be


def read(path: Any, layers: Sequence[Layer], order: Sequence[Layer]) -> dict[str, Array]:
    """Return the weights for such layers by name; ``order`` is Keras's order of them.

    Raises DamagedModel; what does not fit is for others to see.
    """
    name_all(layers)
    pairs = zip(within(layers), layers, strict=True)
    weighted = {name: layer for name, layer in pairs if layer.weights}
    data, config = _contents(path)
    try:
        with _library().File(io.BytesIO(data), "r") as file:
            groups = _groups(file)
            chosen = _chosen(groups, weighted, order, config)
            return {
                name: array
                for owner, layer in weighted.items()
                if layer in chosen
                for name, array in _weights(owner, layer, groups[chosen[layer]])
            }
    except (OSError, KeyError, RuntimeError) as error:
        raise DamagedModel(f"{path} must be one of Keras's files; {error}") from None


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


def _groups(file: Any) -> dict[str, Any]:
    """Return the layers' groups that hold weights."""
    root = next((_own(file, name) for name in ROOTS if name in file), None)
    if root is None and "model_weights" in file:
        raise DamagedModel(f"this one is of a whole model, in an older form: {REMEDY}")
    if root is None:
        raise DamagedModel("Keras's files have a group 'layers'; got none")
    groups = {name: _own(root, name) for name in root}
    variables = {name: _own(group, "vars") for name, group in groups.items() if "vars" in group}
    return {name: group for name, group in variables.items() if len(group)}


def _own(group: Any, key: str) -> Any:
    """Return a part of a group.  Raises DamagedModel if it leads to another file, or elsewhere."""
    if not isinstance(group.get(key, getlink=True), _library().HardLink):
        raise DamagedModel(f"{group.name}/{key} must be in this very file")
    return group[key]


def _chosen(
    groups: dict[str, Any], names: dict[str, Layer], order: Sequence[Layer], config: Any
) -> dict[Layer, str]:
    """Return each layer's group: by the names noted, by the groups' own, or by class and order."""
    noted = _noted(groups) or _configured(config, groups)
    for by_name in (noted, {name: name for name in groups}):
        if by_name and set(names) <= set(by_name):
            return {layer: by_name[name] for name, layer in names.items()}
    by_class = zip(order, _counted([type(layer).__name__ for layer in order]), strict=True)
    return {layer: group for layer, group in by_class if group in groups}


def _noted(groups: dict[str, Any]) -> dict[str, str]:
    """Return groups by the layers' names, where all groups note them."""
    names = {}
    for name, group in groups.items():
        noted = group.attrs.get("name", group.parent.attrs.get("name"))
        if not isinstance(noted, str):
            return {}
        names[noted] = name
    return names


def _configured(config: Any, groups: dict[str, Any]) -> dict[str, str]:
    """Return groups by the layers' names, in the order that a configuration has them in."""
    inner = config.get("config", {}) if isinstance(config, dict) else {}
    layers = inner.get("layers", []) if isinstance(inner, dict) else []
    if not all(isinstance(one, dict) and isinstance(one.get("config"), dict) for one in layers):
        return {}
    counted = _counted([str(one.get("class_name")) for one in layers])
    pairs = zip(layers, counted, strict=True)
    return {str(one["config"].get("name")): group for one, group in pairs if group in groups}


def _counted(classes: Sequence[str]) -> Iterator[str]:
    """Yield ``dense, dense_1, …``."""
    count: dict[str, int] = {}
    for name in map(snake_case, classes):
        count[name] = count.get(name, -1) + 1
        yield f"{name}_{count[name]}" if count[name] else name


def _weights(owner: str, layer: Layer, group: Any) -> Iterator[tuple[str, Array]]:
    """Yield a layer's weights by name; those in excess get a number for a name."""
    names = [weight.name for weight in layer.weights]
    shapes = [weight.shape for weight in layer.weights]
    for number, key in enumerate(sorted(group, key=lambda key: (len(key), key))):
        name = names[number] if number < len(names) else key
        expected = shapes[number] if number < len(shapes) else None
        yield f"{owner}/{name}", _array(group, key, expected)


def _array(group: Any, key: str, expected: Any) -> Array:
    """Return a weight; where the shape is wrong, an array of that shape that takes no memory."""
    data = _own(group, key)
    plain = isinstance(data, _library().Dataset) and not data.is_virtual and not data.external
    if not plain or data.dtype.kind not in NUMBERS:
        raise DamagedModel(f"{group.name}/{key} must be plain numbers in this very file")
    if data.shape != expected:
        return np.broadcast_to(np.zeros(()), data.shape)
    return np.asarray(data[()])


def _library() -> Any:
    try:
        import h5py
    except ImportError:
        raise EngineError(
            "Keras's files are read by the package h5py: install neural-playground[export]"
        ) from None
    return h5py
