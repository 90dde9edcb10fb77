"""Adam and its variants: steps by running means of the gradients (m) and of their squares (v)."""

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import fraction, not_negative, positive
from engine.exportable import StepCode
from engine.optimizers.optimizer import Optimizer, Option, Rate, Step, single

NADAM_DECAY = 0.96  # Dozat's schedule of the momentum


class Adam(Optimizer):
    """Momentum and RMSprop together, both corrected for their start at 0 (Kingma & Ba, 2015)."""

    name, label = "adam", "Adam"
    formula = "m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← p − η m̂ / (√v̂ + ε)"
    slots = 2

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options: Option,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2 = fraction("beta_1", beta_1), fraction("beta_2", beta_2)
        self.epsilon = positive("epsilon", epsilon)

    def _constant(self, beta: float) -> float:
        """Return a β as the running means take it."""
        return beta

    def _moments(self, g: Array, buffer: Array) -> Step:
        """Return the update of the two running means."""
        mean, square = self.state
        rest_1, rest_2 = (
            scalar(1 - self._constant(beta), g.dtype) for beta in (self.beta_1, self.beta_2)
        )

        def update() -> None:
            np.subtract(g, mean, buffer)
            np.multiply(buffer, rest_1, buffer)
            np.add(mean, buffer, mean)
            np.square(g, buffer)
            np.subtract(buffer, square, buffer)
            np.multiply(buffer, rest_2, buffer)
            np.add(square, buffer, square)

        return update

    def _correction(self) -> float:
        """Return the next step's learning rate, corrected for both means' start."""
        self.iterations += 1
        beta_1, beta_2, t = single(self.beta_1), single(self.beta_2), self.iterations
        return float(self._learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t))

    def _numpy_moments(self) -> list[str]:
        """Return the update of the two running means in NumPy."""
        rest_1, rest_2 = (1 - self._constant(beta) for beta in (self.beta_1, self.beta_2))
        return [f"m[0] += {rest_1!r} * (g - m[0])", f"m[1] += {rest_2!r} * (g * g - m[1])"]

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        beta_1, beta_2 = single(self.beta_1), single(self.beta_2)
        rate = f"{self.learning_rate!r} * (1 - {beta_2!r}**t) ** 0.5 / (1 - {beta_1!r}**t)"
        change = f"p -= rate * m[0] / (np.sqrt(m[1]) + {self.epsilon!r})"
        return StepCode([*self._numpy_moments(), f"rate = {rate}", change])

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        update, (mean, square) = self._moments(g, change), self.state
        epsilon, rate = scalar(self.epsilon, p.dtype), scalar(0, p.dtype)

        def step() -> None:
            update()
            rate[...] = self._correction()
            np.sqrt(square, change)
            np.add(change, epsilon, change)
            np.divide(mean, change, change)
            np.multiply(change, rate, change)
            np.subtract(p, change, p)

        return step


class AdamW(Adam):
    """Adam with the weights' decay apart from their gradients (Loshchilov & Hutter, 2019)."""

    name, label = "adamw", "AdamW"
    formula = "p ← p − η λ p, then as Adam"

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options: Option,
    ) -> None:
        options["weight_decay"] = not_negative("weight decay", weight_decay)
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **options)


