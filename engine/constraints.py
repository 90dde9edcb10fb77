"""Constraints: what a weight is made to fulfil after each step, as Keras does.

Axes are those along which a norm is taken: 0 for a dense kernel ``[inputs, units]``, one norm for
each unit.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.choices import choose, not_negative
from engine.errors import ShapeMismatch
from engine.serialized import serialized

__getattr__ = serialized(__name__)

EPSILON = 1e-7  # what norms are divided by besides themselves, as in Keras


class Constraint:
    """A function of a weight's numbers that returns those it is allowed to have."""

    name: ClassVar[str] = "constraint"

    def __call__(self, w: Array) -> Array:
        """Return what becomes of a weight."""
        raise NotImplementedError(f"{type(self).__name__} must define __call__(self, w)")


def _norms(w: Array, axis: Any) -> Any:
    along = tuple(axis) if isinstance(axis, list) else axis
    return np.sqrt(np.square(w).sum(axis=along, keepdims=True))


class MaxNorm(Constraint):
    """Norms above ``max_value`` become that (Srivastava et al., 2014).

    >>> MaxNorm(1.0)(np.array([[3.0, 0.3], [4.0, 0.4]])).round(3).tolist()
    [[0.6, 0.3], [0.8, 0.4]]
    """

    name = "max_norm"

    def __init__(self, max_value: float = 2, axis: Any = 0) -> None:
        self.max_value, self.axis = not_negative("max_value", max_value), axis

    def __call__(self, w: Array) -> Array:
        """Return the weight, shortened where it is too long."""
        norms = _norms(w, self.axis)
        shorter: Array = w * (np.clip(norms, 0, self.max_value) / (EPSILON + norms))
        return shorter


class NonNeg(Constraint):
    """What is negative becomes 0."""

    name = "non_neg"

    def __call__(self, w: Array) -> Array:
        """Return the weight without its negative numbers."""
        return w * (w >= 0)


class UnitNorm(Constraint):
    """All norms become 1."""

    name = "unit_norm"

    def __init__(self, axis: Any = 0) -> None:
        self.axis = axis

    def __call__(self, w: Array) -> Array:
        """Return the weight at the length of 1."""
        unit: Array = w / (EPSILON + _norms(w, self.axis))
        return unit


class MinMaxNorm(Constraint):
    """Norms come into a range, by the share ``rate`` of the way in each step."""

    name = "min_max_norm"

    def __init__(
        self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Any = 0
    ) -> None:
        self.min_value = not_negative("min_value", min_value)
        self.max_value = not_negative("max_value", max_value)
        self.rate, self.axis = not_negative("rate", rate), axis

    def __call__(self, w: Array) -> Array:
        """Return the weight, shortened or lengthened."""
        norms = _norms(w, self.axis)
        wanted = self.rate * np.clip(norms, self.min_value, self.max_value)
        moved: Array = w * ((wanted + (1 - self.rate) * norms) / (EPSILON + norms))
        return moved


class FunctionConstraint(Constraint):
    """A program's own function of a weight's numbers."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, w: Array) -> Array:
        """Return what the function returns."""
        return np.asarray(self.function(w))


max_norm, non_neg, unit_norm, min_max_norm = MaxNorm, NonNeg, UnitNorm, MinMaxNorm

CONSTRAINTS: dict[str, type[Constraint]] = {
    constraint.name: constraint for constraint in (MaxNorm, NonNeg, UnitNorm, MinMaxNorm)
}
ALIASES = {constraint.__name__: name for name, constraint in CONSTRAINTS.items()}


def get(choice: Any) -> Constraint | None:
    """Return a constraint by name, class, as it is, of a function, or none.

    Raises UnknownChoice.
    """
    if choice is None or isinstance(choice, Constraint):
        return choice
    if isinstance(choice, type) and issubclass(choice, Constraint):
        return choice()
    if callable(choice) and not isinstance(choice, type):
        return FunctionConstraint(choice)
    return choose("constraint", CONSTRAINTS, choice, ALIASES)()


def after(
    step: Callable[[], None], trainable: Iterable[tuple[Any, Any, slice]], parameters: Array
) -> Callable[[], None]:
    """Return a step of an optimizer after which weights fulfil the constraints of their layers.

    ``trainable`` holds each weight with its layer and its part of the parameters; the layer's
    attribute ``{weight}_constraint`` is its constraint.
    """
    bound = [
        partial(_hold, constraint, parameters[part].reshape(weight.shape))
        for layer, weight, part in trainable
        if (constraint := getattr(layer, f"{weight.name}_constraint", None)) is not None
    ]
    if not bound:
        return step

    def constrained() -> None:
        step()
        for hold in bound:
            hold()

    return constrained


def _hold(constraint: Constraint, w: Array) -> None:
    """Put what a constraint allows in a weight's place.  Raises ShapeMismatch."""
    allowed = constraint(w)
    if allowed.shape != w.shape:
        raise ShapeMismatch(
            f"a constraint must keep the shape {w.shape} of a weight; got {allowed.shape}"
        )
    w[...] = allowed
