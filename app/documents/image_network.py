"""The part of a document of images that says what its network is, and what that comes to.

Sizes are worked out from the document alone, so that a network too large is refused before a worker
makes it.
"""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from pydantic import Field, StrictStr

from app.documents import choices
from app.documents.field_errors import field_error
from app.documents.fields import Flag, Model, Number, Whole, one_of
from app.limits.caps import (
    MAX_BLOCKS,
    MAX_FILTERS,
    MAX_IMAGE_EPOCHS,
    MAX_IMAGE_LAYERS,
    MAX_IMAGE_UNITS,
)

INITIALIZERS = tuple(name for name in choices.INITIALIZERS if name != "playground")
LARGEST_KERNEL, LARGEST_POOL = 7, 4
LARGEST_DROPOUT = 0.9


class Block(Model):
    """A convolution with ReLU, and maximum pooling after it."""

    filters: Annotated[Whole, Field(ge=1, le=MAX_FILTERS)] = 32
    kernel: Annotated[Whole, Field(ge=1, le=LARGEST_KERNEL)] = 3
    pool: Annotated[Whole, Field(ge=1, le=LARGEST_POOL)] = 2


class ImageLayer(Model):
    """A hidden layer."""

    units: Annotated[Whole, Field(ge=1, le=MAX_IMAGE_UNITS)]
    activation: Annotated[str, one_of(choices.HIDDEN_ACTIVATIONS)] = "relu"


class Transfer(Model):
    """The lower layers of another run to begin with; the server fills in which they were.

    Layers count from the picture, convolutions first.  Those that are `frozen` stay as they are.
    """

    run: Annotated[StrictStr, Field(max_length=100)]
    layers: Annotated[Whole, Field(ge=1, le=MAX_BLOCKS + MAX_IMAGE_LAYERS)]
    frozen: Flag = True
    epoch: Annotated[Whole, Field(ge=0, le=MAX_IMAGE_EPOCHS)] | None = None  # of that run
    weights: Annotated[StrictStr, Field(max_length=64)] | None = None  # their SHA-256


class Size(NamedTuple):
    """What one layer comes to."""

    weights: int
    cost: int  # multiplications, forward, of a picture
    numbers: int  # that it makes of a picture


class ImageNetwork(Model):
    """The layers between a picture and the classes, and how their weights begin."""

    convolution: Annotated[tuple[Block, ...], Field(max_length=MAX_BLOCKS, fail_fast=True)] = ()
    hidden: Annotated[
        tuple[ImageLayer, ...], Field(max_length=MAX_IMAGE_LAYERS, fail_fast=True)
    ] = (ImageLayer(units=300), ImageLayer(units=100))
    dropout: Annotated[Number, Field(ge=0, le=LARGEST_DROPOUT)] = 0.0
    batch_normalization: Flag = False
    initializer: Annotated[str, one_of(INITIALIZERS)] = "glorot_uniform"
    transfer: Transfer | None = None

    def freezes(self, layer: int) -> bool:
        """Say whether a layer, counted from 0, stays as it is."""
        transfer = self.transfer
        return transfer is not None and transfer.frozen and layer < transfer.layers

    def check_transfer(self) -> None:
        """Raise PydanticCustomError where more layers are to be taken over than there are."""
        most = len(self.convolution) + len(self.hidden)
        if self.transfer is not None and self.transfer.layers > most:
            allowed = f"at most {most}, the layers below the output"
            raise field_error("network.transfer.layers", allowed, self.transfer.layers)

    def sizes(self, side: int, classes: int) -> Iterator[Size]:
        """Yield what each layer comes to, for pictures of that side.

        Raises PydanticCustomError of a kernel or pool that is larger than what comes to it.
        """
        channels = 1
        for at, block in enumerate(self.convolution):
            path = f"network.convolution.{at}"
            _check_fits(f"{path}.kernel", block.kernel, side)
            side, window = side - block.kernel + 1, block.kernel**2 * channels
            numbers = block.filters * side**2
            yield Size(block.filters * (window + 1), numbers * window, numbers)
            _check_fits(f"{path}.pool", block.pool, side)
            side, channels = side // block.pool, block.filters
            yield Size(0, numbers, channels * side**2)
        inputs = channels * side**2
        for layer in self.hidden:
            more = 2 if self.batch_normalization else 1  # a scale and a shift in place of a bias
            yield Size(layer.units * (inputs + more), layer.units * inputs, 3 * layer.units)
            inputs = layer.units
        yield Size(classes * (inputs + 1), classes * inputs, classes)


def _check_fits(path: str, size: int, side: int) -> None:
    if size > side:
        raise field_error(path, f"at most {side}, the side of what comes to it", size)
