"""Small models and data for the engine's tests."""

import numpy as np

from engine import Input, Sequential, layers, optimizers

CIRCLE = np.random.default_rng(7).uniform(-5, 5, (47, 2))
LABELS = np.where(np.hypot(*CIRCLE.T) < 3, 1.0, -1.0)
TARGETS = {  # what suits a loss, for two outputs
    "binary_crossentropy": lambda g, n: g.integers(0, 2, (n, 2)).astype(float),
    "categorical_crossentropy": lambda g, n: np.eye(2)[g.integers(0, 2, n)],
    "sparse_categorical_crossentropy": lambda g, n: g.integers(0, 2, n),
    "hinge": lambda g, n: g.choice([-1.0, 1.0], (n, 2)),
    "squared_hinge": lambda g, n: g.choice([-1.0, 1.0], (n, 2)),
}


def targets_for(loss, generator, rows):
    """Return targets that suit a loss by its name."""
    return TARGETS.get(loss, lambda g, n: g.normal(size=(n, 2)))(generator, rows)


def network(*units, activation="tanh", output=None, dtype="float64", seed=1, **settings):
    """Return an uncompiled model: inputs, hidden units, outputs."""
    inputs, *hidden, outputs = units
    names = [activation] * len(hidden) + [output or activation]
    stack = [
        layers.Dense(unit, name, **settings)
        for unit, name in zip([*hidden, outputs], names, strict=True)
    ]
    return Sequential([Input((inputs,)), *stack], seed=seed, dtype=dtype)


def playground(optimizer="sgd", *, learning_rate=0.03, dtype="float32", **settings):
    """Return the default network of the playground, compiled."""
    start = {"kernel_initializer": "playground", "bias_initializer": "playground"}
    model = network(2, 4, 2, 1, dtype=dtype, **start, **settings)
    chosen = optimizers.get(optimizer)
    chosen.learning_rate = learning_rate
    model.compile(chosen, "half_squared_error")
    return model
