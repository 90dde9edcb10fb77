"""Adadelta and Lion, which Keras has too.

``engine.optimizers`` names the symbols.
"""

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import fraction, positive
from engine.exportable import StepCode
from engine.optimizers.optimizer import Optimizer, Option, Rate, Step


class Adadelta(Optimizer):
    """Steps by the ratio of two running means: of squared changes and gradients (Zeiler, 2012)."""

    name, label = "adadelta", "Adadelta"
    formula = "v ← ρ v + (1 − ρ) g²; d = √(u + ε) / √(v + ε) g; u ← ρ u + (1 − ρ) d²; p ← p − η d"
    slots, symbols = 2, ("v", "u")

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **options: Option,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.epsilon = fraction("rho", rho), positive("epsilon", epsilon)

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        rho, rest, epsilon = repr(self.rho), repr(1 - self.rho), repr(self.epsilon)
        return StepCode(
            [
                f"m[0][...] = {rho} * m[0] + {rest} * g * g",
                f"change = np.sqrt(m[1] + {epsilon}) / np.sqrt(m[0] + {epsilon}) * g",
                f"m[1][...] = {rho} * m[1] + {rest} * change * change",
                f"p -= {self.rate!r} * change",
            ]
        )

    def torch(self) -> str:
        """Return PyTorch's."""
        return (
            f"torch.optim.Adadelta(parameters, lr={self.learning_rate!r}, rho={self.rho!r}, "
            f"eps={self.epsilon!r})"
        )

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        squares, changes = self.state
        rho, rest, epsilon = (scalar(c, p.dtype) for c in (self.rho, 1 - self.rho, self.epsilon))
        rate, buffer = self._rate, np.empty_like(p)

        def step() -> None:
            np.multiply(squares, rho, squares)
            np.multiply(np.square(g, buffer), rest, buffer)
            np.add(squares, buffer, squares)
            np.sqrt(np.add(changes, epsilon, change), change)
            np.sqrt(np.add(squares, epsilon, buffer), buffer)
            np.divide(change, buffer, change)
            np.multiply(change, g, change)
            np.multiply(changes, rho, changes)
            np.multiply(np.square(change, buffer), rest, buffer)
            np.add(changes, buffer, changes)
            np.subtract(p, np.multiply(change, rate, change), p)

        return step


class Lion(Optimizer):
    """Steps of one size, by the sign of a momentum (Chen et al., 2023)."""

    name, label = "lion", "Lion"
    formula = "p ← p − η sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g"
    slots, symbols = 1, ("m",)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        **options: Option,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2 = fraction("beta_1", beta_1), fraction("beta_2", beta_2)

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        mixed = f"np.sign({self.beta_1!r} * m[0] + {1 - self.beta_1!r} * g)"
        kept = f"m[0][...] = {self.beta_2!r} * m[0] + {1 - self.beta_2!r} * g"
        return StepCode([f"p -= {self.rate!r} * {mixed}", kept])

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        mean, rate, buffer = self.state[0], self._rate, np.empty_like(p)
        betas = [(scalar(b, p.dtype), scalar(1 - b, p.dtype)) for b in (self.beta_1, self.beta_2)]
        (now, rest_now), (kept, rest_kept) = betas

        def step() -> None:
            np.multiply(mean, now, change)
            np.add(change, np.multiply(g, rest_now, buffer), change)
            np.subtract(p, np.multiply(np.sign(change, change), rate, change), p)
            np.multiply(mean, kept, mean)
            np.add(mean, np.multiply(g, rest_kept, buffer), mean)

        return step
