"""Measures what a network does on its training points: slopes, gradients, what it gets wrong.

Symbols: z a unit's input, a = f(z) its output, f′ the slope, g the gradient of the mean loss.  The
pass is cut into blocks of points; of a large network fewer points are looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.runs.blocks import Work
from app.runs.network.branched_model import inspect_dense
from app.runs.network.evaluation import class_numbers
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, cuts
from app.runs.network.topology import Layer
from engine import activations
from engine.inspection import LayerInspection

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Truths = NDArray[np.bool_]

POINTS, FEWEST_POINTS, POINTS_AT_ONCE = 1000, 64, 128
COST = 40_000_000  # multiplications: of all points through all weights
FLAT = 1e-6  # a slope below this lets no gradient pass
STEEP = 0.05  # of the largest slope; below it a bounded function is saturated
STEPS = "step", "sign"  # functions with slope 0 everywhere
BOUNDED = "tanh", "sigmoid", "softsign", "hard_sigmoid", "relu6"


@dataclass
class LayerActivity:
    """What a layer does on the points; arrays have an entry for each unit."""

    name: str
    activation: str
    highest: Floats  # the largest |f′| of each unit
    saturated: int = 0  # values with a small slope
    values: int = 0
    gradient: Floats = field(default_factory=lambda: np.zeros(0))
    equal: bool = False  # all units are the same, and will stay so

    @property
    def label(self) -> str:
        """What people call its activation."""
        return activations.get(self.activation).label

    @property
    def dead(self) -> list[int]:
        """The units whose slope is 0 at every point; none of a step function."""
        if self.activation in STEPS:
            return []
        return np.flatnonzero(self.highest < FLAT).tolist()

    @property
    def saturation(self) -> float:
        """The share of values at which a bounded function is saturated; 0 of others."""
        return self.saturated / self.values if self.activation in BOUNDED else 0.0

    @property
    def gradient_size(self) -> float:
        """The root of the mean square of the gradient, over weights and biases."""
        return float(np.sqrt(np.mean(self.gradient**2)))


@dataclass(frozen=True)
class Activity:
    """What a network does on some of its training points."""

    layers: list[LayerActivity]
    wrong: Truths  # points of another class than predicted; none of a regression
    stuck: Truths  # points at which the output is saturated
    true: NDArray[np.intp]  # the points' classes; empty where points have no single class

    @property
    def hidden(self) -> list[LayerActivity]:
        """The layers before the output."""
        return self.layers[:-1]

    @property
    def gradient_size(self) -> float:
        """The root of the mean square of the whole gradient."""
        return float(np.sqrt(np.mean(np.concatenate([one.gradient for one in self.layers]) ** 2)))


def activity(training: NetworkTraining) -> Work[Activity]:
    """Return what a network does on its training points, computed in blocks."""
    look, train = ModelSnapshot.at(training.model, training.topology), training.data.train
    count = min(len(train), POINTS, max(FEWEST_POINTS, COST // len(look.parameters)))
    layers = [
        LayerActivity(one.name, one.activation, np.zeros(one.units))
        for one in training.topology.layers
    ]
    names = {layer.name for layer in layers}  # an auxiliary output is not among them
    outputs, stuck = [], []
    for part in cuts(count, POINTS_AT_ONCE):
        with look.taken():
            passes = inspect_dense(look.model, train.inputs[part], train.targets[part])
        seen = [one for one in passes.layers if one.name in names]
        points = len(seen[-1].activations)
        for layer, one in zip(layers, seen, strict=True):
            stuck_there = _add(layer, one, points / count)
        outputs.append(seen[-1].activations)
        stuck.append(stuck_there.any(axis=1))
        yield
    for layer, (kernel, bias), after in _kernels(look, layers):
        layer.equal = layer.activation not in STEPS and _all_equal(kernel, bias, after)
    return _judged(training, layers, np.concatenate(outputs), np.concatenate(stuck))


def _add(layer: LayerActivity, seen: LayerInspection, share: float) -> Truths:
    """Add what a layer does on a block of points; return where it is saturated."""
    steepness = slopes(layer.activation, seen.pre_activations, seen.activations)
    layer.highest = np.maximum(layer.highest, steepness.max(axis=0))
    saturated: Truths = steepness < STEEP
    layer.saturated += int(saturated.sum())
    layer.values += saturated.size
    gradient = np.append(seen.kernel_gradient.ravel(), seen.bias_gradient).astype(float)
    layer.gradient = gradient * share + (layer.gradient if layer.gradient.size else 0.0)
    return saturated


def slopes(name: str, z: Singles, a: Singles) -> Floats:
    """Return |f′| at values of any shape, as a part of its largest value; 1 of a softmax."""
    function = activations.get(name)
    if function.vjp is not None:
        return np.ones(z.shape)
    with np.errstate(all="ignore"):
        sizes = np.abs(function.derivative(z, a)).astype(float)
        largest = 0.25 if name == "sigmoid" else 1.0
    return sizes / largest


def dead_share(name: str, steepness: Floats) -> float:
    """Return the share of slopes that let no gradient pass; 0 of a step function."""
    return 0.0 if name in STEPS else float(np.mean(steepness < FLAT))


def saturated_share(name: str, steepness: Floats) -> float:
    """Return the share of slopes at which a bounded function is saturated; 0 of others."""
    return float(np.mean(steepness < STEEP)) if name in BOUNDED else 0.0


def _kernels(
    look: ModelSnapshot, layers: list[LayerActivity]
) -> Iterator[tuple[LayerActivity, tuple[Singles, Singles], Singles]]:
    """Yield each hidden layer, its weights [inputs, units] and biases, and the next weights."""
    *hidden, _ = plans = look.topology.layers
    auxiliary = look.topology.auxiliary
    for plan, following, layer in zip(hidden, plans[1:], layers, strict=False):
        after = _weights(look, following)[0][: plan.units]  # wide inputs come after the units
        if auxiliary and plan == hidden[-1]:
            after = np.hstack([after, _weights(look, auxiliary)[0]])
        yield layer, _weights(look, plan), after


def _weights(look: ModelSnapshot, plan: Layer) -> tuple[Singles, Singles]:
    kernel = look.parameters[plan.kernel : plan.bias].reshape(plan.inputs, plan.units)
    return kernel, look.parameters[plan.bias : plan.bias + plan.units]


def _all_equal(kernel: Singles, bias: Singles, after: Singles) -> bool:
    """Say whether units have the same weights, in and out: then they learn the same for ever."""
    if len(bias) < 2:
        return False
    same_in = (kernel == kernel[:, :1]).all() and (bias == bias[0]).all()
    return bool(same_in and (after == after[:1]).all())


def _judged(
    training: NetworkTraining, layers: list[LayerActivity], outputs: Singles, stuck: Truths
) -> Activity:
    document, targets = training.document, training.data.train.targets[: len(outputs)]
    if document.problem not in ("classification", "multiclass"):
        return Activity(layers, np.zeros(len(outputs), bool), stuck, np.zeros(0, np.intp))
    true, predicted = class_numbers(document, targets), class_numbers(document, outputs)
    return Activity(layers, true != predicted, stuck, true)
