"""Layers: a dense layer's place in the flat vector, and its forward and backward pass.

A kernel ``[inputs, units]`` and the bias after it lie in the flat vector like one matrix of
``inputs + 1`` rows, the ``block``.  Let every input end in a row of ones, and one product gives
z with the bias in it, and one product the gradients of kernel and bias, where they belong.

Batches are held units first, ``[units, rows]``: leaving out the row of ones is then a prefix of
contiguous memory, and NumPy is two to four times faster on that at the sizes of a playground.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine import activations, initializers, regularizers
from engine.activations import Activation
from engine.arrays import Array
from engine.errors import InvalidValue, NotReady
from engine.initializers import Initializer
from engine.plan import Place
from engine.regularizers import Regularizer


class Bound(NamedTuple):
    """A layer's two passes, bound to buffers; ``backward`` belongs to the last ``forward``."""

    forward: Callable[[Array], Array]  # inputs [inputs + 1, rows] -> outputs [units + 1, rows]
    backward: Callable[[], None]  # dL/da in the layer's place -> dL/dz there, gradients,
    # and dL/da of the layer below in its place


@dataclass(frozen=True)
class Input:
    """What a model is fed: ``shape`` without the rows, as in ``Input((2,))``."""

    shape: tuple[int, ...]

    @property
    def units(self) -> int:
        """How many numbers a row has."""
        if len(self.shape) != 1 or self.shape[0] < 1:
            raise InvalidValue(f"input shape must be (inputs,), at least (1,); got {self.shape}")
        return self.shape[0]


@dataclass(eq=False)
class Dense:
    """a = activation(x · kernel + bias); the arguments are Keras's."""

    units: int
    activation: Activation | str | None = None
    use_bias: bool = True
    kernel_initializer: Initializer | str = "glorot_uniform"
    bias_initializer: Initializer | str = "zeros"
    kernel_regularizer: Regularizer | str | None = None
    name: str = ""
    inputs: int = field(default=0, init=False)  # 0 until built

    def __post_init__(self) -> None:
        if self.units < 1:
            raise InvalidValue(f"units must be at least 1; got {self.units}")
        self.activation = activations.get(self.activation)
        self.kernel_initializer = initializers.get(self.kernel_initializer)
        self.bias_initializer = initializers.get(self.bias_initializer)
        self.kernel_regularizer = regularizers.get(self.kernel_regularizer)

    def count_params(self) -> int:
        """Return how many weights and biases the layer has.  Raises NotReady before it is built."""
        if not self.inputs:
            raise NotReady(f"layer {self.name!r} must be built first: add an Input to the model")
        return (self.inputs + self.use_bias) * self.units

    def attach(self, inputs: int, offset: int) -> int:
        """Settle the inputs and the place in the flat vector; return where the next begins."""
        self.inputs = inputs
        self.kernel_slice = slice(offset, offset + inputs * self.units)
        self.slice = slice(offset, offset + self.count_params())
        return self.slice.stop

    def build(self, parameters: Array, gradients: Array, generator: np.random.Generator) -> None:
        """Draw the weights and become views into the flat vectors."""
        shape = (self.inputs + self.use_bias, self.units)
        self.block = parameters[self.slice].reshape(shape)
        self.gradient_block = gradients[self.slice].reshape(shape)
        self.kernel, self.bias = self.block[: self.inputs], self.block[self.inputs :].reshape(-1)
        self.kernel[...] = initializers.get(self.kernel_initializer)(self.kernel.shape, generator)
        if self.use_bias:
            self.bias[...] = initializers.get(self.bias_initializer)((self.units,), generator)

    def weights(self) -> list[Array]:
        """Return kernel and bias as views."""
        return [self.kernel, self.bias] if self.use_bias else [self.kernel]

    @property
    def kernel_gradient(self) -> Array:
        """The newest dL/dkernel, a view."""
        return self.gradient_block[: self.inputs]

    @property
    def bias_gradient(self) -> Array:
        """The newest dL/dbias, a view."""
        return self.gradient_block[self.inputs :].reshape(-1)

    def bind(self, place: Place, inward: Array | None) -> Bound:
        """Return both passes on the buffers of ``place``; ``inward`` takes dL/dx if wanted."""
        dot, multiply = np.dot, np.multiply
        transposed, kernel, gradient = self.block.T, self.kernel, self.gradient_block
        z, a, full = place.z, place.a, place.full
        slope, delta, delta_transposed, pull = place.slope, place.delta, place.delta.T, place.pull
        value, width, received = activations.get(self.activation).value, len(self.block), full

        def forward(x: Array) -> Array:
            nonlocal received
            received = x[:width]
            dot(transposed, received, z)
            value(z, a)
            return full

        def backward() -> None:
            if slope is not None:
                multiply(delta, slope, delta)
            elif pull is not None:
                pull(a, delta)
            dot(received, delta_transposed, gradient)
            if inward is not None:
                dot(kernel, delta, inward)

        return Bound(forward, backward)
