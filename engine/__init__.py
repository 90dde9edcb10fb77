"""A small, exact, fast neural-network library in NumPy, with the face of Keras.

To read in order: ``activations`` and ``losses`` (functions and their derivatives), ``layers`` (a
layer's forward and backward pass), ``plan`` (a network's), ``optimizers`` (what becomes of the
gradients), ``training`` (the loop, which can be stepped), ``models`` (all of it together).
"""

from engine import (
    activations,
    config,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    random,
    regularizers,
    training,
    utils,
)
from engine.layers import Input
from engine.models import Sequential

__all__ = [
    "Input",
    "Sequential",
    "activations",
    "config",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "random",
    "regularizers",
    "training",
    "utils",
]
