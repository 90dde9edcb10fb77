"""The HDF5 files of Keras 3: groups of numbered arrays; read with care, and written.

Each part of a model has a group ``{place}/vars`` with its arrays ``0, 1, …``, and its name beside
them.  What leads out of the file is refused, and so is what would need more memory than the file
has bytes.  Needs the package h5py.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import DamagedModel, EngineError, MissingExtra

REMEDY = "have Keras write keras.models.load_model(…).save_weights('model.weights.h5')"
OLD_ROOT = "_layer_checkpoint_dependencies"  # what Keras 2.13 called "layers"
NUMBERS = "fiu"  # kinds of arrays that weights may be
Shape = tuple[int, ...]


class Group:
    """The arrays of one part of a model."""

    def __init__(self, group: Any, size: int) -> None:
        self._group, self._size = group, size  # of the file, in bytes
        self.keys = sorted(group, key=lambda key: (len(key), key))

    @property
    def noted(self) -> str | None:
        """The part's name, if it stands in the file."""
        name = self._group.attrs.get("name", self._group.parent.attrs.get("name"))
        return name if isinstance(name, str) else None

    def shapes(self) -> list[Shape]:
        """Return the arrays' shapes.  Raises DamagedModel."""
        return [self._data(key).shape for key in self.keys]

    @property
    def nbytes(self) -> int:
        """How many bytes all arrays need.  Raises DamagedModel."""
        return sum(self._data(key).nbytes for key in self.keys)

    def array(self, key: str, expected: Shape | None) -> Array:
        """Return an array; one of another shape than expected takes no memory."""
        data = self._data(key)
        if data.shape != expected:
            return np.broadcast_to(np.zeros(()), data.shape)
        return np.asarray(data[()])

    def _data(self, key: str) -> Any:
        data = own(self._group, key)
        where = f"{self._group.name}/{key}"
        plain = isinstance(data, library().Dataset) and not data.is_virtual and not data.external
        if not plain or data.dtype.kind not in NUMBERS or data.shape is None:
            raise DamagedModel(f"{where} must be plain numbers in this very file")
        if data.nbytes > self._size or data.chunks is not None:
            raise DamagedModel(f"{where} must lie in the file as it is; got shape {data.shape}")
        return data


@contextmanager
def opened(data: bytes, what: Any) -> Iterator[dict[str, Group]]:
    """Open a file, and return the groups of all parts that have arrays, by their places.

    Raises DamagedModel.
    """
    try:
        with library().File(io.BytesIO(data), "r") as file:
            if "model_weights" in file:
                raise DamagedModel(f"this one is of a whole model, in an older form: {REMEDY}")
            if not len(file):
                raise DamagedModel("it is empty")
            groups = {place: Group(group, len(data)) for place, group in _walked(file)}
            yield {place: group for place, group in groups.items() if group.keys}
    except EngineError:
        raise
    except (OSError, LookupError, RuntimeError, AttributeError, TypeError, ValueError) as error:
        raise DamagedModel(f"{what} must be one of Keras's files; {error}") from None


def _walked(file: Any) -> Iterator[tuple[str, Any]]:
    """Yield each group of arrays with its place; each is met once, whatever links there are."""
    waiting, met = [("", file)], {file}
    while waiting:
        place, group = waiting.pop()
        for name in group:
            inner = own(group, name)
            if not isinstance(inner, library().Group) or inner in met:
                continue
            met.add(inner)
            if name == "vars":
                yield place, inner
            else:
                called = "layers" if name == OLD_ROOT else name
                waiting.append((f"{place}/{called}".lstrip("/"), inner))


def own(group: Any, key: str) -> Any:
    """Return a part of a group.  Raises DamagedModel if it leads to another file, or elsewhere."""
    if not isinstance(group.get(key, getlink=True), library().HardLink):
        raise DamagedModel(f"{group.name}/{key} must be in this very file")
    return group[key]


def written(parts: Mapping[str, tuple[str, Sequence[Array]]]) -> bytes:
    """Return a file of named parts with their arrays, by their places."""
    room = io.BytesIO()
    with library().File(room, "w") as file:
        for place, (name, arrays) in parts.items():
            group = file.create_group(f"{place}/vars".lstrip("/"))
            group.attrs["name"] = name
            for number, array in enumerate(arrays):
                group.create_dataset(str(number), data=array)
    return room.getvalue()


def library() -> Any:
    """Return the package h5py.  Raises MissingExtra if it is not installed."""
    try:
        import h5py
    except ImportError:
        raise MissingExtra(
            "Keras's files are read and written by the package h5py: "
            "install neural-playground[export]"
        ) from None
    return h5py
