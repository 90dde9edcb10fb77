"""Layers that scale columns to mean 0 and variance 1: by known data, or batch by batch.

Symbols: m and v are the mean and variance of each column.  A column that does not vary has v = 0
and is divided by 1, as scikit-learn does; Keras divides it by 1e-7, and a column that deviates by
less as well.
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
from engine.inputs import numbers, refuse_nan
from engine.layer import Layer
from engine.layers.core import flat
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
        return array.reshape((1,) * ones + array.shape)

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
        """Take mean and variance of data ``[rows, …, columns]``.  Raises ShapeMismatch."""
        rows = numbers("data to adapt to", data)
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
        if axis not in (-1, 1):
            raise ShapeMismatch(f"axis must be -1 or 1, the columns; got {axis}")
        self.axis = axis
        self.momentum, self.epsilon = fraction("momentum", momentum), positive("epsilon", epsilon)
        self.center, self.scale = center, scale

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape."""
        return (flat(shapes[0], self),)

    def declare(self, *shapes: Shape) -> None:
        """Add γ and β, which are learned, and the running mean and variance, which are kept."""
        ones, zeros = initializers.get("ones"), initializers.get("zeros")
        if self.scale:
            self.add_weight("gamma", shapes[0], ones)
        if self.center:
            self.add_weight("beta", shapes[0], zeros)
        self.add_weight("moving_mean", shapes[0], zeros, trainable=False)
        self.add_weight("moving_variance", shapes[0], ones, trainable=False)

    def _column(self, name: str, otherwise: float) -> Any:
        arrays = [weight.array for weight in self.weights if weight.name == name]
        return arrays[0][:, np.newaxis] if arrays else otherwise

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the normalized input by the running mean and variance, scaled and moved."""
        mean, variance = weight("moving_mean"), weight("moving_variance")
        even = f"({x[0]} - {mean}) / np.sqrt({variance} + {self.epsilon!r})"
        scaled = f"{weight('gamma')} * {even}" if self.scale else even
        return f"{scaled} + {weight('beta')}" if self.center else scaled

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add a BatchNormalization, which must have a scale and a centre."""
        given = {weight.name: nodes.constant(weight.array) for weight in self.weights}
        (columns,) = self.weights[-1].shape
        gamma = given.get("gamma") or nodes.constant(np.ones(columns))
        beta = given.get("beta") or nodes.constant(np.zeros(columns))
        inputs = [*x, gamma, beta, given["moving_mean"], given["moving_variance"]]
        nodes.node("BatchNormalization", inputs, out, epsilon=float(self.epsilon))

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the normalized input, scaled and moved."""
        (source,), out = buffers.sources, buffers.output.numbers
        gamma, beta = self._column("gamma", 1.0), self._column("beta", 0.0)
        statistics = self._of_batch if buffers.training and self.trainable else self._running
        even = buffers.kept["even"] = np.empty_like(out)
        kept = buffers.kept

        def forward() -> None:
            x = source.numbers
            mean, variance = statistics(x)
            kept["deviation"] = np.sqrt(variance + self.epsilon)
            np.divide(x - mean, kept["deviation"], even)
            np.add(even * gamma, beta, out)

        return forward

    def _running(self, x: Array) -> tuple[Array, Array]:
        return self._column("moving_mean", 0), self._column("moving_variance", 1)

    def _of_batch(self, x: Array) -> tuple[Array, Array]:
        """Return mean and variance of a batch, and let the running ones follow."""
        mean = x.mean(axis=1, keepdims=True)
        variance = np.square(x - mean).mean(axis=1, keepdims=True)
        for running, now in zip(self._running(x), (mean, variance), strict=True):
            running *= self.momentum
            running += (1 - self.momentum) * now
        return mean, variance

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradients by γ, β and the input; the batch's m and v depend on x as well."""
        delta, even, (into,) = buffers.delta, buffers.kept["even"], targets.into
        gamma, moving = self._column("gamma", 1.0), buffers.training and self.trainable
        kept, learned = buffers.kept, targets.weights

        def backward() -> None:
            if learned is not None:
                sums = [(delta * even).sum(axis=1)] * self.scale + [delta.sum(axis=1)] * self.center
                np.concatenate(sums, out=learned)
            if into is not None:
                by_even = delta * gamma
                if moving:
                    by_even -= by_even.mean(axis=1, keepdims=True) + even * (by_even * even).mean(
                        axis=1, keepdims=True
                    )
                np.divide(by_even, kept["deviation"], into)

        return backward