class Nadam(Adam):
    """Adam with Nesterov's look ahead, by a momentum that grows (Dozat, 2016)."""

    name, label = "nadam", "Nadam"
    formula = "as Adam, with m̂ = μₜ₊₁ m / (1 − Πμ) + (1 − μₜ) g / (1 − Πμ)"
    _known = (0, 1.0)  # a number of steps, and their product

    def _constant(self, beta: float) -> float:
        return single(beta)

    def _momentum(self, t: int) -> float:
        return single(self.beta_1) * (1 - 0.5 * single(NADAM_DECAY) ** t)

    def _product(self, t: int) -> float:
        """Return μ₁ … μₜ.  It follows from t alone, so that there is nothing more to save."""
        steps, product = self._known if self._known[0] <= t else (0, 1.0)
        while steps < t and product:  # it underflows to 0 after some 7,000 steps
            steps += 1
            product *= self.beta_1 * (1 - 0.5 * NADAM_DECAY**steps)
        self._known = t, product
        return product

    @property
    def product(self) -> float:
        """μ₁ … μₜ of the steps done, which Keras keeps."""
        return self._product(self.iterations)

    def _shares(self) -> tuple[float, float, float]:
        """Return what the next step multiplies m, g and √v with."""
        self.iterations += 1
        t, rate = self.iterations, self._learning_rate
        now, after, product = self._momentum(t), self._momentum(t + 1), self._product(t)
        spread = (1 - single(self.beta_2) ** t) ** -0.5
        return rate * after / (1 - product * after), rate * (1 - now) / (1 - product), spread

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        rate, constant = repr(self.learning_rate), single(self.beta_1)
        momentum = f"{constant!r} * (1 - 0.5 * {single(NADAM_DECAY)!r}**n)"
        factor = f"{self.beta_1!r} * (1 - 0.5 * {NADAM_DECAY!r}**t)"
        spread = f"np.sqrt(m[1]) * (1 - {single(self.beta_2)!r}**t) ** -0.5 + {self.epsilon!r}"
        before = [
            f"now, after = ({momentum} for n in (t, t + 1))",
            f"product[0] = (1.0 if t == 1 else product[0]) * {factor}",
            f"of_mean = {rate} * after / (1 - product[0] * after)",
            f"of_gradient = {rate} * (1 - now) / (1 - product[0])",
        ]
        change = f"p -= (of_mean * m[0] + of_gradient * g) / ({spread})"
        start = "product = [1.0]  # of all momenta up to now"
        return StepCode([*self._numpy_moments(), change], before, start)

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        update, (mean, square) = self._moments(g, change), self.state
        epsilon, ahead = scalar(self.epsilon, p.dtype), np.empty_like(p)

        def step() -> None:
            update()
            of_mean, of_gradient, spread = self._shares()
            np.multiply(mean, of_mean, ahead)
            np.multiply(g, of_gradient, change)
            np.add(ahead, change, ahead)
            np.sqrt(square, change)
            np.multiply(change, spread, change)
            np.add(change, epsilon, change)
            np.divide(ahead, change, change)
            np.subtract(p, change, p)

        return step


class Adamax(Adam):
    """Adam that divides by the largest gradient seen lately (Kingma & Ba, 2015, section 7)."""

    name, label = "adamax", "Adamax"
    formula = "m ← β₁ m + (1 − β₁) g; u ← max(β₂ u, |g|); p ← p − η m̂ / (u + ε)"

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        rate = f"{self.learning_rate!r} / (1 - {single(self.beta_1)!r}**t)"
        return StepCode(
            [
                f"m[0] += {1 - self.beta_1!r} * (g - m[0])",
                f"m[1][...] = np.maximum({self.beta_2!r} * m[1], np.abs(g))",
                f"p -= {rate} * m[0] / (m[1] + {self.epsilon!r})",
            ]
        )

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        mean, largest = self.state
        rest, beta, epsilon = (
            scalar(c, p.dtype) for c in (1 - self.beta_1, self.beta_2, self.epsilon)
        )

        def step() -> None:
            self.iterations += 1
            np.subtract(g, mean, change)
            np.multiply(change, rest, change)
            np.add(mean, change, mean)
            np.multiply(largest, beta, largest)
            np.abs(g, change)
            np.maximum(largest, change, out=largest)
            np.add(largest, epsilon, change)
            np.divide(mean, change, change)
            np.multiply(
                change, self._learning_rate / (1 - single(self.beta_1) ** self.iterations), change
            )
            np.subtract(p, change, p)

        return step
