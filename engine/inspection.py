"""Inspection: all numbers of a forward and a backward pass."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import EngineError
from engine.objective import Objective
from engine.state import SavedState
from engine.tape.buffers import CallBuffers
from engine.trainable import Trainable


@dataclass(frozen=True)
class LayerInspection:
    """What one call of a layer did with some examples; arrays are ``[rows, units]``."""

    name: str
    pre_activations: Any  # of layers that have them
    activations: Array
    slopes: Any  # da/dz; None: there is no z, or units depend on each other, as softmax makes them
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
    losses: Array  # of each row, ``[rows]``; their mean is the loss
    parts: list[Array]  # the same of each output, as if it counted whole
    outputs: list[Array]  # each ``[rows, outputs]``
    targets: list[Array]  # the same, as the losses take them
    errors: list[Any]  # dL/doutput, the same; None where the loss gives dL/dz itself
    added: float  # what layers add to the loss of the batch


def inspect(model: Trainable, x: Any, y: Any) -> Inspection:
    """Return all numbers of both passes for these examples; no weight is changed.

    Raises EngineError of a model that computes its loss itself.
    """
    if model.computes:
        raise EngineError("inspect takes apart the losses of compile; this model has its own")
    inputs, targets = model.pair(x, y)
    before = SavedState(model)  # a pass in training moves running means, and draws noise
    plan, objectives = model.plan(len(inputs[0])), model.objectives
    keep = [np.empty_like(one) for one in targets]
    with np.errstate(all="ignore"):
        plan.step([with_ones(rows, model.dtype).T for rows in inputs], targets, plan.shares, keep)
        every = list(zip(objectives, targets, keep, strict=True))
        parts = [o.loss.rows(t, p).astype(float) for o, t, p in every]
        looks = [_look(buffers) for buffers in plan.call_buffers]
        outputs = [o.outputs(p).T.copy() for o, _, p in every]
        errors = [_error(*one, share) for one, share in zip(every, plan.shares, strict=True)]
        added = float(plan.tape.paid())
    before.restore()
    weighted = [o.weight * rows for o, rows in zip(objectives, parts, strict=True)]
    loss, losses = float(sum(rows.mean() for rows in weighted)), np.sum(weighted, axis=0)
    given = [one.T.copy() for one in targets]
    return Inspection(loss, looks, losses, parts, outputs, given, errors, added)


def _error(objective: Objective, targets: Array, scores: Array, share: Array) -> Any:
    """Return dL/doutput, ``[rows, outputs]``, where the loss reads the outputs."""
    if objective.fused:
        return None
    return (objective.loss.derivative(targets, scores) * share).T


def with_ones(rows: Array, dtype: Any) -> Array:
    """Return inputs as ``[rows, numbers + 1]``, ending in the column of ones."""
    extended = np.ones((len(rows), rows.shape[1] + 1), dtype)
    extended[:, :-1] = rows
    return extended


def _look(buffers: CallBuffers) -> LayerInspection:
    layer, delta = buffers.call.layer, buffers.delta
    has_z = buffers.z is not None
    a = buffers.activation.value(buffers.z) if has_z else buffers.output.numbers
    gradients = {w.name: w.gradient.copy() for w in layer.own_weights if w.gradient is not None}
    return LayerInspection(
        layer.name,
        buffers.z.T.copy() if has_z else None,
        a.T.copy(),
        _slopes(buffers, a) if has_z else None,
        None if delta is None else delta.T.copy(),
        gradients,
    )


def _slopes(buffers: CallBuffers, a: Array) -> Any:
    """Return da/dz, ``[rows, units]``; None where an activation has none for each unit alone."""
    if buffers.activation.vjp is not None:
        return None
    if buffers.derivative is not None:
        return buffers.derivative.T.copy()
    return buffers.activation.derivative(buffers.z, a).T
