"""Sliding: what layers have in common that move windows over maps or sequences.

Maps are ``(height, width, channels)``, sequences ``(steps, channels)``; the channels are always
last.
"""

from collections.abc import Iterable
from numbers import Integral
from typing import Any, ClassVar

from engine.choices import choose
from engine.errors import InvalidValue, ShapeMismatch
from engine.layer import Layer
from engine.layers.windows import Axis, Windows
from engine.tensors import Shape

NAMES = {1: "sequences, shape (steps, channels)", 2: "maps, shape (height, width, channels)"}
LAST = "channels_last"


def sizes(name: str, given: Any, rank: int) -> Shape:
    """Return a number for each axis, from one for all or as many.  Raises InvalidValue."""
    several = list(given) if isinstance(given, Iterable) else [given] * rank
    whole = all(isinstance(one, Integral) and not isinstance(one, bool) for one in several)
    if len(several) != rank or not whole or min(several) < 1:
        or_more = "" if rank == 1 else f", or {rank} of them"
        raise InvalidValue(
            f"{name} must be a whole number that is at least 1{or_more}; got {given!r}"
        )
    return tuple(map(int, several))


def channels_last(given: Any) -> str:
    """Return the one order of axes that there is.  Raises InvalidValue of the other one."""
    if given not in (None, LAST):
        raise InvalidValue(f"data_format must be {LAST!r}, the only one here; got {given!r}")
    return LAST


def check_maps(layer: Layer, shape: Shape, rank: int) -> None:
    """Raise ShapeMismatch if a layer is given no maps, or no sequences."""
    if len(shape) != rank + 1:
        raise ShapeMismatch(
            f"layer {layer.name!r} takes {NAMES[rank]}; got {shape}: put a Reshape before it"
        )


class Sliding(Layer):
    """A layer that moves windows over its inputs."""

    rank: ClassVar[int]  # 1 for sequences, 2 for maps
    paddings: ClassVar[tuple[str, ...]] = ("valid", "same")
    window: Shape  # how long, or how high and wide
    strides: Shape
    dilation_rate: Shape

    def _take(self, window: Shape, strides: Any, padding: Any, data_format: Any) -> None:
        """Take the settings that all have.  Raises InvalidValue, UnknownChoice."""
        self.window, self.dilation_rate = window, (1,) * self.rank
        self.strides = sizes("strides", strides, self.rank)
        known = {one: one for one in self.paddings}
        said = padding.lower() if isinstance(padding, str) else padding
        self.padding = choose("padding", known, said)
        self.data_format = channels_last(data_format)

    def windows(self, shape: Shape) -> Windows:
        """Return the windows over inputs of a shape.  Raises ShapeMismatch if not one fits."""
        check_maps(self, shape, self.rank)
        settings = zip(shape, self.window, self.strides, self.dilation_rate, strict=False)
        axes = [Axis.of(*one, self.padding) for one in settings]
        if any(axis.count < 1 for axis in axes):
            reach = tuple(axis.reach for axis in axes)
            raise ShapeMismatch(
                f"the windows of layer {self.name!r} are {reach}, larger than its inputs, "
                f"{shape[:-1]}: make them smaller, or use padding='same'"
            )
        return Windows(Axis(1) if self.rank == 1 else axes[0], axes[-1], shape[-1])

    def counts(self, shape: Shape) -> Shape:
        """Return how many windows there are over inputs of a shape, for each axis."""
        return self.windows(shape).counts[-self.rank :]

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the number of windows along each axis, and the channels."""
        return (*self.counts(shapes[0]), shapes[0][-1])
