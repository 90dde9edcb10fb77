"""The lower layers that a run has taken over from another one.

A document names them by their checksum.  Runs hold them, and their checkpoints have them, so that a
reset begins with the same numbers again.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from app.documents.image_document import Images
from app.encoding.messages import Tensors
from app.errors import Unprocessable, fault
from app.runs.images.image_model import ImageModel

Singles: TypeAlias = NDArray[np.float32]

LOWER = "lower"  # their name among the arrays of a state


@dataclass(frozen=True, eq=False)
class LowerLayers:
    """All numbers of some layers, in their order."""

    name: str  # the checksum
    numbers: Singles


_known: WeakValueDictionary[str, LowerLayers] = WeakValueDictionary()  # that something holds


def hold(numbers: Singles) -> LowerLayers:
    """Return layers that runs find by their name, for as long as the answer is held."""
    name = hashlib.sha256(numbers.tobytes()).hexdigest()
    layers = _known.get(name) or LowerLayers(name, numbers.copy())
    _known[name] = layers
    return layers


@contextmanager
def recalled(arrays: Tensors) -> Iterator[None]:
    """Hold the layers of a checkpoint within a `with` block."""
    held = hold(arrays[LOWER]) if LOWER in arrays else None
    yield
    del held


def numbers_of(image_model: ImageModel, count: int) -> Singles:
    """Return all numbers of so many layers, from the picture on."""
    weights = image_model.lower_weights(count)
    return np.concatenate([weight.array.ravel() for weight in weights])


def begin_with(document: Images, image_model: ImageModel) -> LowerLayers | None:
    """Give a network the lower layers that its document names, if it does; return them.

    Raises Unprocessable if they are not here.
    """
    transfer = document.network.transfer
    if transfer is None:
        return None
    if (layers := _known.get(transfer.weights or "")) is None:
        words = "must be begun by POST /api/images, which takes the layers from the other run"
        raise Unprocessable.of(fault("network.transfer", words, "no_layers"))
    at = 0
    for weight in image_model.lower_weights(transfer.layers):
        weight.array[...] = layers.numbers[at : at + weight.size].reshape(weight.shape)
        at += weight.size
    return layers
