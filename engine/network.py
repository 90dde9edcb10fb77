"""Network: layers on two flat vectors, what they learn and the rest; their plans; a look inside.

It knows nothing of training; ``engine.model`` adds that.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.layer import Layer, Weight

PLANS_KEPT = 8  # of each kind: training uses few row counts, and each plan holds buffers
ROWS_AT_ONCE = 16384  # longer inputs go through the forward pass in parts

P = TypeVar("P")


@dataclass(frozen=True)
class Home:
    """A layer's part of the flat vectors."""

    layer: Layer
    learned: Array
    gradient: Array | None
    fixed: Array
    start: int  # of what it learns, in the parameters


class Network:
    """Built layers, each on its part of the flat vectors."""

    def __init__(self, layers: Sequence[Layer], dtype: np.dtype[Any]) -> None:
        self.layers, self.dtype = list(layers), dtype
        sizes = [_sizes(layer) for layer in self.layers]
        learned, fixed = (sum(column) for column in zip((0, 0), *sizes, strict=True))
        self.parameters, self.gradients = np.zeros((2, learned), dtype)
        self.fixed = np.zeros(fixed, dtype)
        self.trainable = [layer.trainable for layer in self.layers]
        self.homes = list(self._homes())
        self._plans: dict[Hashable, Any] = {}

    def _homes(self) -> Iterator[Home]:
        learned = fixed = 0
        for layer in self.layers:
            own, rest = layer.sizes()
            if layer.trainable:
                part = slice(learned, learned + own)
                homes = self.parameters[part], self.gradients[part] if own else None
                learned = part.stop
            else:
                homes = self.fixed[fixed : fixed + own], None
                fixed += own
            yield Home(layer, *homes, self.fixed[fixed : fixed + rest], learned - own)
            fixed += rest

    def settle(self, generator: Generator) -> None:
        """Bring all layers home, with the weights they have, or that are drawn now."""
        for home in self.homes:
            layer = home.layer
            if layer.learned is home.learned:
                continue
            layer.move(home.learned, home.gradient, home.fixed)
            if not layer.drawn:
                layer.draw(generator)

    @property
    def learners(self) -> list[Layer]:
        """The layers that learn."""
        return [
            home.layer for home in self.homes if home.gradient is not None and home.learned.size
        ]

    @property
    def learned(self) -> list[tuple[Layer, Weight, slice]]:
        """Every learned weight with its layer and its part of the parameters."""
        return [
            (home.layer, weight, slice(start, start + weight.size))
            for home in self.homes
            if home.layer.trainable
            for weight, start in _starts(home)
        ]

    @property
    def weights(self) -> list[Weight]:
        """All weights, layer by layer."""
        return [weight for layer in self.layers for weight in layer.weights]

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
    learned, fixed = layer.sizes()
    return (learned, fixed) if layer.trainable else (0, learned + fixed)


def _starts(home: Home) -> Iterator[tuple[Weight, int]]:
    at = home.start
    for weight in home.layer.weights:
        if weight.learned:
            yield weight, at
            at += weight.size


def parts(rows: int) -> Iterator[slice]:
    """Cut many rows into parts that go through the forward pass at once."""
    for start in range(0, rows, ROWS_AT_ONCE):
        yield slice(start, min(start + ROWS_AT_ONCE, rows))
