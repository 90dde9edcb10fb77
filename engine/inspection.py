"""Inspection: all numbers of a forward and a backward pass."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.state import SavedState
from engine.tape.buffers import CallBuffers
from engine.trainable import Trainable


@dataclass(frozen=True)
class LayerInspection:
    """What one call of a layer did with some examples; arrays are ``[rows, units]``."""

    name: str
    pre_activations: Any  # of layers that have them
    activations: Array
    deltas: Any  # dL/dz, or dL/da of layers without pre-activations; None: not wanted
    gradients: dict[str, Array]  # dL/dw of each weight that is learned

    @property
    def kernel_gradient(self) -> Array:
        """dL/dkernel ``[inputs, units]``."""
        return self.gradients["kernel"]

    @property
    def bias_gradient(self) -> Array:
        """dL/dbias ``[units]``."""
        return self.gradients["bias"]


@dataclass(frozen=True)
class Inspection:
    """All numbers of a forward and a backward pass; the loss is without penalties."""

    loss: float
    layers: list[LayerInspection]


def inspect(model: Trainable, x: Any, y: Any) -> Inspection:
    """Return all numbers of both passes for these examples; no weight is changed."""
    inputs, targets = model.pair(x, y)
    before = SavedState(model)  # a pass in training moves running means, and draws noise
    plan, objectives = model.plan(len(inputs[0])), model.objectives
    keep = [np.empty_like(one) for one in targets]
    with np.errstate(all="ignore"):
        plan.step([with_ones(rows, model.dtype).T for rows in inputs], targets, plan.shares, keep)
        every = zip(objectives, targets, keep, strict=True)
        loss = sum(o.weight * float(o.loss.rows(t, p).mean(dtype=float)) for o, t, p in every)
        looks = [_look(buffers) for buffers in plan.call_buffers]
    before.restore()
    return Inspection(loss, looks)


def with_ones(rows: Array, dtype: Any) -> Array:
    """Return inputs as ``[rows, numbers + 1]``, ending in the column of ones."""
    extended = np.ones((len(rows), rows.shape[1] + 1), dtype)
    extended[:, :-1] = rows
    return extended


def _look(buffers: CallBuffers) -> LayerInspection:
    layer, delta = buffers.call.layer, buffers.delta
    has_z = buffers.z is not None
    a = buffers.activation.value(buffers.z) if has_z else buffers.output.numbers
    gradients = {w.name: w.gradient.copy() for w in layer.weights if w.gradient is not None}
    return LayerInspection(
        layer.name,
        buffers.z.T.copy() if has_z else None,
        a.T.copy(),
        None if delta is None else delta.T.copy(),
        gradients,
    )
