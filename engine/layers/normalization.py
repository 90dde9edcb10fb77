"""Normalization: columns to mean 0 and variance 1, by known data.

Symbols: m and v are the mean and variance of each column.  A column that does not vary has v = 0
and is divided by 1, as scikit-learn does; Keras divides it by 1e-7, and a column that deviates by
less as well.
"""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine import initializers
from engine.arrays import Array, shown
from engine.errors import ShapeMismatch
from engine.exportable import Names, Nodes
from engine.inputs import numbers, refuse_nan
from engine.layer import Layer
from engine.moments import EPSILON, moments
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape

ROUNDING = 8 * EPSILON  # of the mean: what deviates no more than that does not vary


def _spread(mean: Array, variance: Array) -> Array:
    """Return √v, or 1 where a column does not vary but for rounding."""
    deviation = np.sqrt(variance)
    varies = deviation > ROUNDING * np.abs(mean)
    spread: Array = np.where(varies, deviation, variance.dtype.type(1))
    return spread


class Normalization(Layer):
    """(x - m) / √v, with m and v of the data that ``adapt`` was shown, or as given.

    They are those of each column, the last axis; with ``axis=None`` those of all numbers together.
    """

    settings: ClassVar[tuple[str, ...]] = ("mean", "variance")

    def __init__(
        self,
        axis: int | None = -1,
        mean: Any = None,
        variance: Any = None,
        *,
        name: str | None = None,
        **given: Any,
    ) -> None:
        super().__init__(name, **given)
        if axis not in (-1, 1, None):
            raise ShapeMismatch(f"axis must be -1 or 1, the columns, or None; got {axis}")
        self.axis = axis
        if (mean is None) != (variance is None):
            raise ShapeMismatch("mean and variance must be given both or neither")
        self._given: tuple[Array, Array] | None = None
        if mean is not None:
            self._given = numbers("mean", mean), numbers("variance", variance)
        self.adapted = mean is not None

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape."""
        own = self._own_shape(shapes[0])
        for given in self._given or ():
            if given.shape not in ((), own):
                raise ShapeMismatch(
                    f"mean and variance must have shape {own}, as the inputs; got {given.shape}"
                )
        return shapes[0]

    def _own_shape(self, shape: Shape) -> Shape:
        """Return the shape of mean and variance for rows of a shape."""
        if self.axis == 1 and len(shape) > 1:
            raise ShapeMismatch(f"axis must be -1 or None for rows of shape {shape}; got 1")
        return () if self.axis is None else shape[-1:]

    def _columns(self, numbers: Array) -> Array:
        """Return a mean or variance as it is spread over the numbers of a row, ``[numbers, 1]``."""
        times = 1 if self.axis is None else math.prod(self.input_shapes[0][:-1])
        return (np.tile(numbers, times) if times > 1 else numbers).reshape(-1, 1)

    @property
    def mean(self) -> Array:
        """The mean as Keras shows it, ``(1, columns)``."""
        return self._shown(0)

    @property
    def variance(self) -> Array:
        """The variance as Keras shows it, ``(1, columns)``."""
        return self._shown(1)

    def _shown(self, number: int) -> Array:
        array = self.get_weights()[number]
        ones = len(self.input_shapes[0]) + 1 - array.ndim
        return shown(array.reshape((1,) * ones + array.shape))

    def declare(self, *shapes: Shape) -> None:
        """Add mean, variance, and the number of rows they are computed from."""
        for name, start in (("mean", "zeros"), ("variance", "ones")):
            own = self._own_shape(shapes[0])
            self.add_weight(name, own, initializers.get(start), trainable=False)
        self.add_weight("count", (), initializers.get("zeros"), trainable=False)

    def draw(self, generator: Any) -> None:
        """Take the mean and variance given, if any."""
        super().draw(generator)
        if self._given is not None:
            self._take(*self._given, 0)

    def _take(self, mean: Array, variance: Array, count: int) -> None:
        for weight, value in zip(self.weights, (mean, variance, count), strict=True):
            weight.array[...] = value

    def adapt(self, data: Any) -> None:
        """Take mean and variance of data ``[rows, …, columns]``.  Raises ShapeMismatch.

        With ``axis=None`` data may be ``[rows]``, too.
        """
        rows = numbers("data to adapt to", data)
        rows = rows[:, np.newaxis] if rows.ndim == 1 and self.axis is None else rows
        if rows.ndim < 2 or not len(rows):
            raise ShapeMismatch(f"data to adapt to must be rows of numbers; got shape {rows.shape}")
        refuse_nan("data to adapt to", rows)
        self.prepare(rows.shape[1:])
        self.stand_alone()
        columns = 1 if self.axis is None else rows.shape[-1]
        mean, deviation = moments(rows.reshape(-1, columns))
        own = self._own_shape(rows.shape[1:])
        self._take(mean.reshape(own), np.square(deviation).reshape(own), len(rows))
        self.adapted = True

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return (x - m) / √v."""
        times = math.prod(self.input_shapes[0][:-1])
        mean, variance = (
            weight(name) if times == 1 or self.axis is None else f"np.tile({weight(name)}, {times})"
            for name in ("mean", "variance")
        )
        varies = f"np.sqrt({variance}) > {ROUNDING!r} * np.abs({mean})"
        spread = f"np.where({varies}, np.sqrt({variance}), 1)"
        return f"({x[0]} - {mean}) / {spread}"

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add Sub and Div."""
        mean, variance = (self._columns(weight.array)[:, 0] for weight in self.weights[:2])
        centred = nodes.node("Sub", [*x, nodes.constant(mean)])
        nodes.node("Div", [centred, nodes.constant(_spread(mean, variance))], out)

    def keras_config(self) -> dict[str, Any]:
        """Return mean and variance: Keras has no other way to set them."""
        mean, variance = self.get_weights()[:2]
        spread = _spread(mean, variance)
        own = {"mean": mean.tolist(), "variance": np.square(spread).tolist()}
        return own if self.axis is not None else {"axis": None, **own}

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return (x - m) / √v."""
        (source,), out = buffers.sources, buffers.output.numbers
        mean, variance = (weight.array for weight in self.weights[:2])

        def forward() -> None:
            np.subtract(source.numbers, self._columns(mean), out)
            np.divide(out, self._columns(_spread(mean, variance)), out)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient / √v."""
        delta, (into,) = buffers.delta, targets.into
        mean, variance = (weight.array for weight in self.weights[:2])
        return lambda: np.divide(delta, self._columns(_spread(mean, variance)), into)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another layer like this one."""
        known = (None, None) if self._given is None else [a.tolist() for a in self._given]
        own = {"name": self.name, "mean": known[0], "variance": known[1]}
        return own if self.axis is not None else {**own, "axis": None}
