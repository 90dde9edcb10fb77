"""Populations for the engine's tests, and the single models that they must equal."""

import numpy as np

from engine import optimizers
from engine.population import Population
from engine.training import Stepper
from tests.engine.networks import CIRCLE, network, targets_for

SMALL, LARGE = (2, 4, 2, 2), (2, 9, 8, 2)
BATCH = 10  # 47 rows: the last batch is smaller


def model(seed, shape=SMALL, loss="mse", optimizer="sgd", rate=0.05, rule=(), **settings):
    """Return a compiled model."""
    made = network(*shape, seed=seed, **settings)
    made.compile(optimizers.get(optimizer, learning_rate=rate, **dict(rule)), loss)
    return made


def targets(loss="mse"):
    return targets_for(loss, np.random.default_rng(3), len(CIRCLE))


def both(make, y, x=CIRCLE, epochs=3, members=3):
    """Train members together and one by one; return the population, the models, their losses."""
    population = Population([make(seed) for seed in range(members)], x, y, batch_size=BATCH)
    alone = [make(seed) for seed in range(members)]
    steppers = [Stepper(one, x, y, batch_size=BATCH) for one in alone]
    for _ in range(epochs):
        population.step_epoch()
        for stepper in steppers:
            stepper.step_epoch()
    return population, alone, [stepper.epoch_loss() for stepper in steppers]


def assert_same(population, alone, losses):
    np.testing.assert_allclose(
        population.parameters, [one.parameters for one in alone], rtol=0, atol=1e-10
    )
    np.testing.assert_allclose(population.losses(), losses, rtol=0, atol=1e-10)
