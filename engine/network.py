"""A stack of layers on one flat vector of parameters: weights, plans, outputs, a look inside.

It knows nothing of training; ``engine.models.Sequential`` adds that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.layers import Dense
from engine.plan import ForwardPlan, Objective, TrainingPlan

PLANS_KEPT = 8  # of each kind: a run uses few row counts, and each plan holds buffers
ROWS_AT_ONCE = 16384  # longer inputs go through the forward pass in parts


@dataclass(frozen=True)
class LayerInspection:
    """What one layer did with some examples; arrays are ``[rows, units]``."""

    name: str
    pre_activations: Array
    activations: Array
    deltas: Array  # dL/dz
    kernel_gradient: Array
    bias_gradient: Array


@dataclass(frozen=True)
class Inspection:
    """A forward and backward pass laid open; the loss is without penalties."""

    loss: float
    layers: list[LayerInspection]


class Network:
    """Dense layers, one after the other, built for a number of inputs."""

    def __init__(self, layers: Sequence[Dense], inputs: int, dtype: np.dtype[Any]) -> None:
        self.layers, self.inputs = list(layers), inputs
        offset, width = 0, inputs
        for layer in self.layers:
            offset, width = layer.attach(width, offset), layer.units
        self.outputs = width
        self.parameters = np.zeros(offset, dtype)
        self.gradients = np.zeros(offset, dtype)
        self._training: dict[tuple[int, Objective], TrainingPlan] = {}
        self._forward: dict[int, ForwardPlan] = {}

    def initialize(self, generator: Generator) -> None:
        """Draw all weights, layer by layer."""
        for layer in self.layers:
            layer.build(self.parameters, self.gradients, generator)

    def plan(self, rows: int, objective: Objective) -> TrainingPlan:
        """Return the training plan for batches of ``rows``."""
        plan = self._training.get((rows, objective))
        if plan is None:
            plan = TrainingPlan(self.layers, rows, objective)
            _keep(self._training, (rows, objective), plan)
        return plan

    def forward(self, x: Array) -> ForwardPlan:
        """Run the forward pass for inputs ``[rows, inputs]``; return the plan with its outputs."""
        plan = self._forward.get(len(x))
        if plan is None:
            plan = ForwardPlan(self.layers, len(x))
            _keep(self._forward, len(x), plan)
        plan.run(x)
        return plan

    def scores(self, x: Array, objective: Objective | None = None) -> Array:
        """Return outputs, or what ``objective`` reads, as a new array ``[outputs, rows]``."""
        found = np.empty((self.outputs, len(x)), self.parameters.dtype)
        for part in _parts(len(x)):
            plan = self.forward(x[part])
            found[:, part] = plan.logits if objective and objective.fused else plan.outputs[-1]
        return found

    def checked(self, x: object) -> Array:
        """Return ``x`` as ``[rows, inputs]``; raise ShapeMismatch if it is not."""
        rows = np.asarray(x)
        if rows.ndim != 2 or rows.shape[1] != self.inputs or not len(rows):
            raise ShapeMismatch(f"inputs must have shape (rows, {self.inputs}); got {rows.shape}")
        return rows

    def with_ones(self, x: Array) -> Array:
        """Return inputs as ``[rows, inputs + 1]``, ending in the column of ones."""
        rows = np.ones((len(x), self.inputs + 1), self.parameters.dtype)
        rows[:, :-1] = x
        return rows

    def inspect(self, x: Array, y: Array, objective: Objective) -> Inspection:
        """Lay open what happens with inputs ``[rows, inputs]`` and targets ``[outputs, rows]``."""
        plan = self.plan(len(x), objective)
        with np.errstate(all="ignore"):
            plan.step(self.with_ones(x).T, y, plan.share)
            loss = float(objective.loss.rows(y, plan.scores).mean(dtype=float))
        looks = [
            LayerInspection(
                layer.name,
                place.z.T.copy(),
                place.a.T.copy(),
                place.delta.T.copy(),
                layer.kernel_gradient.copy(),
                layer.bias_gradient.copy(),
            )
            for layer, place in zip(self.layers, plan.places, strict=True)
        ]
        return Inspection(loss, looks)


def _keep(plans: dict[Any, Any], key: object, plan: object) -> None:
    """Add a plan, dropping the oldest above the number kept."""
    if len(plans) >= PLANS_KEPT:
        del plans[next(iter(plans))]
    plans[key] = plan


def _parts(rows: int) -> Iterator[slice]:
    for start in range(0, rows, ROWS_AT_ONCE):
        yield slice(start, min(start + ROWS_AT_ONCE, rows))
