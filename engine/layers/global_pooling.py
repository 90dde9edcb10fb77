"""Pooling over whole maps or sequences: one number for each channel."""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.exportable import Names, Nodes
from engine.layer import Layer
from engine.layers.map_words import shaped
from engine.layers.sliding import channels_last, check_maps
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape


class _Global(Layer):
    """What all have in common; ``keepdims`` keeps the axes, at a size of 1."""

    settings: ClassVar[tuple[str, ...]] = ("data_format", "keepdims")
    rank: ClassVar[int]  # 1 for sequences, 2 for maps
    numpy_name: ClassVar[str]
    onnx_name: ClassVar[str]

    def __init__(
        self,
        data_format: str | None = "channels_last",
        keepdims: bool = False,
        *,
        name: str | None = None,
        **given: Any,
    ) -> None:
        super().__init__(name, **given)
        self.data_format, self.keepdims = channels_last(data_format), bool(keepdims)

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the number of channels."""
        check_maps(self, shapes[0], self.rank)
        return ((1,) * self.rank if self.keepdims else ()) + shapes[0][-1:]

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the one number of each channel."""
        *places, channels = self.input_shapes[0]
        return f"{x[0]}.reshape(-1, {math.prod(places)}, {channels}).{self.numpy_name}(1)"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a reduction over the places."""
        *places, channels = self.input_shapes[0]
        placed = shaped(nodes, x[0], [-1, math.prod(places), channels])
        nodes.node(self.onnx_name, [placed, nodes.constant([1], np.int64)], out, keepdims=0)


class _GlobalAverage(_Global):
    """The mean of each channel."""

    numpy_name, onnx_name = "mean", "ReduceMean"

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the means."""
        (source,), out = buffers.sources, buffers.output.numbers
        return lambda: np.mean(_placed(source.numbers, out), axis=0, out=out)

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return each number's share of the gradient."""
        delta = buffers.delta
        into = _placed(targets.into[0], delta)
        return lambda: np.divide(delta, len(into), into)


class _GlobalMax(_Global):
    """The greatest number of each channel."""

    numpy_name, onnx_name = "max", "ReduceMax"

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the greatest numbers."""
        (source,), out = buffers.sources, buffers.output.numbers
        return lambda: np.max(_placed(source.numbers, out), axis=0, out=out)

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient to the greatest numbers; those that are equal share it."""
        (source,), delta, out = buffers.sources, buffers.delta, buffers.output.numbers
        into = _placed(targets.into[0], delta)

        def backward() -> None:
            np.equal(_placed(source.numbers, out), out, out=into, casting="unsafe")
            np.multiply(into, delta / into.sum(axis=0), into)

        return backward


def _placed(numbers: Array, like: Array) -> Array:
    """Return ``[places · channels, rows]`` as a view ``[places, *like]``."""
    return numbers.reshape(-1, *like.shape)


class GlobalAveragePooling2D(_GlobalAverage):
    """The mean of each channel of maps.

    >>> GlobalAveragePooling2D()(np.arange(4.0).reshape(1, 2, 2, 1)).tolist()
    [[1.5]]
    """

    rank = 2


class GlobalMaxPooling2D(_GlobalMax):
    """The greatest number of each channel of maps."""

    rank = 2


class GlobalAveragePooling1D(_GlobalAverage):
    """The mean of each channel of sequences."""

    rank = 1


class GlobalMaxPooling1D(_GlobalMax):
    """The greatest number of each channel of sequences."""

    rank = 1
