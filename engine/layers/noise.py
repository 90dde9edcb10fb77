"""Layers that add noise in training, so that a network depends on no single number."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.choices import fraction, not_negative
from engine.exportable import Names, Nodes
from engine.layer import Layer
from engine.tape.buffers import CallBuffers, GradientTargets, Pass


class Dropout(Layer):
    """Sets each number to 0 with probability ``rate``, and scales the rest to make up for it.

    In training only (Srivastava et al., 2014).
    """

    settings: ClassVar[tuple[str, ...]] = ("rate",)
    noisy = True

    def __init__(self, rate: float, *, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **given)
        self.rate = fraction("rate", rate)

    def passes_on(self, training: bool) -> bool:
        """Say whether it leaves everything as it is."""
        return not training or self.rate == 0

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return x."""
        return x[0]

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add an Identity."""
        nodes.node("Identity", x, out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return x · mask, the mask being 0 or 1 / (1 - rate)."""
        (source,), out, noise = buffers.sources, buffers.output.numbers, buffers.noise
        mask = buffers.kept["mask"] = np.empty(out.shape, out.real.dtype)
        keep = 1 - self.rate

        def forward() -> None:
            noise.random(out=mask, dtype=mask.dtype)
            np.less(mask, keep, out=mask)
            np.divide(mask, keep, mask)
            np.multiply(source.numbers, mask, out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient · mask."""
        delta, mask, (into,) = buffers.delta, buffers.kept["mask"], targets.into
        return lambda: np.multiply(delta, mask, into)


class GaussianNoise(Layer):
    """Adds normal noise of standard deviation ``stddev``, in training only."""

    settings: ClassVar[tuple[str, ...]] = ("stddev",)
    noisy = True

    def __init__(self, stddev: float, *, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **given)
        self.stddev = not_negative("stddev", stddev)

    def passes_on(self, training: bool) -> bool:
        """Say whether it leaves everything as it is."""
        return not training or self.stddev == 0

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return x."""
        return x[0]

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add an Identity."""
        nodes.node("Identity", x, out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return x + noise."""
        (source,), out, noise = buffers.sources, buffers.output.numbers, buffers.noise
        drawn = np.empty(out.shape, out.real.dtype)

        def forward() -> None:
            noise.standard_normal(out=drawn, dtype=drawn.dtype)
            np.multiply(drawn, self.stddev, drawn)
            np.add(source.numbers, drawn, out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient as it is."""
        delta = buffers.delta
        (into,) = targets.into
        return lambda: np.copyto(into, delta)
