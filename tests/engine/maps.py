"""Layers on maps and sequences for the engine's tests, and models around them."""

import numpy as np

from engine import Input, Sequential, layers
from engine.layers import LAYERS

MAPS, SEQUENCES = (5, 6, 2), (6, 2)
SAMPLES = {  # the shape of a row, and what the layer needs to be made
    "AveragePooling1D": (SEQUENCES, {"pool_size": 3, "strides": 2, "padding": "same"}),
    "AveragePooling2D": (MAPS, {"pool_size": (2, 3), "strides": 1, "padding": "same"}),
    "Conv1D": (SEQUENCES, {"filters": 3, "kernel_size": 2, "padding": "causal"}),
    "Conv2D": (MAPS, {"filters": 3, "kernel_size": (3, 2), "strides": (2, 1), "padding": "same"}),
    "GlobalAveragePooling1D": (SEQUENCES, {}),
    "GlobalAveragePooling2D": (MAPS, {"keepdims": True}),
    "GlobalMaxPooling1D": (SEQUENCES, {"keepdims": True}),
    "GlobalMaxPooling2D": (MAPS, {}),
    "MaxPooling1D": (SEQUENCES, {"pool_size": 2, "strides": 1}),
    "MaxPooling2D": (MAPS, {"pool_size": 2, "padding": "same"}),
}


def sample(name, **more):
    """Return a layer of that class."""
    return LAYERS[name](**SAMPLES[name][1], **more)


def on_maps(*parts, shape=MAPS):
    """Return a compiled stack on maps, whose first layer lets gradients pass through the others."""
    first = layers.Dense(2, "tanh")
    model = Sequential([Input(shape), first, *parts], seed=1, dtype="float64")
    model.compile("sgd", "mse")
    return model


def around(name):
    """Return a model with that layer in its midst."""
    parts = [sample(name), layers.Flatten(), layers.Dense(2)]
    return on_maps(*parts, shape=SAMPLES[name][0])


def normal(*shape, seed=3):
    """Return normal numbers."""
    return np.random.default_rng(seed).normal(size=shape)
