"""The members' networks as one network: their parameters in one vector, and its plans."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import EngineError, ShapeMismatch
from engine.graph import Graph
from engine.layers.core import Dense
from engine.models import Sequential
from engine.network import Network
from engine.plans import StaticPlan
from engine.population.descent import MemberPenalties
from engine.population.stacked import SMALL, AsAlone, Interleaved, PerMember, Stacked
from engine.population.training import MemberTraining
from engine.tape.tape import Purpose, any_noise
from engine.tensors import Tensor


class Stack:
    """Stacks of dense layers, all of the first model's shape, as one.

    ``exact``: each computes what it would alone, to the bit, even where another way is faster.
    """

    def __init__(
        self, models: Sequence[Sequential], batch_size: int, *, exact: bool = False
    ) -> None:
        first = _checked(models)
        self.members, self.dtype = len(models), first.dtype
        self.objective, self.noise = first.objective, any_noise()
        dense: list[Any] = first.network.layers
        small = all((one.inputs + 1) * one.units * batch_size <= SMALL for one in dense)
        kind = AsAlone if exact else Interleaved if small else PerMember
        self.layers: list[Stacked] = [kind(one, len(models)) for one in dense]
        given = tensor = Tensor(first.input_shapes[0])
        for layer in self.layers:
            tensor = layer(tensor)
        self.graph = Graph(given, tensor)
        self.network = Network(self.layers, self.dtype)
        self.network.attach(self.noise)
        self.write(self.network.parameters, np.stack([model.parameters for model in models]))

    def by_member(self, flat: Array) -> list[Array]:
        """Return a vector as long as the parameters as views ``[K, weights]``, layer by layer."""
        ends = np.cumsum([part.trainable_values.size for part in self.network.slices])
        parts = zip(self.layers, np.split(flat, ends[:-1]), strict=True)
        return [layer.by_member(part) for layer, part in parts]

    def read(self, flat: Array) -> Array:
        """Return such a vector as ``[K, P]``, each row in the order of a single model."""
        return np.hstack(self.by_member(flat))

    def write(self, flat: Array, values: Array) -> None:
        """Fill such a vector from ``[K, P]``, or from ``[K, 1]``."""
        values, at = np.broadcast_to(values, (self.members, self.size)), 0
        for view in self.by_member(flat):
            view[...] = values[:, at : at + view.shape[1]]
            at += view.shape[1]

    @property
    def size(self) -> int:
        """P, how many parameters a member has."""
        return self.network.parameters.size // self.members

    def penalties(self, models: Sequence[Sequential]) -> MemberPenalties:
        """Return what the models pay for their weights, as that of the members."""
        size = self.network.parameters.size
        owners = np.empty(size, np.intp)
        self.write(owners, np.arange(self.members)[:, np.newaxis])
        places = zip(models, self.read(np.arange(size)), strict=True)
        paid = [
            (layer, weight, own[part])
            for model, own in places
            for layer, weight, part in model.network.trainable_weights
        ]
        return MemberPenalties(paid, (self.network.parameters, self.network.gradients), owners)

    def training(self, rows: int) -> MemberTraining:
        """Return forward and backward pass for batches of so many rows of each member."""
        return MemberTraining(self.graph, self.network, rows, self.objective, self.noise)

    def forward(self, x: Array) -> StaticPlan:
        """Run inputs ``[inputs, rows]`` or ``[inputs, K, rows]`` forward; return the plan."""
        rows = x.shape[-1]

        def make() -> StaticPlan:
            purpose = Purpose(heads=frozenset(self.graph.outputs), dtype=self.dtype)
            return StaticPlan(self.graph, rows * self.members, purpose, self.noise)

        plan = self.network.plan(("forward", rows), make)
        into = plan.inputs[0].numbers.reshape(len(x), self.members, rows)
        into[...] = x[:, np.newaxis] if x.ndim == 2 else x
        plan.tape.forward()
        return plan


def _checked(models: Sequence[Sequential]) -> Sequential:
    """Return the first model.

    Raises EngineError unless all are compiled, alike, and stacks of Dense.
    """
    if not models:
        raise ShapeMismatch("a population must have at least one member; got none")
    for model in models:
        for layer in model.network.layers:
            if not (type(layer) is Dense and layer.trainable):
                raise EngineError(
                    "a population is made of trainable Dense layers; "
                    f"got {type(layer).__name__} {layer.name!r}"
                )
            if len(layer.input_shapes[0]) > 1:
                raise EngineError(
                    f"a population takes rows of numbers; got {layer.input_shapes[0]}"
                )
            if layer.kernel_constraint or layer.bias_constraint:
                raise EngineError(f"a population takes no constraints; got one of {layer.name!r}")
    shapes = list(dict.fromkeys(str(_shape(model)) for model in models))
    if len(shapes) > 1:
        raise ShapeMismatch(f"members must be of one shape; got {shapes[0]} and {shapes[1]}")
    return models[0]


def _shape(model: Any) -> tuple[Any, ...]:
    """Return what all members must have in common."""
    layers = [
        (one.units, one.activation.name, one.activation.formula, one.use_bias)
        for one in model.network.layers
    ]
    loss = model.compiled.losses[0]
    return model.input_shapes[0], layers, type(loss).__name__, vars(loss), model.dtype.name
