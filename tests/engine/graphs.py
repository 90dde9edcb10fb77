"""Graphs for the engine's tests, and how their gradients are checked."""

import numpy as np

from engine import Input, Model, layers
from engine.gradient_check import backward_gradient, complex_step_gradient
from engine.layers import LAYERS
from tests.engine import maps

SAMPLES = {  # what a layer needs to be made; those that are not here need nothing
    "Activation": {"activation": "tanh"},
    "Columns": {"start": 1, "stop": 3},
    "Dense": {"units": 4, "activation": "sigmoid"},
    "Dropout": {"rate": 0.4},
    "GaussianNoise": {"stddev": 0.3},
    "Rescaling": {"scale": 0.5, "offset": -0.25},
    "Reshape": {"target_shape": (-1,)},
    "Normalization": {"mean": [0.5, -1, 2, 0], "variance": [4, 1, 0.25, 9]},
}
PLAIN = [name for name in LAYERS if name not in maps.SAMPLES]  # on rows of numbers
MERGING = ("Add", "Average", "Concatenate", "Multiply", "Subtract")


def sample(name):
    """Return a layer of that class."""
    return LAYERS[name](**SAMPLES.get(name, {}))


def around(name, *, seed=1, dtype="float64"):
    """Return a model with that layer between dense ones, so that gradients pass through it."""
    x = Input((3,))
    a, b = layers.Dense(4, "tanh")(x), layers.Dense(4, "tanh")(x)
    middle = sample(name)([a, b] if name in MERGING else a)
    return Model(x, layers.Dense(2)(middle), seed=seed, dtype=dtype)


def rows(*sizes, count=6, seed=3):
    """Return normal numbers ``[count, size]`` for each size."""
    generator = np.random.default_rng(seed)
    found = [generator.normal(size=(count, size)) for size in sizes]
    return found if len(found) > 1 else found[0]


def spoil(model, seed=5):
    """Give all parameters values that no initializer gives, biases and gammas too."""
    model.parameters[...] = np.random.default_rng(seed).normal(size=model.parameters.size)


def assert_exact(model, x, y):
    """Compare the backward pass with derivatives by complex step."""
    exact = complex_step_gradient(model, x, y)
    np.testing.assert_allclose(backward_gradient(model, x, y), exact, rtol=1e-10, atol=1e-10)
    assert np.any(exact), "a gradient of zeros shows nothing"
