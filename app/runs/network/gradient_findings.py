"""Findings about units and gradients: why nothing comes back to the weights."""

import numpy as np

from app.runs.answers import Finding
from app.runs.network.activity import STEPS, LayerActivity
from app.runs.network.finding import (
    Case,
    calm_restart,
    other_activation,
    setting,
    tanh_in_place_of,
)

MANY_DEAD = 0.25  # of a layer's units
MANY_SATURATED = 0.9  # of a layer's values
MANY_STUCK = 0.1  # of the points: wrong, at a saturated output
SMALL_GRADIENT = 0.01  # root mean square
DEEP = 4  # layers; with fewer, a small gradient has other causes
VANISHED = 1e-3  # gradient of the first layer, by that of the output
EARLY = 20  # epochs


def equal_units(case: Case) -> Finding | None:
    """All units of a layer are the same."""
    layer = next((one for one in case.activity.hidden if one.equal), None)
    if layer is None:
        return None
    return {
        "code": "equal_units",
        "gist": f"All {len(layer.highest)} neurons of layer {layer.name[1:]} are the same.",
        "layer": layer.name,
        "text": f"All {len(layer.highest)} neurons of layer {layer.name[1:]} are the same: they "
        "get the same gradient, so they stay the same. They must start from different weights.",
        "remedies": [setting("Start from random weights", "network.initializer", "glorot_uniform")],
    }


def step_function(case: Case) -> Finding | None:
    """A hidden layer has a function without slope."""
    layer = next((one for one in reversed(case.activity.hidden) if one.activation in STEPS), None)
    if layer is None:
        return None
    until = int(layer.name[1:])
    which = "Layer 1 never learns" if until == 1 else f"Layers 1 to {until} never learn"
    return {
        "code": "no_gradient",
        "gist": f"No gradient passes {layer.label} in layer {until}.",
        "layer": layer.name,
        "text": f"No gradient passes {layer.label} in layer {until}: its slope "
        f"is 0 everywhere. {which}.",
        "remedies": [tanh_in_place_of(case, layer.activation, STEPS)],
    }


def dead_units(case: Case) -> Finding | None:
    """Many units of a layer have no slope at any point."""
    if case.good:
        return None
    for layer in case.activity.hidden:
        dead, units = len(layer.dead), len(layer.highest)
        if dead >= MANY_DEAD * units and dead:
            return _dead(case, layer, dead, units)
    return None


def _dead(case: Case, layer: LayerActivity, dead: int, units: int) -> Finding:
    remedies = calm_restart(case)
    if layer.activation in ("relu", "relu6"):
        remedies.append(other_activation(case, layer, "leaky_relu", "Leaky ReLU"))
    verb = "is" if dead == 1 else "are"
    return {
        "code": "dead_units",
        "gist": f"{dead} of {units} neurons of layer {layer.name[1:]} {verb} dead.",
        "layer": layer.name,
        "text": f"{dead} of {units} neurons of layer {layer.name[1:]} {verb} dead: at every "
        f"training point the slope of {layer.label} is 0, so they learn no more.",
        "remedies": remedies,
    }


def saturated_output(case: Case) -> Finding | None:
    """The output is saturated at points that it gets wrong."""
    if case.document.training.loss in ("binary_crossentropy", "categorical_crossentropy"):
        return None
    share = float(np.mean(case.activity.wrong & case.activity.stuck))
    if share < MANY_STUCK or case.activity.gradient_size > SMALL_GRADIENT:
        return None
    remedies = calm_restart(case)
    fits = case.document.network.output_activation in ("auto", "sigmoid")
    if case.document.problem == "classification" and fits:
        entropy = "binary_crossentropy"
        remedies.append(setting("Restart with cross-entropy as loss", "training.loss", entropy))
    return {
        "code": "saturated_output",
        "gist": f"The output is saturated, and wrong at {share:.0%} of the points.",
        "text": f"The output is saturated and wrong at {share:.0%} of the training points: "
        f"{case.activity.layers[-1].label} is flat there, so almost no gradient comes back.",
        "remedies": remedies,
    }


def saturated_layer(case: Case) -> Finding | None:
    """A hidden layer is saturated nearly everywhere."""
    if case.good:
        return None
    layer = next((one for one in case.activity.hidden if one.saturation >= MANY_SATURATED), None)
    if layer is None:
        return None
    remedies = calm_restart(case)
    if case.document.network.initializer != "glorot_uniform":
        path = "network.initializer"
        remedies.append(setting("Start from smaller weights", path, "glorot_uniform"))
    return {
        "code": "saturated_layer",
        "gist": f"{layer.saturation:.0%} of the values of layer {layer.name[1:]} are saturated.",
        "layer": layer.name,
        "text": f"Layer {layer.name[1:]} is saturated: {layer.saturation:.0%} of its values lie "
        f"where {layer.label} is flat, so it hardly learns.",
        "remedies": remedies,
    }


def vanishing_gradient(case: Case) -> Finding | None:
    """The gradient shrinks on its way back, to nearly nothing in the first layer."""
    first, last = case.activity.layers[0], case.activity.layers[-1]
    if case.good or len(case.activity.layers) < DEEP or case.epoch < EARLY:
        return None
    if not 0 < first.gradient_size < VANISHED * last.gradient_size:
        return None
    share = f"{first.gradient_size / last.gradient_size:.0e}"
    names = sorted({layer.label for layer in case.activity.hidden})
    network = case.document.network.model_dump()
    hidden = [layer | {"activation": "relu"} for layer in network["hidden"]]
    better = network | {"hidden": hidden, "initializer": "he_uniform"}
    return {
        "code": "vanishing_gradient",
        "gist": f"In layer 1 the gradient is {share} of the output's.",
        "text": f"The gradient vanishes on its way back: in layer 1 it is {share} of the output's. "
        f"Too many layers of {' and '.join(names)} lie between.",
        "remedies": [setting("Use ReLU and He’s initial weights", "network", better)],
    }
