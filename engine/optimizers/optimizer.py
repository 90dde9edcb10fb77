"""What every optimizer is: settings, memory, and a step bound to one model's flat vectors."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import partial, reduce
from inspect import Parameter, signature
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np

from engine import schedules
from engine.arrays import Array, scalar
from engine.choices import not_negative
from engine.errors import EngineError, UnknownChoice
from engine.exportable import StepCode
from engine.notices import old_spelling
from engine.optimizers.averaging import Averaged, Averaging
from engine.optimizers.clipping import Clipping
from engine.optimizers.live_rate import LiveRate
from engine.schedules import Schedule

Step = Callable[[], None]
Rate: TypeAlias = float | Schedule | dict[str, Any]  # a number, a schedule, or one described
Option: TypeAlias = Any  # a number, True or None: what any optimizer takes by its name


def single(constant: float) -> float:
    """Round to float32, as Keras does with some constants whatever the type of the weights.

    It would not matter but for 1 - β₂ᵗ, which at first is so small that Adam's path shows it.
    """
    return float(np.float32(constant))


class Optimizer(Averaged, ABC):
    """A rule of learning; bound to one model's parameters by ``bind``.

    Besides what its class does, any may clip gradients (see ``clipping``), shrink parameters by
    their share η λ before each step, λ being ``weight_decay``, and keep their running mean (see
    ``averaging``).
    """

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    start: float = 0.0  # what they begin with
    symbols: tuple[str, ...] = ()  # of those arrays, as in ``formula``
    scales: ClassVar[bool] = True  # whether its changes are in proportion to the learning rate

    def __init__(
        self,
        learning_rate: Rate,
        *,
        weight_decay: Option = None,
        clipnorm: Option = None,
        clipvalue: Option = None,
        global_clipnorm: Option = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        **others: Option,
    ) -> None:
        learning_rate = self._of_old(learning_rate, others)
        self._rate = scalar(1, np.dtype(float))
        self.iterations = 0  # steps done; in a step, counted by those that depend on it
        self.weight_decay = (
            None if weight_decay is None else not_negative("weight decay", weight_decay)
        )
        self.clipping = Clipping(clipnorm, clipvalue, global_clipnorm)
        self.averaging = Averaging(bool(use_ema), ema_momentum, ema_overwrite_frequency)
        self.schedule: Schedule | None = None
        if isinstance(learning_rate, Schedule | dict):
            self.schedule = schedules.get(learning_rate)
            self._take(float(self.schedule(0)))
        else:
            self.learning_rate = learning_rate

    def _of_old(self, learning_rate: Any, others: dict[str, Option]) -> Rate:
        """Return the rate that Keras 2's ``lr`` and ``decay`` ask for.

        Raises UnknownChoice if there are other arguments.
        """
        kind = type(self).__name__
        if unknown := sorted(set(others) - {"lr", "decay"}):
            known = ", ".join(dict.fromkeys([*_names(type(self)), *_names(Optimizer)]))
            raise UnknownChoice(f"an argument of {kind} must be one of {known}; got {unknown[0]}")
        if others.get("lr") is not None:
            learning_rate = others["lr"]
            old_spelling(f"{kind}(lr={learning_rate})", f"{kind}(learning_rate={learning_rate})")
        if decay := others.get("decay"):
            now = f"InverseTimeDecay({learning_rate}, decay_steps=1, decay_rate={decay})"
            old_spelling(f"{kind}(decay={decay})", f"{kind}(learning_rate=schedules.{now})")
            learning_rate = schedules.InverseTimeDecay(learning_rate, 1, decay)
        return learning_rate

    @property
    def rate(self) -> float:
        """η, as a plain number."""
        return float(self.schedule(self.iterations)) if self.schedule else self._learning_rate

    @property
    def learning_rate(self) -> float:
        """η; may be changed while training, unless a schedule does that."""
        return LiveRate.of(self.rate, self._assign)

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if self.schedule is not None:
            raise EngineError("the learning rate follows a schedule: it cannot be set")
        self._take(value)

    def _assign(self, value: float) -> None:
        self.learning_rate = value

    @property
    def lr(self) -> float:
        """Keras 2's name of the learning rate."""
        old_spelling("optimizer.lr", "optimizer.learning_rate")
        return self.learning_rate

    @lr.setter
    def lr(self, value: float) -> None:
        old_spelling("optimizer.lr", "optimizer.learning_rate")
        self.learning_rate = value

    def _take(self, value: float) -> None:
        """Go on with a rate; it may be 0."""
        self._learning_rate = not_negative("learning rate", value)
        self._rate[...] = value

    @property
    def starts(self) -> list[float]:
        """What each flat array of memory begins with."""
        return [self.start] * self.slots

    def corrected(self, gradients: Array) -> dict[str, Array]:
        """Return rows of the memory as the last step, by these gradients, corrected them.

        A rule whose memory starts at 0 may correct it for that; most do not.
        """
        return {}

    def twin(
        self, parameters: Array, gradients: Array, parts: Sequence[slice] = ()
    ) -> tuple[Self, Step]:
        """Return a copy that stands where this one does, and its step on other arrays."""
        other = deepcopy(self)
        step = other.bind(parameters, gradients, parts)
        other.memory[...] = self.memory
        other.iterations = self.iterations
        return other, step

    def bind(self, parameters: Array, gradients: Array, parts: Sequence[slice] = ()) -> Step:
        """Forget the past and return a function that does one step on these very arrays.

        ``parts`` are those of the weights in them; without it they are one weight.
        """
        dtype = parameters.dtype
        self._rate = scalar(self._learning_rate, dtype)
        self._parameters, self._exchanged = parameters, False
        self._memory = np.zeros((self.slots + self.averaging.use_ema, parameters.size), dtype)
        self.state.T[...] = self.starts
        self.iterations = 0
        change = np.empty_like(parameters)
        clip, decay = self.clipping.bind(gradients, parts), self._decay(parameters, change)
        before: list[Callable[[], Any]] = [stage for stage in (clip, decay) if stage is not None]
        step = reduce(_one_after_another, [*before, self._plan(parameters, gradients, change)])
        step = step if self.schedule is None else self._scheduled(step, self.schedule)
        return self._averaged(step) if self.averaging.use_ema else step

    def _decay(self, p: Array, change: Array) -> Step | None:
        if not self.weight_decay:
            return None
        return partial(_shrink, p, scalar(single(self.weight_decay), p.dtype), self._rate, change)

    def _scheduled(self, step: Step, schedule: Schedule) -> Step:
        """Return the step at the rate that the schedule has for it."""

        def scheduled() -> None:
            count = self.iterations
            self._take(float(schedule(count)))
            step()
            self.iterations = count + 1

        return scheduled

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another optimizer like this one."""
        arguments = signature(type(self)).parameters.values()
        names = [one.name for one in arguments if one.kind is not Parameter.VAR_KEYWORD]
        own = {name: getattr(self, name) for name in names if name != "learning_rate"}
        options = {"weight_decay": self.weight_decay, **vars(self.clipping)}
        options |= self.averaging.config
        given = {name: value for name, value in options.items() if value is not None}
        return {"learning_rate": self.schedule or self._learning_rate, **given, **own}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make one of what ``get_config`` returned."""
        return cls(**config)

    def numpy(self) -> StepCode | None:
        """Return the step in NumPy, at the learning rate of now; None if there are no words."""
        return None

    def torch(self) -> str | None:
        """Return PyTorch's for ``parameters``, at the learning rate of now; None if it has none."""
        return None

    def in_keras(self) -> "Optimizer":
        """Return the optimizer that Keras has for this one."""
        return self

    @abstractmethod
    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        """Return the step, bound to the arrays; ``change`` is a buffer for the change of ``p``."""


def _names(kind: Callable[..., Any]) -> list[str]:
    """Return the arguments that a class names."""
    named = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    arguments = signature(kind).parameters.values()
    return [one.name for one in arguments if one.kind in named]


def _shrink(p: Array, decay: Array, rate: Array, change: Array) -> None:
    """p ← p - η λ p."""
    np.multiply(p, decay, change)
    np.multiply(change, rate, change)
    np.subtract(p, change, p)


def _one_after_another(first: Callable[[], Any], second: Callable[[], Any]) -> Step:
    def both() -> None:
        first()
        second()

    return both
