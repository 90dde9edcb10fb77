"""Dense layers of many networks as one layer, whose columns are the members' rows side by side.

A batch of K members is held units first, ``[size, K · rows]``, so that activations and losses work
on it as on any other.  Only the products know of members.  ``PerMember`` holds a kernel with its
bias for each member, ``[K, inputs + 1, units]``, and multiplies matrices member by member.  For the
smallest networks a call to the matrix library costs more than its arithmetic; for them
``Interleaved`` holds each weight of all members side by side, ``[inputs + 1, units, K]``, spreads
it over the rows, multiplies number by number and sums.
"""

from functools import partial
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.initializers import Zeros
from engine.layer import Layer
from engine.layers.core import Dense
from engine.tape.buffers import CallBuffers, GradientTargets, Pass, Value
from engine.tensors import Shape

SMALL = 256  # products to a layer and a member's batch, up to which Interleaved is the faster


class Stacked(Layer):
    """One layer of all members; its weights are set by its maker, never drawn."""

    has_z = True

    def __init__(self, dense: Dense, members: int) -> None:
        super().__init__(dense.name)
        self.units, self.use_bias, self.activation = dense.units, dense.use_bias, dense.activation
        self.inputs, self.members = dense.inputs, members
        self.heights = self.inputs + self.use_bias  # of a member's kernel with its bias

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return ``(units,)``."""
        return (self.units,)

    def declare(self, *shapes: Shape) -> None:
        """Add all members' kernels and biases as one weight."""
        self.add_weight("blocks", (self.members * self.heights * self.units,), Zeros())

    def by_member(self, numbers: Array) -> Array:
        """Return flat numbers, one for each weight of each, as a view ``[K, weights]``."""
        raise NotImplementedError

    def _matrices(self, columns: Array) -> Array:
        """Return ``[size, K · rows]`` as a view ``[K, size, rows]``."""
        return columns.reshape(len(columns), self.members, -1).transpose(1, 0, 2)

    def _taken(self, source: Value) -> Array:
        """Return inputs with the row of ones, if there are biases."""
        return source.full[: self.heights]

    def _activate(self, buffers: CallBuffers) -> list[Pass]:
        if buffers.fused or self.activation.name == "linear":  # z is all that is asked for
            return []
        return [partial(self.activation.value, buffers.z, buffers.output.numbers)]

    def _return_to_z(self, buffers: CallBuffers) -> list[Pass]:
        """Return what turns dL/da into dL/dz."""
        delta, vjp = buffers.delta, self.activation.vjp
        if buffers.fused:
            return []
        if buffers.derivative is not None:
            return [partial(np.multiply, delta, buffers.derivative, delta)]
        return [] if vjp is None else [partial(vjp, buffers.z, buffers.output.numbers, delta)]


class PerMember(Stacked):
    """A matrix for each member."""

    def by_member(self, numbers: Array) -> Array:
        """Return flat numbers, one for each weight of each, as a view ``[K, weights]``."""
        return numbers.reshape(self.members, -1)

    def _blocks(self, numbers: Array) -> Array:
        return numbers.reshape(self.members, self.heights, self.units)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return a = activation(z), z = blockᵀ x for each member."""
        transposed = self._blocks(self.trainable_values).transpose(0, 2, 1)
        (source,) = buffers.sources
        return self._product(transposed, source, buffers)

    def _product(self, transposed: Array, source: Value, buffers: CallBuffers) -> Pass:
        z, activate = self._matrices(buffers.z), self._activate(buffers)

        def forward() -> None:
            np.matmul(transposed, self._matrices(self._taken(source)), z)
            for one in activate:
                one()

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return dL/dz, dL/dblock = x · dL/dzᵀ, dL/dx = kernel · dL/dz for each member."""
        (source,), (into,), first = buffers.sources, targets.into, self._return_to_z(buffers)
        delta = self._matrices(buffers.delta)
        kernels = self._blocks(self.trainable_values)[:, : self.inputs]
        across, blocks = delta.transpose(0, 2, 1), self._blocks(targets.weights)
        then: list[Pass] = []
        if into is not None:
            then = [partial(np.matmul, kernels, delta, self._matrices(into))]

        def backward() -> None:
            for one in first:
                one()
            np.matmul(self._matrices(self._taken(source)), across, blocks)
            for one in then:
                one()

        return backward


