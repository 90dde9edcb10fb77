"""Clipping: gradients are shortened before a step, so that no step is too long.

At most one of three: each number within ± ``clipvalue``; each weight's gradient no longer than
``clipnorm``; all together no longer than ``global_clipnorm`` (Pascanu, Mikolov & Bengio, 2013).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.arrays import Array
from engine.choices import positive
from engine.errors import InvalidValue


@dataclass(frozen=True)
class Clipping:
    """What is asked for; None: not."""

    clipnorm: float | None = None
    clipvalue: float | None = None
    global_clipnorm: float | None = None

    def __post_init__(self) -> None:
        given = {name: value for name, value in vars(self).items() if value is not None}
        if len(given) > 1:
            raise InvalidValue(f"only one kind of clipping at a time; got {', '.join(given)}")
        for name, value in given.items():
            positive(name, value)

    def bind(self, gradients: Array, parts: Sequence[slice]) -> Callable[[], object] | None:
        """Return what clips gradients, ``parts`` being those of the weights; None: nothing."""
        if self.clipvalue is not None:
            return partial(np.clip, gradients, -self.clipvalue, self.clipvalue, out=gradients)
        if self.clipnorm is not None:
            weights = [gradients[part] for part in parts or [slice(None)]]
            return partial(_shorten, weights, self.clipnorm)
        if self.global_clipnorm is not None:
            return partial(_shorten, [gradients], self.global_clipnorm)
        return None


def _shorten(vectors: Sequence[Array], most: float) -> None:
    for vector in vectors:
        length = _length(vector)
        if length > most:
            vector *= most / length


def _length(vector: Array) -> float:
    """Return √ Σg², also where the squares are beyond the vector's own type."""
    squared = float(np.dot(vector, vector))
    if math.isfinite(squared):
        return math.sqrt(squared)
    largest = float(np.abs(vector).max())
    return largest * float(np.linalg.norm(vector / largest)) if math.isfinite(largest) else largest
