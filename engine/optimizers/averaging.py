"""Averaging: a running mean of the weights themselves, beside the steps (Polyak & Juditsky, 1992).

Under Keras's names: a = p after the first step, and a ← μ a + (1 − μ) p after each later one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import finite, told, whole
from engine.errors import EngineError, InvalidValue, NotReady


@dataclass(frozen=True)
class Averaging:
    """What is asked for; ``ema_momentum`` is μ.

    Every ``ema_overwrite_frequency`` steps the weights become their mean; None: at the end of
    training alone.
    """

    use_ema: bool = False
    ema_momentum: float = 0.99
    ema_overwrite_frequency: int | None = None

    def __post_init__(self) -> None:
        if not self.use_ema:
            return
        if not (finite(self.ema_momentum) and 0 <= self.ema_momentum <= 1):
            raise InvalidValue(f"ema_momentum must lie in [0, 1]; got {told(self.ema_momentum)}")
        if self.ema_overwrite_frequency is not None:
            whole("ema_overwrite_frequency", self.ema_overwrite_frequency, 1)

    @property
    def config(self) -> dict[str, float | None]:
        """The arguments that ask for it; empty if nothing is asked for."""
        return dict(vars(self)) if self.use_ema else {}

    def bind(self, parameters: Array, mean: Array) -> Callable[[int], None]:
        """Return what takes note of the parameters after a step, of which so many were before."""
        keep, rest = (
            scalar(share, mean.dtype) for share in (self.ema_momentum, 1 - self.ema_momentum)
        )
        buffer, every = np.empty_like(mean), self.ema_overwrite_frequency

        def note(before: int) -> None:
            if before:
                np.multiply(mean, keep, mean)
                np.multiply(parameters, rest, buffer)
                np.add(mean, buffer, mean)
            else:
                np.copyto(mean, parameters)
            if every and (before + 1) % every == 0:
                np.copyto(parameters, mean)

        return note


class Averaged:
    """What an optimizer keeps, row by row: what its rule remembers, and the parameters' mean."""

    slots: int = 0  # flat arrays of memory, without that mean
    iterations: int
    averaging: Averaging
    _memory: Array | None = None
    _parameters: Array  # those that it is bound to
    _exchanged = False  # whether they and their mean have changed places

    @property
    def memory(self) -> Array:
        """All rows.  Raises NotReady before ``bind``."""
        if self._memory is None:
            raise NotReady("the optimizer must be bound to a model first: compile it")
        return self._memory

    @property
    def state(self) -> Array:
        """What its rule remembers, ``[slots, parameters]``.  Raises NotReady before ``bind``."""
        return self.memory[: self.slots]

    @property
    def mean(self) -> Array | None:
        """The parameters' running mean; None where none is kept, or no step was done."""
        return self.memory[-1] if self.averaging.use_ema and self.iterations else None

    def finalize_variable_values(self, var_list: Any = None) -> None:
        """Put the parameters' mean in their place, if one is kept: training has ended."""
        if self.mean is not None:
            self.exchange_with_mean(True)
            np.copyto(self.mean, self._parameters)
            self._exchanged = False

    def exchange_with_mean(self, exchanged: bool) -> None:
        """Have the parameters and their mean change places, or be in their own.

        Raises EngineError if no mean is kept.
        """
        if not self.averaging.use_ema:
            raise EngineError(
                "SwapEMAWeights must be used when `use_ema=True` is set on the optimizer; "
                f"{type(self).__name__} keeps no mean of the weights"
            )
        if self.mean is not None and exchanged != self._exchanged:
            before = self._parameters.copy()
            np.copyto(self._parameters, self.mean)
            np.copyto(self.mean, before)
            self._exchanged = exchanged

    def _averaged(self, step: Callable[[], None]) -> Callable[[], None]:
        """Return a step after which the parameters' mean moves."""
        note = self.averaging.bind(self._parameters, self.memory[-1])

        def averaged() -> None:
            count = self.iterations
            step()
            note(count)
            self.iterations = count + 1

        return averaged