class AsAlone(PerMember):
    """A matrix for each member, multiplied as that of a model alone: to its bits.

    The matrix library sums in an order that depends on how far apart the rows of a matrix lie in
    memory, so that each member's numbers are copied together first.
    """

    def _product(self, transposed: Array, source: Value, buffers: CallBuffers) -> Pass:
        z, activate = self._matrices(buffers.z), self._activate(buffers)
        is_example = buffers.training and source.gradient is None
        x = self._room(z.shape[2], z.dtype, by_rows=is_example)
        products = np.empty(z.shape, z.dtype)
        buffers.kept["x"] = x

        def forward() -> None:
            np.copyto(x, self._matrices(self._taken(source)))
            np.matmul(transposed, x, products)
            np.copyto(z, products)
            for one in activate:
                one()

        return forward

    def _room(self, rows: int, dtype: np.dtype[Any], *, by_rows: bool) -> Array:
        """Return ``[K, heights, rows]``; examples of training lie row by row in memory."""
        if by_rows:
            return np.empty((self.members, rows, self.heights), dtype).transpose(0, 2, 1)
        return np.empty((self.members, self.heights, rows), dtype)

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return dL/dz, dL/dblock = x · dL/dzᵀ, dL/dx = kernel · dL/dz for each member."""
        (into,), first = targets.into, self._return_to_z(buffers)
        given, x = self._matrices(buffers.delta), buffers.kept["x"]
        delta = np.empty(given.shape, given.dtype)
        kernels = self._blocks(self.trainable_values)[:, : self.inputs]
        across, blocks = delta.transpose(0, 2, 1), self._blocks(targets.weights)
        then: list[Pass] = []
        if into is not None:
            down = self._matrices(into)
            below = np.empty(down.shape, down.dtype)
            then = [partial(np.matmul, kernels, delta, below), partial(np.copyto, down, below)]

        def backward() -> None:
            for one in first:
                one()
            np.copyto(delta, given)
            np.matmul(x, across, blocks)
            for one in then:
                one()

        return backward


class Interleaved(PerMember):
    """Each weight of all members side by side."""

    def by_member(self, numbers: Array) -> Array:
        """Return flat numbers, one for each weight of each, as a view ``[K, weights]``."""
        return numbers.reshape(-1, self.members).T

    def take_workspace(self, wide: Array, products: Array) -> None:
        """Take the workspace of the training pass that is bound next, ``[weights, K · rows]`` each.

        Before the pass, its caller fills ``wide`` with the weights, spread over the rows; after it,
        ``products``, summed over the rows, are the gradients.
        """
        shape = self.heights, self.units, -1
        self._wide, self._products = wide.reshape(shape), products.reshape(shape)

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return a = activation(z), z = Σ weight · input, weight by weight."""
        if not buffers.training:  # rows may be many, and matrices better
            return self._many_rows(buffers)
        (source,), heights = buffers.sources, self.heights
        wide, products = self._wide, self._products
        hidden = self._hidden(source)
        flat, z = products.reshape(heights, -1), buffers.z.reshape(-1)
        total, multiply = np.ones(heights, z.dtype).dot, np.multiply
        activate = self._activate(buffers)

        def forward() -> None:
            x = source.full[:heights, np.newaxis] if hidden is None else hidden
            multiply(wide, x, products)
            total(flat, z)
            for one in activate:
                one()

        return forward

    def _many_rows(self, buffers: CallBuffers) -> Pass:
        """Return the same by matrices, of which a copy is made each time."""
        shape = self.heights, self.units, self.members
        blocks = self.trainable_values.reshape(shape).T  # [K, units, …]
        matrices, (source,) = np.empty(blocks.shape, blocks.dtype), buffers.sources
        product = self._product(matrices, source, buffers)

        def forward() -> None:
            np.copyto(matrices, blocks)
            product()

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return dL/dz, dL/dinput = Σ weight · dL/dz, and input · dL/dz for the gradients."""
        (source,), heights, multiply, products = (
            buffers.sources, self.heights, np.multiply, self._products
        )  # fmt: skip
        hidden, across = self._hidden(source), buffers.delta[np.newaxis]
        first = self._return_to_z(buffers)
        first += self._pass_down(buffers, targets)

        def backward() -> None:
            for one in first:
                one()
            x = source.full[:heights, np.newaxis] if hidden is None else hidden
            multiply(x, across, products)

        return backward

    def _hidden(self, source: Value) -> Array | None:
        """Return the outputs of a layer below, ``[heights, 1, K · rows]``, which stay in place.

        None for the model's inputs, which differ from batch to batch.
        """
        return None if source.gradient is None else self._taken(source)[:, np.newaxis]

    def _pass_down(self, buffers: CallBuffers, targets: GradientTargets) -> list[Pass]:
        (into,), delta = targets.into, buffers.delta
        if into is None:
            return []
        wide, buffer = self._wide[: self.inputs], self._products[: self.inputs]
        if self.units == 1:
            return [partial(np.multiply, wide[:, 0], delta, into)]
        ones = np.ones((1, self.units), delta.dtype)
        return [
            partial(np.multiply, wide, delta[np.newaxis], buffer),
            partial(np.matmul, ones, buffer, into[:, np.newaxis]),
        ]
