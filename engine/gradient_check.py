"""Gradients by complex step, to check the backward pass against: exact to rounding, and slow.

f(p + ih) has the imaginary part h f'(p) up to terms of h², and h may be 1e-20, for no difference
of near numbers is taken.  The forward pass is run in complex numbers; nothing of the backward pass
is used (Squire & Trapp, 1998).  A model of float32 is differentiated at the numbers that it has, in
double precision; for the whole comparison to be exact, it must be float64.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.exceptions import ComplexWarning

from engine.activations.functions import zero
from engine.arrays import Array
from engine.layer import Layer
from engine.models import Model
from engine.network import Network
from engine.plans import LivePlan, StaticPlan
from engine.random import generator_state, set_generator_state
from engine.regularizers import Regularizer, get

STEP = 1e-20
RELATIVE, ABSOLUTE = 1e-3, 1e-6  # how near a gradient of float32 is to its derivative


class ComplexTwin:
    """A compiled model's forward pass in training, and its loss, on complex parameters."""

    def __init__(
        self, model: Model, x: Any, y: Any, paying: Sequence[Regularizer | None] | None = None
    ) -> None:
        self.inputs, self.targets = model.pair(x, y)
        self._paying = regularizers_of(model.network) if paying is None else paying
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
        total = _penalty(self.network, parameters, self._paying) + self._plan.tape.paid()
        objectives = self._compiled.objectives
        scores = self._plan.scores(objectives)
        for one, y, p in zip(objectives, self.targets, scores, strict=True):
            total += one.weight * one.loss.rows(y, p).mean()
        return complex(total)


def regularizers_of(network: Network) -> list[Regularizer | None]:
    """Return what each trainable weight pays by now."""
    return [
        get(getattr(layer, f"{weight.name}_regularizer", None))
        for layer, weight, _ in network.trainable_weights
    ]


def _penalty(network: Network, parameters: Array, paying: Sequence[Regularizer | None]) -> complex:
    """Return the penalties whose derivative is in the gradient, which a truncating one's is not."""
    total = 0j
    for regularizer, (_, weight, part) in zip(paying, network.trainable_weights, strict=True):
        if regularizer is not None:
            total += _paid(regularizer, parameters[part].reshape(weight.shape))
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


@dataclass(frozen=True)
class GradientCheck:
    """The derivatives beside the gradient of one batch, computed part by part.

    Data and regularizers are those of the moment in which it was made; the parameters are those
    that the model has when it is asked.
    """

    model: Model
    x: Any
    y: Any
    gradient: Array  # flat, of mean loss and penalties
    paying: Sequence[Regularizer | None]

    @classmethod
    def of(cls, model: Model, x: Any, y: Any, gradient: Array) -> "GradientCheck":
        """Return the check of a gradient of these rows."""
        return cls(model, x, y, gradient, regularizers_of(model.network))

    @property
    def behind_jumps(self) -> int:
        """How many parameters, the first ones, act through a function that jumps.

        Its derivative is 0 where it exists, and the complex step sees nothing of the jump.
        """
        learned = self.model.network.trainable_weights
        jumps = [part.stop for layer, _, part in learned if layer.has_z and _jumps(layer)]
        return max(jumps, default=0)

    def derivatives(self, places: Iterable[int]) -> Array:
        """Return the derivative by each of those parameters; NaN where there is none, at a kink.

        At a kink the two sides have different derivatives: both are looked at where the first is
        not near the gradient.
        """
        moved = self.model.parameters.astype(complex)
        with (
            ComplexTwin(self.model, self.x, self.y, self.paying) as twin,
            np.errstate(all="ignore"),
        ):
            return np.array([self._derivative(twin, moved, place) for place in places], float)

    def _derivative(self, twin: ComplexTwin, moved: Array, place: int) -> float:
        ahead = _slope(twin, moved, place, STEP)
        if np.isclose(ahead, self.gradient[place], rtol=RELATIVE, atol=ABSOLUTE):
            return ahead
        behind = _slope(twin, moved, place, -STEP)
        return ahead if np.isclose(ahead, behind, rtol=1e-6, atol=1e-12) else np.nan


def _jumps(layer: Layer) -> bool:
    return layer.activation.derivative is zero


def _slope(twin: ComplexTwin, moved: Array, place: int, step: float) -> float:
    """Return the derivative by one parameter, seen from the side of the step."""
    start = moved[place]
    moved[place] = start + 1j * step
    slope = twin.loss(moved).imag / step
    moved[place] = start
    return slope
