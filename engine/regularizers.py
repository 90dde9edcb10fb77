"""Penalties on a layer's weights: its kernel, or its bias if that is asked for.

``l1`` and ``l2`` may be changed while training.  Symbols: w a weight, λ a rate.
``Penalties`` is the sum over a whole model, as a few operations on its flat vector.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.choices import choose, not_negative
from engine.errors import InvalidValue
from engine.ops.recording import Gradients
from engine.serialized import serialized

__getattr__ = serialized(__name__)


class Regularizer:
    """λ₁ Σ|w| + λ₂ Σw², either of which may be 0."""

    name: ClassVar[str] = "l1_l2"
    label: ClassVar[str] = "L1 and L2"
    formula: ClassVar[str] = "λ₁ Σ|w| + λ₂ Σw²"
    truncates: ClassVar[bool] = False  # L1 as a step of its own that stops at zero
    own: "FunctionRegularizer | None" = None  # where the penalty is a program's own function

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1, self.l2 = l1, l2

    @property
    def l1(self) -> float:
        """λ₁."""
        return self._l1

    @l1.setter
    def l1(self, rate: float) -> None:
        self._l1 = not_negative("l1", rate)

    @property
    def l2(self) -> float:
        """λ₂."""
        return self._l2

    @l2.setter
    def l2(self, rate: float) -> None:
        self._l2 = not_negative("l2", rate)

    def in_keras(self) -> "Regularizer":
        """Return the regularizer that Keras has for this one."""
        return self

    def __call__(self, weights: Array) -> float:
        """Return the penalty."""
        w = np.asarray(weights, dtype=float)
        return float(self.l1 * np.abs(w).sum() + self.l2 * np.square(w).sum())


class L1L2(Regularizer):
    """Both penalties (Zou & Hastie, 2005)."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        super().__init__(l1, l2)


class L1(Regularizer):
    """λ Σ|w|, by its derivative λ sign w: weights come near zero and swing about it."""

    name, label, formula = "l1", "L1", "λ Σ|w|"

    def __init__(self, l1: float = 0.01) -> None:
        super().__init__(l1=l1)


class L2(Regularizer):
    """λ Σw², by its derivative 2 λ w: weights shrink in proportion."""

    name, label, formula = "l2", "L2", "λ Σw²"

    def __init__(self, l2: float = 0.01) -> None:
        super().__init__(l2=l2)


class TruncatedL1(L1):
    """λ Σ|w|, as a step of its own after the optimizer's: η λ towards zero, where it stops.

    A weight that would cross zero becomes exactly zero, so that its link is seen to vanish, and
    revives only if the loss pulls with more than λ (Langford, Li & Zhang, 2009).  TensorFlow
    Playground does the same but never lets such a weight revive.
    """

    name, label, formula = "truncated_l1", "L1 to exact zeros", "λ Σ|w|, stopping at 0"
    truncates = True

    def in_keras(self) -> Regularizer:
        """Return L1, which never makes weights exactly 0."""
        return L1(self.l1)


class FunctionRegularizer(Regularizer):
    """A program's own function of a weight, written with operators and ``engine.ops``."""

    name, label, formula = "function", "Function", "f(w)"

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function, self.own = function, self
        self._gradients = Gradients(function)

    def __call__(self, weights: Array) -> float:
        """Return the penalty.  Raises InvalidValue if it is not one number."""
        penalty = self.function(weights)
        if np.ndim(penalty):
            raise InvalidValue(
                f"a regularizer must return one number; got shape {np.shape(penalty)}"
            )
        return float(penalty)

    def gradient(self, weights: Array) -> Array:
        """Return the derivative of the penalty by each number."""
        return self._gradients([weights], [0])[0]


l1, l2, l1_l2 = L1, L2, L1L2  # Keras's names that look like functions

REGULARIZERS: dict[str, type[Regularizer]] = {
    regularizer.name: regularizer for regularizer in (L1, L2, L1L2, TruncatedL1)
}


def get(choice: Any) -> Regularizer | None:
    """Return a regularizer by name, as it is, of a function, or none.  Raises UnknownChoice."""
    if choice is None or isinstance(choice, FunctionRegularizer):
        return choice
    if isinstance(choice, Regularizer) and type(choice).__call__ is Regularizer.__call__:
        return choice
    if callable(choice) and not isinstance(choice, type):
        return FunctionRegularizer(choice)
    return choose("regularizer", REGULARIZERS, choice)()


