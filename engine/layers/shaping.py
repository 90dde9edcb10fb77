"""Layers that only rearrange: nothing is computed and nothing learned."""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.choices import whole
from engine.errors import ShapeMismatch
from engine.exportable import Names, Nodes
from engine.layer import Layer
from engine.layers.core import flat
from engine.layers.sliding import LAST, channels_last
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape, Tensor


class Flatten(Layer):
    """Rows of any shape as plain rows of numbers; the buffers are the same."""

    def __init__(
        self, data_format: str | None = LAST, *, name: str | None = None, **given: Any
    ) -> None:
        super().__init__(name, **given)
        channels_last(data_format)

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the number of numbers in a row."""
        return (math.prod(shapes[0]),)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return x."""
        return x[0]

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add an Identity."""
        nodes.node("Identity", x, out)

    def passes_on(self, training: bool) -> bool:
        """Say that the numbers stay where they are."""
        return True


class Columns(Layer):
    """Some neighbouring columns of rows of numbers: what ``tensor[:, 2:5]`` means."""

    settings: ClassVar[tuple[str, ...]] = ("start", "stop")

    def __init__(self, start: int, stop: int, *, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **given)
        self.start, self.stop = whole("first column", start, 0), whole("column to stop at", stop, 1)

    @staticmethod
    def suits(tensor: Tensor, key: Any) -> bool:
        """Say whether ``tensor[key]`` are some of the columns of rows of numbers."""
        columns = isinstance(key, tuple) and len(key) == 2 and key[0] == slice(None)
        plain = columns and isinstance(key[1], slice) and key[1].step in (None, 1)
        return plain and len(tensor.row_shape) == 1

    @classmethod
    def of(cls, tensor: Tensor, key: Any) -> Tensor:
        """Return ``tensor[:, start:stop]``."""
        start, stop, _ = key[1].indices(tensor.size)
        output: Tensor = cls(start, stop)(tensor)
        return output

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the number of columns."""
        if not 0 <= self.start < self.stop <= flat(shapes[0], self):
            raise ShapeMismatch(
                f"columns must lie within 0:{shapes[0][0]}; got {self.start}:{self.stop}"
            )
        return (self.stop - self.start,)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the columns."""
        return f"{x[0]}[:, {int(self.start)}:{int(self.stop)}]"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a Slice."""
        bounds = [nodes.constant([n], np.int64) for n in (self.start, self.stop, 1)]
        nodes.node("Slice", [*x, *bounds], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the copy of the columns."""
        (source,), out = buffers.sources, buffers.output.numbers
        return lambda: np.copyto(out, source.numbers[self.start : self.stop])

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the copy back; the other columns have had no part in it."""
        delta, (into,) = buffers.delta, targets.into

        def backward() -> None:
            into[...] = 0
            into[self.start : self.stop] = delta

        return backward
