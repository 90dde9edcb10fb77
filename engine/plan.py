"""Plans: a network bound to buffers for one number of rows, so that a step allocates nothing.

All layers' outputs lie side by side in one buffer, and so do their inputs z and their slopes; the
slopes of neighbours that share an activation are then one operation for all of them.
Shapes: batches are ``[units, rows]``, outputs carry a further row of ones (see ``engine.layers``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from engine import activations
from engine.activations import Activation, Slope
from engine.arrays import Array, scalar
from engine.losses import Loss

if TYPE_CHECKING:
    from engine.layers import Dense


@dataclass(frozen=True)
class Place:
    """A layer's buffers; all but ``full``, which is ``a`` and a row of ones, are [units, rows]."""

    activation: Activation
    z: Array
    a: Array
    full: Array
    delta: Array  # dL/da, then dL/dz
    slope: Array | None = None  # da/dz; None where it is 1 or ``pull`` does its work
    pull: Callable[[Array, Array], None] | None = None


@dataclass(frozen=True)
class Objective:
    """A loss as a network meets it: on the outputs, or on the logits if it undoes the output."""

    loss: Loss
    output: Activation
    fused: bool

    @classmethod
    def of(cls, loss: Loss, output: Activation) -> "Objective":
        """Pair a loss with a network's output activation."""
        fused = loss.partner == output.name and not getattr(loss, "from_logits", False)
        return cls(loss.on_logits() if fused else loss, output, fused)

    def scores(self, place: Place) -> Array:
        """Return the buffer of the output layer that the loss reads."""
        return place.z if self.fused else place.a

    def outputs(self, scores: Array) -> Array:
        """Return the network's outputs for scores ``[outputs, rows]``."""
        return self.output.value(scores) if self.fused else scores


class TrainingPlan:
    """Forward and backward pass of a stack of layers for batches of ``rows`` rows."""

    def __init__(self, layers: Sequence["Dense"], rows: int, objective: Objective) -> None:
        buffers = _Buffers(layers, rows, objective.fused)
        self.places = buffers.places
        self.scores = objective.scores(self.places[-1])
        self.share = scalar(objective.loss.share(self.scores.shape), self.scores.dtype)
        inward = [None, *(place.delta for place in self.places[:-1])]
        self._bound = [
            layer.bind(place, below)
            for layer, place, below in zip(layers, self.places, inward, strict=True)
        ]
        self.step = self._step(buffers.slope_calls(), objective.loss)

    def _step(
        self, slopes: list[Callable[[], object]], loss: Loss
    ) -> Callable[[Array, Array, Array], None]:
        forwards = [bound.forward for bound in self._bound]
        backwards = [bound.backward for bound in reversed(self._bound)]
        scores, delta, loss_slope, multiply = (
            self.scores, self.places[-1].delta, loss.slope, np.multiply,
        )  # fmt: skip

        def step(x: Array, y: Array, weight: Array) -> None:
            """Fill the gradients; ``weight`` is each row's share in the loss."""
            for forward in forwards:
                x = forward(x)
            for slope in slopes:
                slope()
            loss_slope(y, scores, delta)
            multiply(delta, weight, delta)
            for backward in backwards:
                backward()

        return step


class ForwardPlan:
    """The forward pass alone, for ``rows`` rows; z needs room for the widest layer only."""

    def __init__(self, layers: Sequence["Dense"], rows: int) -> None:
        dtype = layers[0].block.dtype
        self.input = np.ones((layers[0].inputs + 1, rows), dtype)
        room = np.empty((max(layer.units for layer in layers), rows), dtype)
        fulls = [np.ones((layer.units + 1, rows), dtype) for layer in layers]
        self.outputs = [full[:-1] for full in fulls]
        self.logits = room[: layers[-1].units]
        self._forwards = [
            layer.bind(_forward_place(layer, room, full), None).forward
            for layer, full in zip(layers, fulls, strict=True)
        ]

    def run(self, x: Array) -> None:
        """Fill ``outputs``, and ``logits`` (the last layer's z), for inputs ``[rows, inputs]``."""
        np.copyto(self.input[:-1], x.T, casting="unsafe")
        batch = self.input
        for forward in self._forwards:
            batch = forward(batch)


def _forward_place(layer: "Dense", room: Array, full: Array) -> Place:
    z = room[: layer.units]
    return Place(activations.get(layer.activation), z, full[:-1], full, z)


class _Buffers:
    """Room for z, outputs and slopes of all layers, side by side, a row of ones after each."""

    def __init__(self, layers: Sequence["Dense"], rows: int, fused: bool) -> None:
        ends = np.cumsum([layer.units + 1 for layer in layers])
        self.z, self.outputs, self.slopes = np.ones((3, ends[-1], rows), layers[0].block.dtype)
        self.parts = [
            slice(int(end) - layer.units - 1, int(end) - 1)
            for layer, end in zip(layers, ends, strict=True)
        ]
        last = len(layers) - 1
        self.places = [
            self._place(activations.get(layer.activation), part, fused and number == last)
            for number, (layer, part) in enumerate(zip(layers, self.parts, strict=True))
        ]

    def _place(self, activation: Activation, part: slice, fused: bool) -> Place:
        """Return one layer's place; a fused output gets its dL/dz from the loss."""
        z, full = self.z[part], self.outputs[part.start : part.stop + 1]
        straight = fused or activation.pull is not None or activation.name == "linear"
        return Place(
            activation,
            z,
            full[:-1],
            full,
            delta=np.empty_like(z),
            slope=None if straight else self.slopes[part],
            pull=None if fused else activation.pull,
        )

    def slope_calls(self) -> list[Callable[[], object]]:
        """Return what fills the slopes: a call for each run of layers with one activation."""
        runs = groupby(
            zip(self.places, self.parts, strict=True),
            lambda pair: None if pair[0].slope is None else pair[0].activation.slope,
        )
        return [self._slope_call(slope, [p for _, p in run]) for slope, run in runs if slope]

    def _slope_call(self, slope: Slope, parts: list[slice]) -> Callable[[], object]:
        joined = slice(parts[0].start, parts[-1].stop)
        return partial(slope, self.z[joined], self.outputs[joined], self.slopes[joined])
