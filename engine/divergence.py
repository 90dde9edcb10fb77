"""Divergence: a loss or a weight became non-finite.  It is a result of a run, not an error.

Training is checked in stretches of up to an epoch, not batch by batch; when a stretch ends badly
it is trained again from its saved start, watched, up to the first batch that went wrong.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.layer import Layer
from engine.tape.buffers import CallBuffers


@dataclass(frozen=True)
class Divergence:
    """Where training left the finite numbers; the model keeps its last finite state."""

    epoch: int  # complete epochs before it
    layer: int  # counted from 1
    reason: str


class DivergenceWarning(RuntimeWarning):
    """Training left the finite numbers; the message says where, why, and what to do."""


warnings.simplefilter("always", DivergenceWarning, append=True)  # each fit has one of its own


def warn(found: Divergence, epoch: int, rate: float, category: type[Warning]) -> None:
    """Warn of a divergence in an epoch, counted from 1, at a learning rate."""
    warnings.warn(
        f"training diverged in epoch {epoch}: {found.reason}. The figures are nan from here on, "
        f"and the weights stay at their last finite values. Lower the learning rate ({rate:g}), "
        "scale inputs and targets (layers.Normalization), or clip the gradients (clipnorm=1.0); "
        "then train a new model.",
        category,
        stacklevel=5,
    )


def all_finite(values: Array) -> bool:
    """Return whether no value is NaN or infinite."""
    return bool(np.isfinite(values).all())


def locate(layers: Sequence[Layer], call_buffers: Sequence[CallBuffers], epoch: int) -> Divergence:
    """Say where a step first went wrong: on the way up, on the way down, or in the update.

    The buffers at ``call_buffers`` and the layers' weights are those after the step.
    """
    number = {layer: index for index, layer in enumerate(layers, 1)}
    for buffers in call_buffers:
        if not all_finite(buffers.output.numbers if buffers.z is None else buffers.z):
            at = number[buffers.call.layer]
            return Divergence(epoch, at, f"the inputs of layer {at}'s units overflowed")
    for buffers in reversed(call_buffers):
        if buffers.output.gradient is not None and not all_finite(buffers.output.gradient):
            at = number[buffers.call.layer]
            return Divergence(epoch, at, f"the gradient in layer {at} overflowed")
    for layer, at in number.items():
        if not all_finite(layer.trainable_values):
            return Divergence(epoch, at, f"the weights of layer {at} overflowed")
    return Divergence(epoch, len(layers), "the loss overflowed")
