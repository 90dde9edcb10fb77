"""Small searches whose best is known."""

import numpy as np

from engine import Input, Sequential, layers, optimizers, tuners

X = np.random.default_rng(1).normal(size=(60, 2))
Y = X @ [[2.0], [-1.0]]
DATA = {"validation_data": (X, Y)}
SEARCHES = [tuners.RandomSearch, tuners.BayesianOptimization, tuners.GridSearch]


def model(rate=0.1, units=None):
    hidden = [] if units is None else [layers.Dense(units, "tanh")]
    made = Sequential([Input((2,)), *hidden, layers.Dense(1)], seed=1)
    made.compile(optimizers.SGD(rate), "mse")
    return made


def by_rate(hp):
    return model(hp.Float("rate", 1e-5, 0.3, sampling="log"))


def by_choice(hp):
    return model(hp.Choice("rate", [1e-4, 1e-3, 1e-2, 1e-1]))


def search(kind, build, folder, **options):
    options = {"seed": 3, "directory": folder, **options}
    tuner = kind(build, **options)
    tuner.search(X, Y, epochs=5, verbose=0, **DATA)
    return tuner


class InFit(tuners.HyperModel):
    """Asks for a rate when it builds, and for more when it trains."""

    def build(self, hp):
        return model(hp.Choice("rate", [0.01, 0.1]))

    def fit(self, hp, model, x, y, **options):
        scale = hp.Choice("scale", [1.0, 2.0, 4.0]) if hp.Boolean("scaled") else 1.0
        return model.fit(x / scale, y, **options)
