"""Answers the queries about a run that learns by the perceptron's rule."""

import numpy as np
from numpy.typing import NDArray

from app.errors import Unprocessable
from app.runs.blocks import Work
from app.runs.network.network_training import NetworkTraining
from app.runs.network.perceptron_training import PerceptronTraining
from app.runs.perceptron_answers import (
    LogisticAnswer,
    MapLines,
    OrdersAnswer,
    PerceptronAnswer,
    RuleLook,
)
from app.runs.training.runtime import Answering
from app.runs.wire_messages import CommandData
from engine.perceptron.logistic import fitting_logistic
from engine.perceptron.orders import counting_mistakes, width_of
from engine.perceptron.stepper import Look
from engine.random import permutation, streams

Truths = NDArray[np.bool_]
Floats = NDArray[np.float64]

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])  # what a straight function is known by

ORDERS = 32
EPOCHS = 200  # after which an order is given up, if some line parts the points
HOPELESS_EPOCHS = 20  # and if none does
MOST_ROUNDS, FEWEST_ROUNDS = 4_000, 100
COST = 100_000_000  # multiplications: some tenths of a second


def perceptron(training: NetworkTraining, _: CommandData) -> PerceptronAnswer:
    """Return where a perceptron stands."""
    training = _by_rule(training)
    rule = training.rule
    return {
        "epoch": rule.epoch,
        "position": rule.position,
        "samples": training.samples,
        "learning_rate": rule.rate,
        "mistakes": rule.mistakes,
        "updates": rule.updates,
        "bound": training.bound,
        "cycle": rule.repeats,
        "last": _look(training, rule.last) if rule.last else None,
        "next": _look(training, rule.next_look()),
        "pocket": {"right": rule.pocket.right, "weights": rule.pocket.weights.copy()},
        "is_separable": training.separation.is_possible,
        "separators": training.separation.separators,
        "on_map": _on_map(training),
    }


def _by_rule(training: NetworkTraining) -> PerceptronTraining:
    if not isinstance(training, PerceptronTraining):
        raise Unprocessable("this run learns by gradients: training.rule must be perceptron")
    return training


def _on_map(training: PerceptronTraining) -> MapLines | None:
    """Return the scores of the weights and of the pocket over the map, where they are straight."""
    steps, rule = _steps(training), training.rule
    if steps is None:
        return None
    return {"weights": rule.weights @ steps, "pocket": rule.pocket.weights @ steps}


def _steps(training: PerceptronTraining) -> Floats | None:
    """Return what the inputs, and 1, gain along x1, along x2 and at the middle [inputs + 1, 3]."""
    plane = training.data.plane
    if not plane.is_straight:
        return None
    origin, across, up = np.column_stack([plane.inputs(CORNERS).astype(float), np.ones(3)])
    return np.array([across - origin, up - origin, origin]).T


def _look(training: PerceptronTraining, look: Look) -> RuleLook:
    return {**look, "point": training.data.train.points[look["row"]].copy()}


def orders(training: NetworkTraining, _: CommandData) -> Work[OrdersAnswer]:
    """Return how many mistakes the rule makes over 32 orders of the training points."""
    training = _by_rule(training)
    while not training.separation.search(1):
        yield
    train, seed = training.data.train, training.document.training.seed
    (generator,) = streams(seed, "orders")
    every = np.array([permutation(generator, len(train)) for _ in range(ORDERS)])
    rows, targets = train.inputs.astype(float), train.targets.astype(float)
    epochs = EPOCHS if training.separation.is_possible else HOPELESS_EPOCHS
    learners, inputs = ORDERS * targets.shape[1], rows.shape[1] + 1
    round_cost = learners * inputs * width_of(learners, inputs)
    rounds = max(FEWEST_ROUNDS, min(MOST_ROUNDS, COST // round_cost))
    yield
    counts = yield from counting_mistakes(rows, targets, every, epochs, rounds)
    converged: Truths = np.logical_and.reduce(counts.converged, axis=1)
    return {
        "mistakes": counts.mistakes.sum(axis=1).tolist(),
        "converged": converged.tolist(),
        "epochs": epochs,
        "bound": training.separation.bound,
        "separators": training.separation.separators,
    }


def logistic(training: NetworkTraining, _: CommandData) -> Work[LogisticAnswer]:
    """Return logistic regression on the training points, one output against the rest each."""
    training = _by_rule(training)
    train, steps = training.data.train, _steps(training)
    rows, targets = train.inputs.astype(float), train.targets.astype(float)
    found = np.empty((targets.shape[1], rows.shape[1] + 1))
    for output, column in enumerate(targets.T):
        found[output] = yield from fitting_logistic(rows, column)
    scores = rows @ found[:, :-1].T + found[:, -1]
    return {
        "samples": len(train),
        "right": ((scores > 0) == (targets > 0)).sum(axis=0).tolist(),
        "weights": found,
        "on_map": None if steps is None else found @ steps,
    }


QUERIES: dict[str, Answering] = {
    "perceptron": perceptron,
    "orders": orders,
    "logistic": logistic,
}
