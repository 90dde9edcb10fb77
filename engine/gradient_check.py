"""Gradients by complex step, to check the backward pass against: exact to rounding, and slow.

f(p + ih) has the imaginary part h f'(p) up to terms of h², and h may be 1e-20, for no difference
of near numbers is taken.  The forward pass is run in complex numbers; nothing of the backward pass
is used (Squire & Trapp, 1998).  The model must be float64.
"""

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.exceptions import ComplexWarning

from engine.arrays import Array
from engine.models import Model
from engine.network import Network
from engine.plans import LivePlan, StaticPlan
from engine.random import generator_state, set_generator_state
from engine.regularizers import Regularizer, get

STEP = 1e-20


class ComplexTwin:
    """A compiled model's forward pass in training, and its loss, on complex parameters."""

    def __init__(self, model: Model, x: Any, y: Any) -> None:
        self.inputs, self.targets = model.pair(x, y)
        self._model, self._noise = model, generator_state(model.noise)
        self._own, self._compiled = model.network, model.compiled
        self.network = Network(self._own.layers, np.dtype(complex))
        self._plan: Any = None

    def __enter__(self) -> "ComplexTwin":
        model, rows = self._model, len(self.inputs[0])
        purpose = replace(model.purpose(), dtype=self.network.dtype)
        self.network.attach(model.noise)
        if model.graph is None:
            self._plan = LivePlan(model._program, rows, purpose, model.noise)  # type: ignore[arg-type]
        else:
            self._plan = StaticPlan(model.graph, rows, purpose, model.noise)
        self._start, self._fixed = self.network.parameters.copy(), self.network.non_trainable.copy()
        return self

    def __exit__(self, *_: object) -> None:
        self.network.parameters[...], self.network.non_trainable[...] = self._start, self._fixed
        with warnings.catch_warnings(action="ignore", category=ComplexWarning):
            self._own.attach(self._model.noise)
        set_generator_state(self._model.noise, self._noise)

    def loss(self, parameters: Array) -> complex:
        """Return mean loss and penalties at complex parameters."""
        set_generator_state(self._model.noise, self._noise)
        self.network.parameters[...], self.network.non_trainable[...] = parameters, self._fixed
        self._plan.run(self.inputs)
        total = _penalty(self.network, parameters)
        objectives = self._compiled.objectives
        scores = self._plan.scores(objectives)
        for one, y, p in zip(objectives, self.targets, scores, strict=True):
            total += one.weight * one.loss.rows(y, p).mean()
        return complex(total)


def _penalty(network: Network, parameters: Array) -> complex:
    """Return the penalties whose derivative is in the gradient, which a truncating one's is not."""
    total = 0j
    for layer, weight, part in network.trainable_weights:
        regularizer = get(getattr(layer, f"{weight.name}_regularizer", None))
        w = parameters[part].reshape(weight.shape)
        total += 0 if regularizer is None else _paid(regularizer, w)
    return total


def _paid(regularizer: Regularizer, w: Array) -> Any:
    if regularizer.own:
        return complex(regularizer.own.function(w))
    l1 = 0.0 if regularizer.truncates else regularizer.l1
    return l1 * np.maximum(w, -w).sum() + regularizer.l2 * np.square(w).sum()


def complex_step_gradient(model: Model, x: Any, y: Any) -> Array:
    """Return the derivative of loss and penalties by each parameter of a compiled model."""
    model.ready_for(x)
    start = model.parameters.copy()
    gradient = np.empty_like(start)
    with ComplexTwin(model, x, y) as twin, np.errstate(all="ignore"):
        for number in range(gradient.size):
            moved = start.astype(complex)
            moved[number] += 1j * STEP
            gradient[number] = twin.loss(moved).imag / STEP
    return gradient


def backward_gradient(model: Model, x: Any, y: Any) -> Array:
    """Return the same by the model's own backward pass."""
    model.inspect(x, y)
    model.penalties.refresh()
    model.penalties.add_gradients()
    return model.gradients.copy()
