"""Windows that a kernel or a pool moves over maps: where they lie, and the padding that they need.

Maps are seen as ``[height, width, channels, rows]``, which is how buffers hold them: units first,
in the order in which Flatten numbers them.  Sequences ``[steps, channels]`` are maps of height 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.arrays import Array
from engine.tape.buffers import Value
from engine.tensors import Shape

Place: TypeAlias = tuple[slice, slice]


@dataclass(frozen=True)
class Axis:
    """One axis of maps, and the windows along it."""

    size: int  # of the maps
    kernel: int = 1  # numbers that a window looks at
    stride: int = 1
    dilation: int = 1
    before: int = 0  # padding
    after: int = 0

    @classmethod
    def of(cls, size: int, kernel: int, stride: int, dilation: int, padding: str) -> "Axis":
        """Return the axis with Keras's padding: none, as much as ``same`` needs, or the past's.

        What is odd of the padding of ``same`` comes after.
        """
        reach = (kernel - 1) * dilation + 1
        before = after = 0
        if padding == "same":
            needed = max((-(-size // stride) - 1) * stride + reach - size, 0)
            before, after = needed // 2, needed - needed // 2
        elif padding == "causal":
            before = reach - 1
        return cls(size, kernel, stride, dilation, before, after)

    @property
    def reach(self) -> int:
        """How long a window is, with the gaps of its dilation."""
        return (self.kernel - 1) * self.dilation + 1

    @property
    def padded(self) -> int:
        """The size with the padding."""
        return self.before + self.size + self.after

    @property
    def count(self) -> int:
        """How many windows there are; 0 or less if not even one fits."""
        return (self.padded - self.reach) // self.stride + 1

    @property
    def apart(self) -> bool:
        """Whether no two windows look at the same number."""
        return self.reach <= self.stride

    @property
    def tile(self) -> bool:
        """Whether each number is looked at by one window."""
        alone = self.dilation == 1 and self.kernel == self.stride
        return alone and self.count * self.stride == self.padded

    @property
    def inner(self) -> slice:
        """Where the maps lie within their padding."""
        return slice(self.before, self.before + self.size)

    def at(self, offset: int, windows: slice | None = None) -> slice:
        """Return what windows, all or some, look at with the number ``offset`` of the kernel."""
        first, stop = (0, self.count) if windows is None else (windows.start, windows.stop)
        start = offset * self.dilation + first * self.stride
        return slice(start, start + (stop - first - 1) * self.stride + 1, self.stride)

    def within(self) -> Array:
        """Return how many numbers of the maps each window looks at, ``[count]``."""
        looked = np.arange(self.count)[:, np.newaxis] * self.stride - self.before
        looked = looked + np.arange(self.kernel) * self.dilation
        inside: Array = ((looked >= 0) & (looked < self.size)).sum(axis=1)
        return inside


@dataclass(frozen=True)
class Windows:
    """The windows over maps of so many channels."""

    vertical: Axis
    horizontal: Axis
    channels: int

    @property
    def needs_padding(self) -> bool:
        """Whether any window looks beyond the maps."""
        return any(axis.padded > axis.size for axis in (self.vertical, self.horizontal))

    @property
    def apart(self) -> bool:
        """Whether no two windows look at the same number."""
        return self.vertical.apart and self.horizontal.apart

    @property
    def tile(self) -> bool:
        """Whether each number is looked at by one window."""
        return self.vertical.tile and self.horizontal.tile

    @property
    def numbers(self) -> int:
        """How many numbers a window looks at, in all channels."""
        return self.vertical.kernel * self.horizontal.kernel * self.channels

    @property
    def reach(self) -> Shape:
        """How high and wide a window is."""
        return self.vertical.reach, self.horizontal.reach

    @property
    def counts(self) -> Shape:
        """How many windows there are, down and across."""
        return self.vertical.count, self.horizontal.count

    def maps(self, numbers: Array) -> Array:
        """Return numbers ``[size, rows]`` as maps, a view."""
        size = self.vertical.size, self.horizontal.size
        return numbers.reshape(*size, self.channels, numbers.shape[-1])

    def looks(self, numbers: Array) -> Array:
        """Return numbers ``[size, rows]``, so many for each window, as maps of them, a view."""
        return numbers.reshape(*self.counts, -1, numbers.shape[-1])

    def taps(self) -> Iterator[Place]:
        """Yield what all windows look at with each number of the kernel, in padded maps."""
        for down in range(self.vertical.kernel):
            for across in range(self.horizontal.kernel):
                yield self.vertical.at(down), self.horizontal.at(across)

    def seen(self, padded: Array) -> Array:
        """Return all windows of padded maps, a view of six axes that is only read.

        They are those of the kernel, two and the channels, and those of the output, two and rows.
        """
        down, across = self.vertical, self.horizontal
        found = sliding_window_view(padded, self.reach, axis=(0, 1))
        found = found[:: down.stride, :: across.stride, :, :, :: down.dilation, :: across.dilation]
        return found.transpose(4, 5, 2, 0, 1, 3)


class PaddedMaps:
    """What windows look at: a layer's input with its padding, or the input itself without any.

    What a model is fed is copied too: it may be another array in the next batch.
    """

    def __init__(self, windows: Windows, source: Value, filling: float = 0.0) -> None:
        self._windows, self._source = windows, source
        self._copied = windows.needs_padding or source.fed
        numbers = source.numbers
        if self._copied:
            self.maps: Array = np.full(_room(windows, numbers), filling, numbers.dtype)
        else:
            self.maps = windows.maps(numbers)

    def take(self) -> None:
        """Take the input's numbers of this batch."""
        if self._copied:
            inner = self.maps[self._windows.vertical.inner, self._windows.horizontal.inner]
            np.copyto(inner, self._windows.maps(self._source.numbers))


class PaddedGradient:
    """The gradient by what windows look at, padding and all; that by the padding is dropped."""

    def __init__(self, windows: Windows, into: Array) -> None:
        self._windows, self._into = windows, windows.maps(into)
        self.maps: Array = self._into
        if windows.needs_padding:
            self.maps = np.empty(_room(windows, into), into.dtype)

    def clear(self) -> None:
        """Begin with zeros."""
        self.maps[...] = 0

    def give(self) -> None:
        """Leave the gradient by the input where it is wanted."""
        if self._windows.needs_padding:
            inner = self.maps[self._windows.vertical.inner, self._windows.horizontal.inner]
            np.copyto(self._into, inner)


def _room(windows: Windows, numbers: Any) -> Shape:
    """Return the shape of padded maps for numbers ``[size, rows]``."""
    size = windows.vertical.padded, windows.horizontal.padded
    return (*size, windows.channels, numbers.shape[-1])
