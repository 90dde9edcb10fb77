"""Pooling: windows that take the greatest or the mean number of each channel."""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.exportable import Names, Nodes
from engine.layers import map_words
from engine.layers.sliding import Sliding, sizes
from engine.layers.windows import PaddedGradient, PaddedMaps, Windows
from engine.tape.buffers import CallBuffers, GradientTargets, Pass


class _Pooling(Sliding):
    """What all have in common; the windows lie side by side unless ``strides`` say otherwise."""

    settings: ClassVar[tuple[str, ...]] = ("pool_size", "strides", "padding", "data_format")

    def __init__(
        self,
        pool_size: Any,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        *,
        name: str | None = None,
        **given: Any,
    ) -> None:
        super().__init__(name, **given)
        self.pool_size = sizes("pool_size", pool_size, self.rank)
        step = self.pool_size if strides is None else strides
        self._take(self.pool_size, step, padding, data_format)

    def _own(self) -> Windows:
        """Return the windows over the inputs of the first call."""
        return self.windows(self.input_shapes[0])

    def _of(self, buffers: CallBuffers) -> Windows:
        """Return the windows of a call."""
        return self.windows(buffers.call.sources[0].row_shape)

    def _onnx(self, nodes: Nodes, x: str, out: str, **more: Any) -> None:
        """Add an operator of ONNX that is called like the class, without its axes."""
        windows, size = self._own(), math.prod(self.output_shape(*self.input_shapes))
        kind = type(self).__name__.replace("ing1D", "").replace("ing2D", "")
        first = map_words.channels_first(nodes, x, windows)
        pooled = nodes.node(kind, [first], **map_words.onnx_settings(windows), **more)
        map_words.shaped(nodes, map_words.channels_last(nodes, pooled), [-1, size], out)


class _MaxPooling(_Pooling):
    """The greatest number in each window, for each channel."""

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        *,
        name: str | None = None,
        **given: Any,
    ) -> None:
        super().__init__(pool_size, strides, padding, data_format, name=name, **given)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the greatest numbers."""
        seen = map_words.numpy_windows(x[0], self._own(), "-np.inf")
        return f"{seen}.max((4, 5)).reshape(len({x[0]}), -1)"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a MaxPool."""
        self._onnx(nodes, x[0], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the greatest numbers."""
        (source,), windows = buffers.sources, self._of(buffers)
        padded, out = PaddedMaps(windows, source, -np.inf), windows.looks(buffers.output.numbers)
        buffers.kept["padded"] = padded.maps
        first, *rest = [padded.maps[tap] for tap in windows.taps()]

        def forward() -> None:
            padded.take()
            np.copyto(out, first)
            for looked in rest:
                np.maximum(out, looked, out=out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient to the first of the greatest numbers, as Keras does."""
        windows, padded = self._of(buffers), buffers.kept["padded"]
        out, delta = windows.looks(buffers.output.numbers), windows.looks(buffers.delta)
        gradient = PaddedGradient(windows, targets.into[0])
        taps = [(padded[tap], gradient.maps[tap]) for tap in windows.taps()]
        share = _share_apart if windows.apart else _share
        left, hit = np.empty_like(delta), np.empty_like(delta)  # what has found no number yet

        def backward() -> None:
            if not windows.tile:
                gradient.clear()
            np.copyto(left, delta)
            for looked, into in taps:
                np.equal(looked, out, out=hit, casting="unsafe")
                share(left, hit, into)
            gradient.give()

        return backward


def _share(left: Array, hit: Array, into: Array) -> None:
    """Add what is left where a number is hit, and take it away from there."""
    np.multiply(left, hit, hit)
    np.add(into, hit, into)
    np.subtract(left, hit, left)


def _share_apart(left: Array, hit: Array, into: Array) -> None:
    """Do the same where nothing else is added."""
    np.multiply(left, hit, into)
    np.subtract(left, into, left)


class _AveragePooling(_Pooling):
    """The mean of the numbers in each window, for each channel; padding does not count."""

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the means."""
        seen = map_words.numpy_windows(x[0], self._own(), "np.nan")
        return f"np.nanmean({seen}, (4, 5)).reshape(len({x[0]}), -1)"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add an AveragePool.  Raises EngineError."""
        map_words.only_single(nodes, "AveragePool")
        self._onnx(nodes, x[0], out, count_include_pad=0)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the means."""
        (source,), windows = buffers.sources, self._of(buffers)
        padded, out = PaddedMaps(windows, source), windows.looks(buffers.output.numbers)
        weights = _weights(windows, out.dtype)
        first, *rest = [padded.maps[tap] for tap in windows.taps()]

        def forward() -> None:
            padded.take()
            np.copyto(out, first)
            for looked in rest:
                np.add(out, looked, out)
            np.multiply(out, weights, out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return each number's share of the gradient."""
        windows = self._of(buffers)
        delta = windows.looks(buffers.delta)
        weights = _weights(windows, delta.dtype)
        gradient = PaddedGradient(windows, targets.into[0])
        taps, share = [gradient.maps[tap] for tap in windows.taps()], np.empty_like(delta)

        def backward() -> None:
            gradient.clear()
            np.multiply(delta, weights, share)
            for into in taps:
                np.add(into, share, into)
            gradient.give()

        return backward


def _weights(windows: Windows, dtype: Any) -> Array:
    """Return what a number counts in each window, ``[down, across, 1, 1]``."""
    counts = np.outer(windows.vertical.within(), windows.horizontal.within())
    weights: Array = (1 / counts).astype(dtype)[:, :, np.newaxis, np.newaxis]
    return weights


class MaxPooling2D(_MaxPooling):
    """The greatest number in each window of maps, for each channel.

    >>> MaxPooling2D()(np.arange(8.0).reshape(1, 2, 4, 1)).ravel().tolist()
    [5.0, 7.0]
    """

    rank = 2


class AveragePooling2D(_AveragePooling):
    """The mean of each window of maps, for each channel; padding does not count.

    >>> AveragePooling2D(2)(np.arange(8.0).reshape(1, 2, 4, 1)).ravel().tolist()
    [2.5, 4.5]
    """

    rank = 2


class MaxPooling1D(_MaxPooling):
    """The greatest number in each window of sequences, for each channel."""

    rank = 1


class AveragePooling1D(_AveragePooling):
    """The mean of each window of sequences, for each channel; padding does not count."""

    rank = 1
