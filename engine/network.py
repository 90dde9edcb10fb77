"""Network: layers on two flat vectors, what they learn and the rest; their plans.

It knows nothing of training; ``engine.model`` adds that.
"""

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.layer import Layer
from engine.weight import Weight

PLANS_KEPT = 8  # of each kind: training uses few row counts, and each plan holds buffers
ROWS_AT_ONCE = 16384  # longer inputs go through the forward pass in parts
NUMBERS_AT_ONCE = 1 << 25  # of all layers' inputs together; those of maps are large

P = TypeVar("P")


@dataclass(frozen=True)
class ParameterSlice:
    """A layer's part of the flat vectors."""

    layer: Layer
    trainable_values: Array
    gradient: Array | None
    non_trainable_values: Array
    start: int  # of what it learns, in the parameters


class Network:
    """Built layers, each on its part of the flat vectors."""

    def __init__(self, layers: Sequence[Layer], dtype: np.dtype[Any]) -> None:
        self.layers, self.dtype = list(layers), dtype
        sizes = [_sizes(layer) for layer in self.layers]
        trainable, non_trainable = (sum(column) for column in zip((0, 0), *sizes, strict=True))
        self.parameters, self.gradients = np.zeros((2, trainable), dtype)
        self.non_trainable = np.zeros(non_trainable, dtype)
        self.trainable = [layer.trainable for layer in self.layers]
        self.slices = list(self._cut())
        self.optimizer: Any = None  # the one that is bound to it, once there is one
        self._plans: dict[Hashable, Any] = {}

    def _cut(self) -> Iterator[ParameterSlice]:
        trainable = non_trainable = 0
        for layer in self.layers:
            own, rest = layer.sizes()
            if layer.trainable:
                part = slice(trainable, trainable + own)
                slices = self.parameters[part], self.gradients[part] if own else None
                trainable = part.stop
            else:
                slices = self.non_trainable[non_trainable : non_trainable + own], None
                non_trainable += own
            others = self.non_trainable[non_trainable : non_trainable + rest]
            yield ParameterSlice(layer, *slices, others, trainable - own)
            non_trainable += rest

    def attach(self, generator: Generator) -> None:
        """Attach all layers to their slices, with the weights they have, or that are drawn now."""
        for part in self.slices:
            layer = part.layer
            if layer.trainable_values is part.trainable_values:
                continue
            layer.attach(part.trainable_values, part.gradient, part.non_trainable_values)
            if not layer.drawn:
                layer.draw(generator)

    @property
    def learners(self) -> list[Layer]:
        """The layers that learn."""
        return [
            part.layer
            for part in self.slices
            if part.gradient is not None and part.trainable_values.size
        ]

    @property
    def trainable_weights(self) -> list[tuple[Layer, Weight, slice]]:
        """Every trainable weight with its layer and its part of the parameters."""
        return [
            (part.layer, weight, slice(start, start + weight.size))
            for part in self.slices
            if part.layer.trainable
            for weight, start in _starts(part)
        ]

    @property
    def weights(self) -> list[Weight]:
        """All weights, layer by layer."""
        return [weight for layer in self.layers for weight in layer.own_weights]

    @cached_property
    def rows_at_once(self) -> int:
        """How many rows go through the forward pass at once."""
        shapes = (shape for layer in self.layers for shape in layer.input_shapes)
        numbers = sum(map(math.prod, shapes))
        return max(1, min(ROWS_AT_ONCE, NUMBERS_AT_ONCE // max(1, numbers)))

    def plan(self, key: Hashable, make: Callable[[], P]) -> P:
        """Return the plan of that key, made if it is not there; the oldest are dropped."""
        plan: P | None = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= 2 * PLANS_KEPT:
                del self._plans[next(iter(self._plans))]
            plan = self._plans[key] = make()
        return plan

    def forget_plans(self) -> None:
        """Drop all plans: what they depend on has changed."""
        self._plans.clear()


def _sizes(layer: Layer) -> tuple[int, int]:
    """Return how many numbers a layer has among the parameters, and how many elsewhere."""
    trainable, non_trainable = layer.sizes()
    return (trainable, non_trainable) if layer.trainable else (0, trainable + non_trainable)


def _starts(part: ParameterSlice) -> Iterator[tuple[Weight, int]]:
    at = part.start
    for weight in part.layer.own_weights:
        if weight.trainable:
            yield weight, at
            at += weight.size


def parts(rows: int, at_once: int) -> Iterator[slice]:
    """Cut many rows into parts that go through the forward pass at once."""
    for start in range(0, rows, at_once):
        yield slice(start, min(start + at_once, rows))
