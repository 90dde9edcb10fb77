"""Dense layers, which are most of what a multilayer perceptron is, and activations by themselves.

A kernel ``[inputs, units]`` and the bias after it lie in the flat vector like one matrix of
``inputs + 1`` rows, the ``block``.  Every input ends in a row of ones, so one product gives z with
the bias in it, and one product the gradients of kernel and bias, where they belong.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine import activations, constraints, initializers, regularizers
from engine.activations import Activation as Function
from engine.activations import parametric
from engine.arrays import Array
from engine.constraints import Constraint
from engine.errors import EngineError, InvalidValue, ShapeMismatch
from engine.exportable import Names, Nodes
from engine.initializers import Initializer
from engine.layer import Layer
from engine.layers import map_words
from engine.layers.along import backward_along, forward_along
from engine.layers.places import activation_pass, return_pass
from engine.regularizers import Regularizer
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tensors import Shape


def flat(shape: Shape, layer: Layer) -> int:
    """Return how many numbers a row has.  Raises ShapeMismatch if it is no plain row."""
    if len(shape) != 1:
        raise ShapeMismatch(
            f"layer {layer.name!r} takes rows of numbers, shape (n,); got {shape}: "
            "put a Flatten before it"
        )
    return shape[0]


class Dense(Layer):
    """a = activation(x · kernel + bias); the arguments are Keras's.

    >>> dense = Dense(1, "relu", kernel_initializer="ones")
    >>> dense(np.array([[1, 2], [-3, 1]])).tolist()
    [[3.0], [0.0]]
    """

    settings: ClassVar[tuple[str, ...]] = (
        "units", "activation", "use_bias", "kernel_initializer", "bias_initializer",
        "kernel_regularizer", "bias_regularizer", "kernel_constraint", "bias_constraint",
    )  # fmt: skip
    has_z = True
    penalised = ("kernel", "bias")

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Initializer | str = "glorot_uniform",
        bias_initializer: Initializer | str = "zeros",
        kernel_regularizer: Regularizer | str | None = None,
        bias_regularizer: Regularizer | str | None = None,
        activity_regularizer: Regularizer | str | None = None,
        *,
        kernel_constraint: Constraint | str | None = None,
        bias_constraint: Constraint | str | None = None,
        name: str | None = None,
        trainable: bool = True,
        **given: Any,
    ) -> None:
        super().__init__(name, trainable, **given)
        if not isinstance(units, int | np.integer) or units < 1:
            raise InvalidValue(f"units must be at least 1 and whole; got {units!r}")
        self.units, self.use_bias = int(units), use_bias
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape with ``units`` in place of its last size."""
        if not shapes[0]:
            flat(shapes[0], self)
        return (*shapes[0][:-1], self.units)

    def declare(self, *shapes: Shape) -> None:
        """Add kernel and bias."""
        self.add_weight("kernel", (shapes[0][-1], self.units), self.kernel_initializer)
        if self.use_bias:
            self.add_weight("bias", (self.units,), self.bias_initializer)

    @property
    def inputs(self) -> int:
        """How many inputs there are, at each place; 0 before it is built."""
        return self.input_shapes[0][-1] if self.built else 0

    def _plain(self, what: str) -> None:
        """Raise EngineError of rows of several axes, for which programs have no words yet."""
        if len(self.input_shapes[0]) > 1:
            raise EngineError(
                f"{what} of {self.name!r} is for rows of numbers; got {self.input_shapes[0]}: put "
                "a Flatten before it"
            )

    def _block(self, numbers: Array) -> Array:
        """Return flat numbers as the matrix of kernel and bias."""
        return numbers.reshape(-1, self.units)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return activation(x @ kernel + bias)."""
        self._plain("export")
        z = f"{x[0]} @ {weight('kernel')}"
        return self.activation.numpy_call(f"{z} + {weight('bias')}" if self.use_bias else z)

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add Gemm, or MatMul without a bias, and the activation."""
        self._plain("export")
        straight = self.activation.name == "linear"
        given = [nodes.constant(weight.array) for weight in self.weights]
        z = nodes.node("Gemm" if self.use_bias else "MatMul", [*x, *given], out if straight else "")
        if not straight:
            self.activation.onnx_nodes(nodes, z, out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return a = activation(z), z = blockᵀ x."""
        if len(buffers.call.output.row_shape) > 1:
            return forward_along(self, buffers)
        value, (source,) = self.activation.value, buffers.sources
        dot, z, a = self._block(self.trainable_values).T.dot, buffers.z, buffers.output.numbers
        straight = buffers.fused or self.activation.name == "linear"  # z is all that is asked for

        def forward() -> None:
            dot(source.full, z)
            value(z, a)

        def unusual() -> None:
            dot(source.full if self.use_bias else source.numbers, z)
            if not straight:
                value(z, a)

        return forward if self.use_bias and not straight else unusual

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return dL/dz = dL/da · da/dz; dL/dblock = x · dL/dzᵀ; dL/dx = kernel · dL/dz."""
        if len(buffers.call.output.row_shape) > 1:
            return backward_along(self, buffers, targets)
        multiply, (source,), (into,) = np.multiply, buffers.sources, targets.into
        delta, derivative, vjp = buffers.delta, buffers.derivative, self.activation.vjp
        z, a, across = buffers.z, buffers.output.numbers, delta.T
        down = self._block(self.trainable_values)[: self.inputs].dot
        block = None if targets.weights is None else self._block(targets.weights)
        fused, biased = buffers.fused, self.use_bias

        def backward() -> None:
            if not fused:
                if derivative is not None:
                    multiply(delta, derivative, delta)
                elif vjp is not None:
                    vjp(z, a, delta)
            if block is not None:
                (source.full if biased else source.numbers).dot(across, block)
            if into is not None:
                down(delta, into)

        return backward


class Activation(Layer):
    """An activation as a layer of its own."""

    settings: ClassVar[tuple[str, ...]] = ("activation",)
    has_z = True

    def __init__(self, activation: Any, *, name: str | None = None, **given: Any) -> None:
        super().__init__(name, **given)
        self.activation: Function = activations.get(activation)

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return activation(x)."""
        return map_words.numpy_at_places(self.activation, x[0], self.input_shapes[0])

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add the activation."""
        map_words.onnx_at_places(nodes, self.activation, x[0], self.input_shapes[0], out)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return a = activation(x)."""
        (source,), z, copyto = buffers.sources, buffers.z, np.copyto
        units = buffers.call.output.row_shape[-1]
        activate = activation_pass(self.activation, units, z, buffers.output.numbers)

        def forward() -> None:
            copyto(z, source.numbers)
            activate()

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return dL/dx = dL/da · da/dx."""
        delta, (into,) = buffers.delta, targets.into
        return_to_z = return_pass(self.activation, buffers.call.output.row_shape[-1], buffers)

        def backward() -> None:
            return_to_z()
            np.copyto(into, delta)

        return backward


class ReLU(Activation):
    """The rectifier as a layer."""

    settings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, name: str | None = None, **given: Any) -> None:
        super().__init__("relu", name=name, **given)


class Softmax(Activation):
    """Softmax as a layer."""

    settings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, name: str | None = None, **given: Any) -> None:
        super().__init__("softmax", name=name, **given)


class LeakyReLU(Activation):
    """A rectifier that leaks below 0, by ``negative_slope``."""

    settings: ClassVar[tuple[str, ...]] = ("negative_slope",)

    def __init__(
        self, negative_slope: float = 0.3, *, name: str | None = None, **given: Any
    ) -> None:
        self.negative_slope = negative_slope
        super().__init__(parametric.leaky(negative_slope), name=name, **given)


class ELU(Activation):
    """Exponential below 0, down to -``alpha``."""

    settings: ClassVar[tuple[str, ...]] = ("alpha",)

    def __init__(self, alpha: float = 1.0, *, name: str | None = None, **given: Any) -> None:
        self.alpha = alpha
        super().__init__(parametric.exponential_linear(alpha), name=name, **given)
