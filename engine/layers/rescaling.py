"""Rescaling: numbers by a factor and an offset, such as pixels from 0 … 255 to 0 … 1."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import scalar
from engine.choices import finite, told
from engine.errors import InvalidValue
from engine.exportable import Names, Nodes
from engine.layer import Layer
from engine.tape.buffers import CallBuffers, GradientTargets, Pass


class Rescaling(Layer):
    """x · scale + offset, both of them plain numbers.

    >>> import numpy as np
    >>> Rescaling(1 / 127.5, offset=-1)(np.array([[0, 127.5, 255]])).tolist()
    [[-1.0, 0.0, 1.0]]
    """

    settings: ClassVar[tuple[str, ...]] = ("scale", "offset")

    def __init__(
        self, scale: float, offset: float = 0.0, *, name: str | None = None, **given: Any
    ) -> None:
        super().__init__(name, **given)
        for what, number in (("scale", scale), ("offset", offset)):
            if not finite(number):
                raise InvalidValue(f"{what} must be one finite number; got {told(number)}")
        self.scale, self.offset = float(scale), float(offset)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return x · scale + offset."""
        return f"{x[0]} * {self.scale!r} + {self.offset!r}"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add Mul and Add."""
        scaled = nodes.node("Mul", [*x, nodes.constant(self.scale)])
        nodes.node("Add", [scaled, nodes.constant(self.offset)], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return x · scale + offset."""
        (source,), out = buffers.sources, buffers.output.numbers
        scale, offset = (scalar(one, out.dtype) for one in (self.scale, self.offset))

        def forward() -> None:
            np.multiply(source.numbers, scale, out)
            np.add(out, offset, out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient · scale."""
        delta, (into,) = buffers.delta, targets.into
        scale = scalar(self.scale, delta.dtype)
        return lambda: np.multiply(delta, scale, into)
