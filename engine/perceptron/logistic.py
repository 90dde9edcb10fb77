"""Logistic regression by Newton's method, to stand beside the perceptron.

The penalty is that of the weights alone, ½ ‖w‖², and the losses count C times: what scikit-learn's
``LogisticRegression(C=1)`` minimises.  With it there is one best plane even where the points can be
parted, and the weights stay finite.
"""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 50  # of Newton's method, at most; about ten are needed
HALVINGS = 30  # of a step that goes too far
TOLERANCE = 1e-9  # of the gradient's largest part, at which it has arrived


def fitting_logistic(
    rows: Floats, targets: Floats, c: float = 1.0
) -> Generator[None, None, Floats]:
    """Return the weights [inputs + 1], the bias at the end, for targets of −1 and 1.

    ``rows`` are [n, inputs].  Yields after each step.
    """
    inputs = np.column_stack([rows, np.ones(len(rows))])
    only = np.ones(inputs.shape[1])
    only[-1] = 0.0  # the bias has no penalty
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        margins = targets * (inputs @ weights)
        wrong = 1 / (1 + np.exp(np.clip(margins, -500, 500)))
        gradient = only * weights - c * inputs.T @ (targets * wrong)
        if abs(gradient).max() < TOLERANCE * max(1.0, c * len(rows)):
            break
        curvature = c * (inputs * (wrong * (1 - wrong))[:, None]).T @ inputs + np.diag(only)
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        weights = _descended(inputs, targets, c, only, weights, step)
        yield
    return weights


def _descended(
    inputs: Floats, targets: Floats, c: float, only: Floats, weights: Floats, step: Floats
) -> Floats:
    """Return the weights after a step, halved until it goes down."""

    def cost(at: Floats) -> float:
        losses = np.logaddexp(0, -targets * (inputs @ at))
        return float(0.5 * (only * at * at).sum() + c * losses.sum())

    before = cost(weights)
    for _ in range(HALVINGS):
        if cost(weights - step) <= before:
            return weights - step
        step = step / 2
    return weights
