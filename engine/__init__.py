"""A small, exact, fast neural-network library in NumPy, with the face of Keras.

To read in order: ``activations`` and ``losses`` (functions and their derivatives), ``layers.core``
(a layer's forward and backward pass), ``tape`` and ``backpropagation`` (those of a network),
``optimizers`` (what becomes of the gradients), ``training`` (the loop, which can be stepped),
``model`` (all of it together).
"""

from typing import Any

from engine import (
    activations,
    backend,
    callbacks,
    config,
    datasets,
    initializers,
    layers,
    logic,
    losses,
    metrics,
    model_selection,
    models,
    optimizers,
    perceptron,
    population,
    random,
    regularizers,
    training,
    tuners,
    utils,
)
from engine.layer import Layer
from engine.layers import Input
from engine.models import Model, Sequential
from engine.perceptron import Perceptron

__all__ = [
    "Input",
    "Layer",
    "Model",
    "Perceptron",
    "Sequential",
    "activations",
    "backend",
    "callbacks",
    "config",
    "datasets",
    "initializers",
    "layers",
    "logic",
    "losses",
    "metrics",
    "model_selection",
    "models",
    "optimizers",
    "perceptron",
    "population",
    "random",
    "regularizers",
    "training",
    "tuners",
    "utils",
]


def __getattr__(name: str) -> Any:
    """Return ``__version__``, this project's own; reading it takes longer than it is worth here."""
    if name == "__version__":
        from importlib.metadata import version

        return version("neural-playground")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