NOTHING = (False, 0.0, 0.0, None)  # what a weight without a regularizer pays


class Penalties:
    """All the penalties of a model on its flat vector of parameters.

    ``learned`` holds each weight's layer and its part of the vector; the layer's attribute
    ``{weight}_regularizer``, ``kernel_regularizer`` for one, says what it pays.
    """

    def __init__(
        self, learned: Sequence[tuple[Any, Any, slice]], parameters: Array, gradients: Array
    ) -> None:
        paying = [one for one in learned if one[1].name in one[0].penalised]
        self._learned = [
            (layer, f"{weight.name}_regularizer", part) for layer, weight, part in paying
        ]
        self._shapes = [weight.shape for _, weight, _ in paying]
        self._parameters, self._gradients = parameters, gradients
        self._buffer, self._reach = np.empty_like(parameters), np.empty_like(parameters)
        self._seen: tuple[tuple[bool, float, float, FunctionRegularizer | None], ...] | None = None
        self._own: list[tuple[FunctionRegularizer, Any, slice]] = []  # with the shape of the weight
        self.active = False
        self._idle = False  # whether no weight had a regularizer at the last look
        self.refresh()

    def refresh(self) -> None:
        """Take the regularizers and rates that the layers have now."""
        chosen = [getattr(layer, name) for layer, name, _ in self._learned]
        if self._idle and not any(chosen):
            return
        given = map(get, chosen)
        seen = tuple((r.truncates, r.l1, r.l2, r.own) if r else NOTHING for r in given)
        if seen != self._seen:
            self._seen, self._idle = seen, not any(chosen)
            self.active = any(l1 or l2 or own for _, l1, l2, own in seen)
            self._l1 = self._per_parameter([0 if truncates else l1 for truncates, l1, *_ in seen])
            self._l2 = self._per_parameter([l2 for _, _, l2, _ in seen])
            self._truncated = self._per_parameter(
                [l1 if truncates else 0 for truncates, l1, *_ in seen]
            )
            every = zip(seen, self._shapes, self._learned, strict=True)
            self._own = [(one[3], shape, part) for one, shape, (_, _, part) in every if one[3]]

    def _per_parameter(self, rates: Sequence[float]) -> Array | None:
        """Return a rate per parameter, or None if all of them are 0."""
        if not any(rates):
            return None
        spread = np.zeros_like(self._parameters)
        for (_, _, part), rate in zip(self._learned, rates, strict=True):
            spread[part] = rate
        return spread

    @property
    def truncating(self) -> bool:
        """Whether a penalty acts by a step of its own, after the optimizer's."""
        return self._truncated is not None

    def value(self) -> float:
        """Return the sum of the penalties now."""
        p, buffer, total = self._parameters, self._buffer, 0.0
        for rates in (self._l1, self._truncated):
            total += 0 if rates is None else float(np.dot(rates, np.abs(p, buffer)))
        for own, shape, part in self._own:
            total += own(p[part].reshape(shape))
        return total if self._l2 is None else total + float(np.dot(self._l2, np.square(p, buffer)))

    def add_gradients(self) -> None:
        """Add the derivative of all but the truncating penalties to the gradients."""
        p, g, buffer = self._parameters, self._gradients, self._buffer
        if self._l1 is not None:
            np.add(g, np.multiply(np.sign(p, buffer), self._l1, buffer), g)
        if self._l2 is not None:
            np.multiply(p, self._l2, buffer)
            np.add(g, np.add(buffer, buffer, buffer), g)
        for own, shape, part in self._own:
            g[part] += own.gradient(p[part].reshape(shape)).ravel()

    def truncate(self, learning_rate: float) -> None:
        """Move weights under a truncating penalty towards zero, and no further."""
        if self._truncated is not None:
            p, buffer = self._parameters, self._buffer
            reach = np.multiply(self._truncated, learning_rate, self._reach)
            np.minimum(p, reach, out=buffer)
            np.subtract(p, np.maximum(buffer, np.negative(reach, reach), out=buffer), p)
