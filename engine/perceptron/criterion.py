"""What the perceptron's rule descends: max(0, −y z), summed over outputs, for targets y = ±1.

The rule w ← w + η y x where y z ≤ 0 is a step of stochastic gradient descent on it, one example at
a time; at the kink y z = 0 it takes the slope −y, so that weights of 0 begin to learn.  The share
of mistakes, which people count, has no slope.

Source: Bottou, "Large-scale machine learning with stochastic gradient descent" (2010), table 1.
"""

import numpy as np

from engine.arrays import Array
from engine.losses import Loss
from engine.perceptron.rule import mistaken


class Criterion(Loss):
    """How far a score z lies on the wrong side, −y z; it reads z below a sign function too."""

    name, label, formula = "perceptron", "Perceptron's criterion", "max(0, −y z)"
    partner = "sign"
    mean_of_outputs = False  # outputs learn alone

    def terms(self, y: Array, p: Array) -> Array:
        """Return max(0, −y z)."""
        return np.maximum(-y * p, 0)

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return −y where y z ≤ 0, else 0."""
        return np.multiply(-y, mistaken(p, y), out)
