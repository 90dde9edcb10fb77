"""Dense layers of many networks as one layer, whose columns are the members' rows side by side.

A batch of K members is held units first, ``[size, K · rows]``, so that activations and losses work
on it as on any other.  Only the products know of members.  ``Apart`` holds a kernel with its bias
for each member, ``[K, inputs + 1, units]``, and multiplies matrices member by member.  For the
smallest networks a call to the matrix library costs more than its arithmetic; for them ``Beside``
holds each weight of all members side by side, ``[inputs + 1, units, K]``, spreads it over the rows,
multiplies number by number and sums.
"""

from functools import partial

import numpy as np

from engine.arrays import Array
from engine.initializers import Zeros
from engine.layer import Layer
from engine.layers.core import Dense
from engine.tape.buffers import Flow, Pass, Place, Value
from engine.tensors import Shape

SMALL = 256  # products to a layer and a member's batch, up to which Beside is the faster


class Stacked(Layer):
    """One layer of all members; weights are set by who makes it, never drawn."""

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

    def _activate(self, place: Place) -> list[Pass]:
        if place.fused or self.activation.name == "linear":  # z is all that is asked for
            return []
        return [partial(self.activation.value, place.z, place.output.numbers)]

    def _return_to_z(self, place: Place) -> list[Pass]:
        """Return what turns dL/da into dL/dz."""
        delta, pull = place.delta, self.activation.pull
        if place.fused:
            return []
        if place.slope is not None:
            return [partial(np.multiply, delta, place.slope, delta)]
        return [] if pull is None else [partial(pull, place.output.numbers, delta)]


class Apart(Stacked):
    """A matrix for each member."""

    def by_member(self, numbers: Array) -> Array:
        """Return flat numbers, one for each weight of each, as a view ``[K, weights]``."""
        return numbers.reshape(self.members, -1)

    def _blocks(self, numbers: Array) -> Array:
        return numbers.reshape(self.members, self.heights, self.units)

    def forward_pass(self, place: Place) -> Pass:
        """Return a = activation(z), z = blockᵀ x for each member."""
        transposed, (source,) = self._blocks(self.learned).transpose(0, 2, 1), place.sources
        return self._product(transposed, source, place)

    def _product(self, transposed: Array, source: Value, place: Place) -> Pass:
        z, activate = self._matrices(place.z), self._activate(place)

        def forward() -> None:
            np.matmul(transposed, self._matrices(self._taken(source)), z)
            for one in activate:
                one()

        return forward

    def backward_pass(self, place: Place, flow: Flow) -> Pass:
        """Return dL/dz, dL/dblock = x · dL/dzᵀ, dL/dx = kernel · dL/dz for each member."""
        (source,), (into,), first = place.sources, flow.into, self._return_to_z(place)
        delta, kernels = self._matrices(place.delta), self._blocks(self.learned)[:, : self.inputs]
        across, blocks = delta.transpose(0, 2, 1), self._blocks(flow.weights)
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


class Beside(Apart):
    """Each weight of all members side by side."""

    def by_member(self, numbers: Array) -> Array:
        """Return flat numbers, one for each weight of each, as a view ``[K, weights]``."""
        return numbers.reshape(-1, self.members).T

    def take_room(self, wide: Array, products: Array) -> None:
        """Take the room of the training pass that is bound next, ``[weights, K · rows]`` each.

        Who runs the pass fills ``wide`` with the weights, spread over the rows, before; what it
        finds in ``products`` afterwards, summed over the rows, are the gradients.
        """
        shape = self.heights, self.units, -1
        self._wide, self._products = wide.reshape(shape), products.reshape(shape)

    def forward_pass(self, place: Place) -> Pass:
        """Return a = activation(z), z = Σ weight · input, weight by weight."""
        if not place.training:  # rows may be many, and matrices better
            return self._many_rows(place)
        (source,), heights, wide, products = place.sources, self.heights, self._wide, self._products
        hidden = self._hidden(source)
        flat, z = products.reshape(heights, -1), place.z.reshape(-1)
        total, multiply = np.ones(heights, z.dtype).dot, np.multiply
        activate = self._activate(place)

        def forward() -> None:
            x = source.full[:heights, np.newaxis] if hidden is None else hidden
            multiply(wide, x, products)
            total(flat, z)
            for one in activate:
                one()

        return forward

    def _many_rows(self, place: Place) -> Pass:
        """Return the same by matrices, of which a copy is made each time."""
        blocks = self.learned.reshape(self.heights, self.units, self.members).T  # [K, units, …]
        matrices, (source,) = np.empty(blocks.shape, blocks.dtype), place.sources
        product = self._product(matrices, source, place)

        def forward() -> None:
            np.copyto(matrices, blocks)
            product()

        return forward

    def backward_pass(self, place: Place, flow: Flow) -> Pass:
        """Return dL/dz, dL/dinput = Σ weight · dL/dz, and input · dL/dz for the gradients."""
        (source,), heights, multiply, products = (
            place.sources, self.heights, np.multiply, self._products
        )  # fmt: skip
        hidden, across = self._hidden(source), place.delta[np.newaxis]
        first = self._return_to_z(place)
        first += self._pass_down(place, flow)

        def backward() -> None:
            for one in first:
                one()
            x = source.full[:heights, np.newaxis] if hidden is None else hidden
            multiply(x, across, products)

        return backward

    def _hidden(self, source: Value) -> Array | None:
        """Return the outputs of a layer below, ``[heights, 1, K · rows]``, which stay in place.

        None for the model's inputs, which each batch brings anew.
        """
        return None if source.gradient is None else self._taken(source)[:, np.newaxis]

    def _pass_down(self, place: Place, flow: Flow) -> list[Pass]:
        (into,), delta = flow.into, place.delta
        if into is None:
            return []
        wide, room = self._wide[: self.inputs], self._products[: self.inputs]
        if self.units == 1:
            return [partial(np.multiply, wide[:, 0], delta, into)]
        ones = np.ones((1, self.units), delta.dtype)
        return [
            partial(np.multiply, wide, delta[np.newaxis], room),
            partial(np.matmul, ones, room, into[:, np.newaxis]),
        ]
