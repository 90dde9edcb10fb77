"""Adam and its variants: steps by running means of the gradients (m) and of their squares (v)."""

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import fraction, not_negative, positive
from engine.exportable import StepCode
from engine.optimizers.optimizer import Optimizer, Option, Rate, Step, single

NADAM_DECAY = 0.96  # Dozat's schedule of the momentum


class RunningMeans(Optimizer):
    """What the rules have in common that keep two running means, with shares β₁ and β₂."""

    slots = 2
    symbols: tuple[str, ...] = ("m", "v")

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
        mean, square = self.state[:2]
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

    def _numpy_moments(self) -> list[str]:
        """Return the update of the two running means in NumPy."""
        rest_1, rest_2 = (1 - self._constant(beta) for beta in (self.beta_1, self.beta_2))
        return [f"m[0] += {rest_1!r} * (g - m[0])", f"m[1] += {rest_2!r} * (g * g - m[1])"]

    def _torch_settings(self) -> str:
        betas = f"betas=({self.beta_1!r}, {self.beta_2!r})"
        return f"parameters, lr={self.learning_rate!r}, {betas}, eps={self.epsilon!r}"


class Adam(RunningMeans):
    """Momentum and RMSprop together, both corrected for their start at 0 (Kingma & Ba, 2015).

    With ``amsgrad`` it divides by the largest v so far, u (Reddi, Kale & Kumar, 2018).
    """

    name, label = "adam", "Adam"
    formula = "m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← p − η m̂ / (√v̂ + ε)"

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options: Option,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **options)
        self.amsgrad = amsgrad
        if amsgrad:
            self.slots, self.symbols = 3, ("m", "v", "u")

    def corrected(self, gradients: Array) -> dict[str, Array]:
        """Return all rows, divided by the share of them that is not their start."""
        beta_1, beta_2, t = single(self.beta_1), single(self.beta_2), self.iterations
        shares = 1 - beta_1**t, *[1 - beta_2**t] * (self.slots - 1)
        rows = zip(self.symbols, self.state, shares, strict=True)
        return {symbol: row / share for symbol, row, share in rows}

    def _correction(self) -> float:
        """Return the next step's learning rate, corrected for both means' start."""
        self.iterations += 1
        beta_1, beta_2, t = single(self.beta_1), single(self.beta_2), self.iterations
        return float(self._learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t))

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        beta_1, beta_2 = single(self.beta_1), single(self.beta_2)
        rate = f"{self.learning_rate!r} * (1 - {beta_2!r}**t) ** 0.5 / (1 - {beta_1!r}**t)"
        largest = ["m[2][...] = np.maximum(m[2], m[1])"] if self.amsgrad else []
        change = f"p -= rate * m[0] / (np.sqrt(m[{self.slots - 1}]) + {self.epsilon!r})"
        return StepCode([*self._numpy_moments(), *largest, f"rate = {rate}", change])

    def torch(self) -> str:
        """Return PyTorch's; ε is added after the correction there, which shows only near 0."""
        return f"torch.optim.Adam({self._torch_settings()})"

    def _torch_settings(self) -> str:
        return super()._torch_settings() + (", amsgrad=True" if self.amsgrad else "")

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        update, (mean, square) = self._moments(g, change), self.state[:2]
        largest = self.state[2] if self.amsgrad else square
        epsilon, rate = scalar(self.epsilon, p.dtype), scalar(0, p.dtype)

        def step() -> None:
            update()
            if largest is not square:
                np.maximum(largest, square, out=largest)
            rate[...] = self._correction()
            np.sqrt(largest, change)
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
        amsgrad: bool = False,
        **options: Option,
    ) -> None:
        options["weight_decay"] = not_negative("weight decay", weight_decay)
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, **options)

    def torch(self) -> str:
        """Return PyTorch's, whose weights decay as ours do."""
        return f"torch.optim.AdamW({self._torch_settings()}, weight_decay={self.weight_decay!r})"


class Nadam(RunningMeans):
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

    def corrected(self, gradients: Array) -> dict[str, Array]:
        """Return the mean that looks ahead, of m and the gradients, and the mean of squares."""
        mean, square = self.state
        of_mean, of_gradient, spread = self._shares(1.0)
        return {"m": mean * of_mean + gradients * of_gradient, "v": square * spread**2}

    def _shares(self, rate: float) -> tuple[float, float, float]:
        """Return what a step at that rate multiplies m, g and √v with."""
        t = self.iterations
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

    def torch(self) -> str:
        """Return PyTorch's with the momenta of Keras: 0.96ᵗ, where PyTorch's own are slower."""
        return f"torch.optim.NAdam({self._torch_settings()}, momentum_decay=1.0)"

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        update, (mean, square) = self._moments(g, change), self.state
        epsilon, ahead = scalar(self.epsilon, p.dtype), np.empty_like(p)

        def step() -> None:
            update()
            self.iterations += 1
            of_mean, of_gradient, spread = self._shares(self._learning_rate)
            np.multiply(mean, of_mean, ahead)
            np.multiply(g, of_gradient, change)
            np.add(ahead, change, ahead)
            np.sqrt(square, change)
            np.multiply(change, spread, change)
            np.add(change, epsilon, change)
            np.divide(ahead, change, change)
            np.subtract(p, change, p)

        return step


class Adamax(RunningMeans):
    """Adam that divides by the largest gradient seen lately (Kingma & Ba, 2015, section 7)."""

    name, label = "adamax", "Adamax"
    formula = "m ← β₁ m + (1 − β₁) g; u ← max(β₂ u, |g|); p ← p − η m̂ / (u + ε)"
    symbols = ("m", "u")

    def corrected(self, gradients: Array) -> dict[str, Array]:
        """Return the mean, divided by the share of it that is not its start."""
        return {"m": self.state[0] / (1 - single(self.beta_1) ** self.iterations)}

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

    def torch(self) -> str:
        """Return PyTorch's."""
        return f"torch.optim.Adamax({self._torch_settings()})"

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
