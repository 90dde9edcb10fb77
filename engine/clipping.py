"""Clipping: gradients are shortened before a step, so that no step is too long.

At most one of three: each number within ± ``clipvalue``; each weight's gradient no longer than
``clipnorm``; all together no longer than ``global_clipnorm`` (Pascanu, Mikolov & Bengio, 2013).
"""

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
            weights, most = [gradients[part] for part in parts], self.clipnorm
            return partial(_shorten, weights, most)
        if self.global_clipnorm is not None:
            whole, most = [gradients], self.global_clipnorm
            return partial(_shorten, whole, most)
        return None


def _shorten(vectors: Sequence[Array], most: float) -> None:
    for vector in vectors:
        length = float(np.sqrt(np.dot(vector, vector)))
        if length > most:
            vector *= most / length
