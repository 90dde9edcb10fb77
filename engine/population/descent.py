"""Optimizers and penalties of many networks at once, each member with rates of its own.

An optimizer knows one learning rate; here it runs with 1, and the members' rates act beside it.
Gradient descent, with momentum or without, is linear in the gradients, which the rates scale
before.  What other rules change is linear in the rate, which scales it afterwards.  The decay of
weights stands apart from both.
Symbols: p parameters, g gradients, η learning rates, one for each parameter.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from engine.arrays import Array, scalar
from engine.errors import EngineError
from engine.optimizers import SGD
from engine.optimizers.optimizer import Optimizer, Step, single
from engine.regularizers import Penalties


def common(optimizers: Sequence[Optimizer]) -> Optimizer:
    """Return an optimizer like all of them, with rate 1.

    Raises EngineError if they differ in more than the rate, or ask for what members cannot have.
    """
    kinds = {f"{type(one).__name__} {_settings(one)}" for one in optimizers}
    if len(kinds) > 1:
        both = " and ".join(sorted(kinds)[:2])
        raise EngineError(f"members' optimizers may differ in the learning rate alone; got {both}")
    chosen = deepcopy(optimizers[0])
    extras = {
        "a schedule": chosen.schedule is not None,
        "clipping": any(vars(chosen.clipping).values()),
        "a mean of weights": chosen.averaging.use_ema,
    }
    for extra in (name for name, asked in extras.items() if asked):
        raise EngineError(f"members' learning rates and gradients must be plain; got {extra}")
    if not chosen.scales:
        raise EngineError(
            "members' optimizers must change weights in proportion to the learning rate; got "
            f"{type(chosen).__name__}"
        )
    chosen.learning_rate = 1
    return chosen


def _settings(optimizer: Optimizer) -> dict[str, Any]:
    config = optimizer.get_config()
    return {name: value for name, value in config.items() if name != "learning_rate"}


def bind(optimizer: Optimizer, p: Array, g: Array, rates: Array) -> Step:
    """Return the step of an optimizer with rate 1, by the rates in that array."""
    decay, optimizer.weight_decay = optimizer.weight_decay, None
    step = _descent(optimizer, p, g, rates)
    if not decay:
        return step
    share, buffer = scalar(single(decay), p.dtype), np.empty_like(p)

    def shrink_and_step() -> None:
        np.multiply(p, share, buffer)
        np.multiply(buffer, rates, buffer)
        np.subtract(p, buffer, p)
        step()

    return shrink_and_step


def _descent(optimizer: Optimizer, p: Array, g: Array, rates: Array) -> Step:
    if not isinstance(optimizer, SGD):
        return _adaptive(optimizer, p, g, rates)
    with_momentum, multiply, subtract = optimizer.bind(p, g), np.multiply, np.subtract

    def scaled_before() -> None:
        multiply(g, rates, g)
        with_momentum()

    def plain() -> None:
        multiply(g, rates, g)
        subtract(p, g, p)

    return scaled_before if optimizer.momentum else plain


def _adaptive(optimizer: Optimizer, p: Array, g: Array, rates: Array) -> Step:
    buffer = np.empty_like(p)
    full_step = optimizer.bind(buffer, g)

    def scaled_afterwards() -> None:
        np.copyto(buffer, p)
        full_step()
        np.subtract(buffer, p, buffer)
        np.multiply(buffer, rates, buffer)
        np.add(p, buffer, p)

    return scaled_afterwards


class MemberPenalties(Penalties):
    """The members' penalties; ``owners`` names each parameter's member."""

    def __init__(
        self, paid: Iterable[tuple[Any, Any, Array]], vectors: tuple[Array, Array], owners: Array
    ) -> None:
        parts: list[Any] = [
            (layer, weight, part)
            for layer, weight, part in paid
            if getattr(layer, f"{weight.name}_regularizer", None) is not None
        ]
        super().__init__(parts, *vectors)
        if self._own:
            raise EngineError("a population takes the engine's regularizers; got a function")
        self._owners, self._members = owners, int(owners.max()) + 1

    def settle(self) -> None:
        """Keep the rates as they are for good, and forget the layers that they come from."""
        self._learned = []

    def values(self) -> Array:
        """Return each member's penalty now."""
        p, total = self._parameters, np.zeros(self._members)
        for rates, sizes in ((self._l1, np.abs), (self._truncated, np.abs), (self._l2, np.square)):
            if rates is not None:
                total += np.bincount(self._owners, rates * sizes(p), self._members)
        return total

    def shrink(self, rates: Array) -> None:
        """Move weights under a truncating penalty towards zero, each at its own learning rate."""
        if self._truncated is not None:
            reach, p = self._truncated * rates, self._parameters
            np.subtract(p, np.clip(p, -reach, reach), p)
