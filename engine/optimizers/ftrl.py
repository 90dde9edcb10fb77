"""Ftrl, which Keras has too.

``engine.optimizers`` names the symbols.
"""

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import not_negative
from engine.errors import InvalidValue
from engine.exportable import StepCode
from engine.optimizers.optimizer import Optimizer, Option, Rate, Step, single


class Ftrl(Optimizer):
    """Follow the regularized leader, weight by weight (McMahan et al., 2013).

    Each weight is what would have been best for all gradients so far, z: exactly 0 where λ₁, the
    ``l1_regularization_strength``, outweighs them.  λ₂ is ``l2_regularization_strength``, λ₃
    ``l2_shrinkage_regularization_strength``, κ ``-learning_rate_power``.
    """

    name, label = "ftrl", "Ftrl"
    formula = (
        "m ← n + g²; z ← z + g + 2 λ₃ p − (m^κ − n^κ) p / η; n ← m; "
        "p ← (clip(z, ±λ₁) − z) / ((n^κ + β) / η + 2 λ₂)"
    )
    slots, symbols = 2, ("n", "z")
    scales = False

    def __init__(
        self, learning_rate: Rate = 0.001, learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1, l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0, l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0, **options: Option,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **options)
        if not learning_rate_power <= 0:
            raise InvalidValue(f"learning_rate_power must be at most 0; got {learning_rate_power}")
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = not_negative(
            "initial_accumulator_value", initial_accumulator_value
        )
        self.l1_regularization_strength = not_negative("l1", l1_regularization_strength)
        self.l2_regularization_strength = not_negative("l2", l2_regularization_strength)
        self.l2_shrinkage_regularization_strength = not_negative(
            "l2_shrinkage", l2_shrinkage_regularization_strength
        )
        self.beta = not_negative("beta", beta)

    @property
    def starts(self) -> list[float]:
        """What n and z begin with."""
        return [single(self.initial_accumulator_value), 0.0]

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        power, rate = -self.learning_rate_power, self.rate
        pull = f"g + {2 * self.l2_shrinkage_regularization_strength!r} * p"
        limit, l2 = self.l1_regularization_strength, 2 * self.l2_regularization_strength
        return StepCode(
            [
                "total = m[0] + g * g",
                f"m[1] += {pull} - (total ** {power!r} - m[0] ** {power!r}) / {rate!r} * p",
                "m[0][...] = total",
                f"slope = (total ** {power!r} + {self.beta!r}) / {rate!r} + {l2!r}",
                f"p[...] = (np.clip(m[1], {-limit!r}, {limit!r}) - m[1]) / slope",
            ]
        )

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        squares, pulls = self.state
        numbers = (
            -self.learning_rate_power, self.beta, self.l1_regularization_strength,
            2 * self.l2_regularization_strength, 2 * self.l2_shrinkage_regularization_strength,
        )  # fmt: skip
        power, beta, l1, l2, shrinkage = (scalar(one, p.dtype) for one in numbers)
        rate, buffer, powers = self._rate, np.empty_like(p), np.empty_like(p)

        def step() -> None:
            if not rate.any():
                return  # nothing follows a rate of 0
            np.power(squares, power, buffer)
            np.add(squares, np.square(g, change), squares)
            np.power(squares, power, powers)
            np.divide(np.subtract(powers, buffer, buffer), rate, buffer)
            np.subtract(shrinkage, buffer, buffer)
            np.add(pulls, g, pulls)
            np.add(pulls, np.multiply(buffer, p, buffer), pulls)
            np.add(np.divide(np.add(powers, beta, powers), rate, powers), l2, powers)
            np.clip(pulls, -l1, l1, out=change)
            np.divide(np.subtract(change, pulls, change), powers, p)

        return step
