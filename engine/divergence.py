"""Divergence: a loss or a weight became non-finite.  It is a result of a run, not an error.

Training is checked in stretches of up to an epoch, not batch by batch; when a stretch ends badly
it is trained again from its saved start, watched, up to the first batch that went wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.layers import Dense
from engine.plan import TrainingPlan


@dataclass(frozen=True)
class Divergence:
    """Where training left the finite numbers; the model keeps its last finite state."""

    epoch: int  # complete epochs before it
    layer: int  # counted from 1
    reason: str


def all_finite(values: Array) -> bool:
    """Return whether no value is NaN or infinite."""
    return bool(np.isfinite(values).all())


def locate(layers: Sequence[Dense], plan: TrainingPlan, epoch: int) -> Divergence:
    """Say where a step first went wrong: on the way up, on the way down, or in the update.

    The plan's buffers and the layers' parameters are those after the step.
    """
    for number, place in enumerate(plan.places, 1):
        if not all_finite(place.z):
            return Divergence(epoch, number, f"the inputs of layer {number}'s units overflowed")
    for number in range(len(layers), 0, -1):
        if not all_finite(plan.places[number - 1].delta):
            return Divergence(epoch, number, f"the gradient in layer {number} overflowed")
    for number, layer in enumerate(layers, 1):
        if not all_finite(layer.block):
            return Divergence(epoch, number, f"the weights of layer {number} overflowed")
    return Divergence(epoch, len(layers), "the loss overflowed")
