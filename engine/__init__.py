"""A small, exact, fast neural-network library in NumPy, with the face of Keras.

To read in order: ``activations`` and ``losses`` (functions and their derivatives), ``layers.core``
(a layer's forward and backward pass), ``tape`` and ``backpropagation`` (those of a network),
``optimizers`` (what becomes of the gradients), ``training`` (the loop, which can be stepped),
``model`` (all of it together).
"""

from importlib import import_module
from typing import Any

from engine import (
    activations,
    backend,
    callbacks,
    config,
    constraints,
    datasets,
    initializers,
    layers,
    logic,
    losses,
    metrics,
    model_selection,
    models,
    ops,
    optimizers,
    perceptron,
    population,
    random,
    regularizers,
    saving,
    summary,
    training,
    tuners,
    utils,
)
from engine.initializers import Initializer
from engine.layers import Input, Layer
from engine.losses import Loss
from engine.metric import Metric
from engine.models import Model, Sequential
from engine.optimizers import Optimizer
from engine.perceptron import Perceptron
from engine.regularizers import Regularizer

__all__ = [
    "Initializer",
    "Input",
    "Layer",
    "Loss",
    "Metric",
    "Model",
    "Optimizer",
    "Perceptron",
    "Regularizer",
    "Sequential",
    "activations",
    "backend",
    "callbacks",
    "config",
    "constraints",
    "datasets",
    "initializers",
    "layers",
    "logic",
    "losses",
    "metrics",
    "model_selection",
    "models",
    "ops",
    "optimizers",
    "perceptron",
    "population",
    "random",
    "regularizers",
    "saving",
    "summary",
    "training",
    "tuners",
    "utils",
]


def __getattr__(name: str) -> Any:
    """Return what takes longer to load than every program should wait for.

    ``__version__`` is this project's own; ``wrappers`` need scikit-learn.
    """
    if name == "wrappers":
        return import_module("engine.wrappers")
    if name == "__version__":
        from importlib.metadata import version

        return version("neural-playground")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
