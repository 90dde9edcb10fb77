"""What every optimizer is: settings, memory, and a step bound to one model's flat vectors."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial, reduce
from inspect import Parameter, signature
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np

from engine import schedules
from engine.arrays import Array, scalar
from engine.choices import not_negative
from engine.errors import EngineError, NotReady, UnknownChoice
from engine.exportable import StepCode
from engine.notices import old_spelling
from engine.optimizers.clipping import Clipping
from engine.optimizers.live_rate import LiveRate
from engine.schedules import Schedule

Step = Callable[[], None]
Rate: TypeAlias = float | Schedule | dict[str, Any]  # a number, a schedule, or one described
Option: TypeAlias = float | None


def single(constant: float) -> float:
    """Round to float32, as Keras does with some constants whatever the type of the weights.

    It would not matter but for 1 - β₂ᵗ, which at first is so small that Adam's path shows it.
    """
    return float(np.float32(constant))


class Optimizer(ABC):
    """A rule of learning; bound to one model's parameters by ``bind``.

    Besides what its class does, any may clip gradients (see ``clipping``) and shrink parameters by
    their share η λ before each step, λ being ``weight_decay``.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    slots: ClassVar[int] = 0  # flat arrays of memory
    start: ClassVar[float] = 0.0  # what they begin with

    def __init__(
        self,
        learning_rate: Rate,
        *,
        weight_decay: Option = None,
        clipnorm: Option = None,
        clipvalue: Option = None,
        global_clipnorm: Option = None,
        **others: Option,
    ) -> None:
        learning_rate = self._of_old(learning_rate, others)
        self._rate = scalar(1, np.dtype(float))
        self._state: Array | None = None
        self.iterations = 0  # steps done; in a step, counted by those that depend on it
        self.weight_decay = (
            None if weight_decay is None else not_negative("weight decay", weight_decay)
        )
        self.clipping = Clipping(clipnorm, clipvalue, global_clipnorm)
        self.schedule: Schedule | None = None
        if isinstance(learning_rate, Schedule | dict):
            self.schedule = schedules.get(learning_rate)
            self._take(self.schedule(0))
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
        return self.schedule(self.iterations) if self.schedule else self._learning_rate

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
    def state(self) -> Array:
        """The memory, ``[slots, parameters]``.  Raises NotReady before ``bind``."""
        if self._state is None:
            raise NotReady("the optimizer must be bound to a model first: compile it")
        return self._state

    def bind(self, parameters: Array, gradients: Array, parts: Sequence[slice] = ()) -> Step:
        """Forget the past and return a function that does one step on these very arrays.

        ``parts`` are those of the weights in them; without it they are one weight.
        """
        dtype = parameters.dtype
        self._rate = scalar(self._learning_rate, dtype)
        self._state = np.full((self.slots, parameters.size), self.start, dtype)
        self.iterations = 0
        change = np.empty_like(parameters)
        clip, decay = self.clipping.bind(gradients, parts), self._decay(parameters, change)
        before: list[Callable[[], Any]] = [stage for stage in (clip, decay) if stage is not None]
        step = reduce(_one_after_another, [*before, self._plan(parameters, gradients, change)])
        return step if self.schedule is None else self._scheduled(step, self.schedule)

    def _decay(self, p: Array, change: Array) -> Step | None:
        if not self.weight_decay:
            return None
        return partial(_shrink, p, scalar(single(self.weight_decay), p.dtype), self._rate, change)

    def _scheduled(self, step: Step, schedule: Schedule) -> Step:
        """Return the step at the rate that the schedule has for it."""

        def scheduled() -> None:
            count = self.iterations
            self._take(schedule(count))
            step()
            self.iterations = count + 1

        return scheduled

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another optimizer like this one."""
        arguments = signature(type(self)).parameters.values()
        names = [one.name for one in arguments if one.kind is not Parameter.VAR_KEYWORD]
        own = {name: getattr(self, name) for name in names if name != "learning_rate"}
        options = {"weight_decay": self.weight_decay, **vars(self.clipping)}
        given = {name: value for name, value in options.items() if value is not None}
        return {"learning_rate": self.schedule or self._learning_rate, **given, **own}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make one of what ``get_config`` returned."""
        return cls(**config)

    def numpy(self) -> StepCode | None:
        """Return the step in NumPy, at the learning rate of now; None if there are no words."""
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
