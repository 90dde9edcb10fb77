"""Gradient descent with and without momentum, and steps scaled by past gradients.

``engine.optimizers`` names the symbols.
"""

from functools import partial

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import fraction, not_negative, positive
from engine.exportable import StepCode
from engine.optimizers.optimizer import Optimizer, Option, Rate, Step, single


class SGD(Optimizer):
    """Gradient descent, with classical or Nesterov momentum (Sutskever et al., 2013).

    >>> parameters, gradients = np.array([1.0]), np.array([4.0])
    >>> SGD(learning_rate=0.25).bind(parameters, gradients)()
    >>> parameters.tolist()
    [0.0]
    """

    name, label, formula = "sgd", "SGD", "p ← p − η g"

    def __init__(
        self,
        learning_rate: Rate = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **options: Option,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.momentum = fraction("momentum", momentum)
        self.nesterov = nesterov
        self.slots = 1 if momentum else 0  # plain descent remembers nothing
        self.symbols = ("v",) if momentum else ()

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        rate, mu = repr(self.learning_rate), repr(single(self.momentum))
        if not self.momentum:
            return StepCode([f"p -= {rate} * g"])
        change = f"p += {mu} * m[0] - {rate} * g" if self.nesterov else "p += m[0]"
        return StepCode([f"m[0][...] = {mu} * m[0] - {rate} * g", change])

    def torch(self) -> str:
        """Return PyTorch's; its velocity is ours by -η, which comes to the same."""
        rate, momentum = repr(self.learning_rate), ""
        if self.momentum:
            momentum = f", momentum={self.momentum!r}"
            momentum += ", nesterov=True" if self.nesterov else ""
        return f"torch.optim.SGD(parameters, lr={rate}{momentum})"

    def in_keras(self) -> Optimizer:
        """Return SGD, which has momentum as an argument there."""
        own = {"momentum": self.momentum, "nesterov": self.nesterov}
        return SGD.from_config({**self.get_config(), **own})

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        if not self.momentum:
            return partial(_descend, p, g, self._rate, change)
        velocity, momentum, rate = self.state[0], scalar(single(self.momentum), p.dtype), self._rate

        def step() -> None:
            np.multiply(velocity, momentum, velocity)
            np.multiply(g, rate, change)
            np.subtract(velocity, change, velocity)
            np.add(p, velocity, p)

        def nesterov_step() -> None:
            np.multiply(velocity, momentum, velocity)
            np.multiply(g, rate, change)
            np.subtract(velocity, change, velocity)
            np.subtract(p, change, p)
            np.multiply(velocity, momentum, change)
            np.add(p, change, p)

        return nesterov_step if self.nesterov else step


def _descend(p: Array, g: Array, rate: Array, change: Array) -> None:
    np.multiply(g, rate, change)
    np.subtract(p, change, p)


class Momentum(SGD):
    """Gradient descent that keeps most of its last change (Polyak, 1964)."""

    name, label, formula = "momentum", "Momentum", "v ← μ v − η g; p ← p + v"

    def __init__(
        self, learning_rate: Rate = 0.01, momentum: float = 0.9, **options: Option
    ) -> None:
        super().__init__(learning_rate, momentum, False, **options)


class Nesterov(SGD):
    """Momentum that looks ahead to where it is going (Nesterov, 1983)."""

    name, label, formula = "nesterov", "Nesterov", "v ← μ v − η g; p ← p + μ v − η g"

    def __init__(
        self, learning_rate: Rate = 0.01, momentum: float = 0.9, **options: Option
    ) -> None:
        super().__init__(learning_rate, momentum, True, **options)


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of squared gradients (Hinton, 2012).

    ``centered`` divides by the root of their variance instead, and ``momentum`` keeps a part of
    the last change (both Graves, 2013).

    >>> parameters, gradients = np.array([1.0]), np.array([4.0])
    >>> RMSprop(0.25, rho=0.75, centered=True, epsilon=1e-12).bind(parameters, gradients)()
    >>> parameters.round(6).tolist()  # the mean of g² is 4, that of g is 1: 1 - 0.25 * 4 / √(4 - 1)
    [0.42265]
    """

    name, label = "rmsprop", "RMSprop"
    formula = "v ← ρ v + (1 − ρ) g²; p ← p − η g / √(v + ε)"

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options: Option,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.epsilon = fraction("rho", rho), positive("epsilon", epsilon)
        self.momentum, self.centered = fraction("momentum", momentum), centered
        self.slots = 1 + centered + bool(momentum)
        also = ("m",) * centered + ("b",) * bool(momentum)  # mean gradient, last change
        self.symbols = ("v", *also)

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        rho, rest, epsilon = repr(self.rho), repr(1 - self.rho), repr(self.epsilon)
        lines, spread = [f"m[0][...] = {rho} * m[0] + {rest} * g * g"], "m[0]"
        if self.centered:
            lines.append(f"m[1][...] = {rho} * m[1] + {rest} * g")
            spread = "m[0] - m[1] * m[1]"
        change = f"{self.learning_rate!r} * g / np.sqrt({spread} + {epsilon})"
        if not self.momentum:
            return StepCode([*lines, f"p -= {change}"])
        last = f"m[-1][...] = {single(self.momentum)!r} * m[-1] + {change}"
        return StepCode([*lines, last, "p -= m[-1]"])

    def torch(self) -> str:
        """Return PyTorch's, which adds ε to the root instead of under it."""
        own = ", centered=True" if self.centered else ""
        own += f", momentum={self.momentum!r}" if self.momentum else ""
        return (
            f"torch.optim.RMSprop(parameters, lr={self.learning_rate!r}, alpha={self.rho!r}, "
            f"eps={self.epsilon!r}{own})  # ε is added to the root here, so losses differ a little"
        )

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        mean, mean_g, last, rate = self.state[0], self.state[1:2], self.state[-1], self._rate
        rho, rest, epsilon = (scalar(c, p.dtype) for c in (self.rho, 1 - self.rho, self.epsilon))
        momentum = scalar(single(self.momentum), p.dtype)

        def move(average: Array) -> None:
            np.multiply(change, rest, change)
            np.multiply(average, rho, average)
            np.add(average, change, average)

        def step() -> None:
            np.square(g, change)
            move(mean)
            squares = mean
            if self.centered:
                np.copyto(change, g)
                move(mean_g[0])
                np.square(mean_g[0], change)
                squares = np.subtract(mean, change, change)
            _scale(g, squares, (rate, epsilon, change))
            if self.momentum:
                np.multiply(last, momentum, last)
                np.subtract(p, np.add(last, change, last), p)
            else:
                np.subtract(p, change, p)

        return step


def _scale(g: Array, squares: Array, rest: tuple[Array, Array, Array]) -> None:
    """change ← η g / √(squares + ε)."""
    rate, epsilon, change = rest
    np.add(squares, epsilon, change)
    np.sqrt(change, change)
    np.divide(g, change, change)
    np.multiply(change, rate, change)


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients (Duchi et al., 2011)."""

    name, label, formula = "adagrad", "Adagrad", "v ← v + g²; p ← p − η g / √(v + ε)"
    slots, symbols = 1, ("v",)

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **options: Option,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value = initial_accumulator_value
        self.start = single(not_negative("initial accumulator", initial_accumulator_value))
        self.epsilon = positive("epsilon", epsilon)

    def numpy(self) -> StepCode:
        """Return the step in NumPy."""
        change = f"{self.learning_rate!r} * g / np.sqrt(m[0] + {self.epsilon!r})"
        return StepCode(["m[0] += g * g", f"p -= {change}"])

    def torch(self) -> str:
        """Return PyTorch's; where ε is added makes no difference beside the start."""
        return (
            f"torch.optim.Adagrad(parameters, lr={self.learning_rate!r}, "
            f"initial_accumulator_value={self.initial_accumulator_value!r}, eps={self.epsilon!r})"
        )

    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        total, rate, epsilon = self.state[0], self._rate, scalar(self.epsilon, p.dtype)

        def step() -> None:
            np.square(g, change)
            np.add(total, change, total)
            _scale(g, total, (rate, epsilon, change))
            np.subtract(p, change, p)

        return step
