"""Batch normalization: columns, or the channels of maps, to mean 0 and variance 1, batch by batch.

Symbols: m and v are the mean and variance of each column; of maps, those of each channel at all
places together.
"""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine import initializers
from engine.arrays import Array
from engine.choices import fraction, positive
from engine.errors import ShapeMismatch
from engine.exportable import Names, Nodes
from engine.layer import Layer
from engine.layers.map_words import shaped
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape

EACH = (0, 2)  # the axes, places and rows, that mean and variance are taken along


class BatchNormalization(Layer):
    """γ (x - m) / √(v + ε) + β, with m and v of the batch (Ioffe & Szegedy, 2015).

    Outside of training, m and v are running means of those of the batches.
    """

    settings: ClassVar[tuple[str, ...]] = ("momentum", "epsilon", "center", "scale")

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        *,
        name: str | None = None,
        **given: Any,
    ) -> None:
        super().__init__(name, **given)
        if not isinstance(axis, int) or (axis != -1 and axis < 1):
            raise ShapeMismatch(f"axis must be -1, the columns or channels; got {axis}")
        self.axis = axis
        self.momentum, self.epsilon = fraction("momentum", momentum), positive("epsilon", epsilon)
        self.center, self.scale = center, scale

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape.  Raises ShapeMismatch if its last axis is not the one."""
        if self.axis not in (-1, len(shapes[0])):
            raise ShapeMismatch(
                f"axis must be -1 or {len(shapes[0])}, the last one, for rows of shape "
                f"{shapes[0]}; got {self.axis}"
            )
        return shapes[0]

    def declare(self, *shapes: Shape) -> None:
        """Add γ and β, which are learned, and the running mean and variance, which are kept."""
        ones, zeros, columns = initializers.get("ones"), initializers.get("zeros"), shapes[0][-1:]
        if self.scale:
            self.add_weight("gamma", columns, ones)
        if self.center:
            self.add_weight("beta", columns, zeros)
        self.add_weight("moving_mean", columns, zeros, trainable=False)
        self.add_weight("moving_variance", columns, ones, trainable=False)

    @property
    def _columns(self) -> int:
        return self.input_shapes[0][-1]

    def _placed(self, numbers: Array) -> Array:
        """Return numbers ``[places · columns, rows]`` as a view ``[places, columns, rows]``."""
        return numbers.reshape(-1, self._columns, numbers.shape[-1])

    def _column(self, name: str, otherwise: float) -> Any:
        arrays = [weight.array for weight in self.weights if weight.name == name]
        return arrays[0][:, np.newaxis] if arrays else otherwise

    @property
    def _plain(self) -> bool:
        """Whether its inputs are plain rows of columns."""
        return len(self.input_shapes[0]) == 1

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the normalized input by the running mean and variance, scaled and moved."""
        mean, variance = weight("moving_mean"), weight("moving_variance")
        given = x[0] if self._plain else f"{x[0]}.reshape(-1, {self._columns})"
        line = f"({given} - {mean}) / np.sqrt({variance} + {self.epsilon!r})"
        line = f"{weight('gamma')} * {line}" if self.scale else line
        line = f"{line} + {weight('beta')}" if self.center else line
        return line if self._plain else f"({line}).reshape(len({x[0]}), -1)"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a BatchNormalization, which must have a scale and a centre; places are its rows."""
        given = {weight.name: nodes.constant(weight.array) for weight in self.weights}
        gamma = given.get("gamma") or nodes.constant(np.ones(self._columns))
        beta = given.get("beta") or nodes.constant(np.zeros(self._columns))
        rows = x[0] if self._plain else shaped(nodes, x[0], [-1, self._columns])
        inputs = [rows, gamma, beta, given["moving_mean"], given["moving_variance"]]
        epsilon = float(self.epsilon)
        if self._plain:
            nodes.node("BatchNormalization", inputs, out, epsilon=epsilon)
            return
        even = nodes.node("BatchNormalization", inputs, epsilon=epsilon)
        shaped(nodes, even, [-1, math.prod(self.input_shapes[0])], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the normalized input, scaled and moved."""
        (source,), out = buffers.sources, self._placed(buffers.output.numbers)
        gamma, beta = self._column("gamma", 1.0), self._column("beta", 0.0)
        statistics = self._of_batch if buffers.training and self.trainable else self._running
        even = buffers.kept["even"] = np.empty_like(out)
        kept = buffers.kept

        def forward() -> None:
            x = self._placed(source.numbers)
            mean, variance = statistics(x)
            kept["deviation"] = np.sqrt(variance + self.epsilon)
            np.divide(x - mean, kept["deviation"], even)
            np.add(even * gamma, beta, out)

        return forward

    def _running(self, x: Array) -> tuple[Array, Array]:
        return self._column("moving_mean", 0), self._column("moving_variance", 1)

    def _of_batch(self, x: Array) -> tuple[Array, Array]:
        """Return mean and variance of a batch, and let the running ones follow."""
        mean = x.mean(axis=EACH)[:, np.newaxis]
        variance = np.square(x - mean).mean(axis=EACH)[:, np.newaxis]
        for running, now in zip(self._running(x), (mean, variance), strict=True):
            running *= self.momentum
            running += (1 - self.momentum) * now
        return mean, variance

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradients by γ, β and the input; the batch's m and v depend on x as well."""
        delta, even = self._placed(buffers.delta), buffers.kept["even"]
        into = None if targets.into[0] is None else self._placed(targets.into[0])
        gamma, moving = self._column("gamma", 1.0), buffers.training and self.trainable
        kept, learned = buffers.kept, targets.weights

        def backward() -> None:
            if learned is not None:
                sums = [(delta * even).sum(axis=EACH)] * self.scale
                np.concatenate(sums + [delta.sum(axis=EACH)] * self.center, out=learned)
            if into is not None:
                by_even = delta * gamma
                if moving:
                    share = (by_even * even).mean(axis=EACH, keepdims=True)
                    by_even -= by_even.mean(axis=EACH, keepdims=True) + even * share
                np.divide(by_even, kept["deviation"], into)

        return backward
