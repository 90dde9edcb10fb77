"""McCulloch–Pitts neurons, and the logic gates that are one neuron each.

Inputs and outputs are 0 or 1.  A neuron sums the weights w of its active inputs and fires when
the sum reaches its threshold θ; an active input of weight INHIBIT silences it whatever the others
say.  What they compute together is in ``engine.logic``; nothing here learns.

Source: McCulloch & Pitts, "A logical calculus of the ideas immanent in nervous activity" (1943);
their neurons know excitation and absolute inhibition, other negative weights came later.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.choices import choose
from engine.errors import InvalidValue, ShapeMismatch

INHIBIT = -math.inf  # the weight of absolute inhibition: no sum recovers from it


@dataclass(frozen=True)
class Neuron:
    """Fires when Σ wᵢ over its active inputs is at least ``threshold``.

    >>> AND = Neuron((1, 1), threshold=2)
    >>> AND([1, 1]), AND([1, 0])
    (1, 0)
    """

    weights: tuple[float, ...]
    threshold: float

    def __post_init__(self) -> None:
        if not self.weights:
            raise InvalidValue("neuron must have at least one weight; got none")
        if not math.isfinite(self.threshold):
            raise InvalidValue(f"threshold must be finite; got {self.threshold}")
        for weight in self.weights:
            if not (math.isfinite(weight) or weight == INHIBIT):
                raise InvalidValue(f"weight must be finite or INHIBIT; got {weight}")

    def total(self, inputs: Sequence[int]) -> float:
        """Return the sum that is held against the threshold; raise ShapeMismatch."""
        if len(inputs) != len(self.weights):
            raise ShapeMismatch(f"neuron takes {len(self.weights)} inputs; got {len(inputs)}")
        return sum(w for w, x in zip(self.weights, inputs, strict=True) if binary("input", x))

    def __call__(self, inputs: Sequence[int]) -> int:
        """Return 1 if the neuron fires, else 0."""
        return int(self.total(inputs) >= self.threshold)


def binary(name: str, value: object) -> int:
    """Return ``value`` as 0 or 1; raise InvalidValue if it is neither."""
    if value not in (0, 1):
        raise InvalidValue(f"{name} must be 0 or 1; got {value!r}")
    return int(value == 1)


@dataclass(frozen=True)
class Gate:
    """A kind of neuron that can be made for any number n of inputs from ``least`` to ``most``."""

    label: str
    formula: str  # when it fires; Σ runs over the n inputs x
    make: Callable[[int, int], Neuron]  # of n and k
    least: int = 1
    most: int | None = None
    takes_k: bool = False

    def neuron(self, inputs: int, k: int | None = None) -> Neuron:
        """Return the gate for ``inputs`` inputs.  Raises ShapeMismatch, InvalidValue."""
        if inputs < self.least or inputs > (self.most or inputs):
            raise ShapeMismatch(f"{self.label} takes {self._allowed()}; got {inputs}")
        if self.takes_k and (k is None or not 1 <= k <= inputs):
            raise InvalidValue(f"k must lie in 1 … {inputs}; got {k}")
        if not self.takes_k and k is not None:
            raise InvalidValue(f"{self.label} takes no k; got {k}")
        return self.make(inputs, k or 0)

    def _allowed(self) -> str:
        """Return how many inputs it may have, in words."""
        if self.most is None:
            return f"at least {self.least} inputs"
        return f"exactly {self.most} input{'s' if self.most > 1 else ''}"


GATES: dict[str, Gate] = {
    "identity": Gate("Identity", "x ≥ 1", lambda n, k: Neuron((1,), 1), most=1),
    "not": Gate("NOT", "−x ≥ 0", lambda n, k: Neuron((-1,), 0), most=1),
    "and": Gate("AND", "Σx ≥ n", lambda n, k: Neuron((1,) * n, n), least=2),
    "or": Gate("OR", "Σx ≥ 1", lambda n, k: Neuron((1,) * n, 1), least=2),
    "nand": Gate("NAND", "−Σx ≥ 1 − n", lambda n, k: Neuron((-1,) * n, 1 - n), least=2),
    "nor": Gate("NOR", "−Σx ≥ 0", lambda n, k: Neuron((-1,) * n, 0), least=2),
    "and_not": Gate(
        "AND NOT", "x₁ ≥ 1, unless x₂ inhibits", lambda n, k: Neuron((1, INHIBIT), 1), 2, 2
    ),
    "k_of_n": Gate("k of n", "Σx ≥ k", lambda n, k: Neuron((1,) * n, k), takes_k=True),
}


def gate(name: str, inputs: int, k: int | None = None) -> Neuron:
    """Return the gate called ``name``.  Raises UnknownChoice, ShapeMismatch, InvalidValue."""
    return choose("gate", GATES, name).neuron(inputs, k)
