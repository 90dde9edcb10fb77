"""Targets as a caller gives them: as many as there are rows, of a kind that suits the loss."""

import math
from dataclasses import dataclass
from typing import Any

from engine.arrays import Array
from engine.errors import EngineError, ShapeMismatch
from engine.inputs import numbers, refuse_nan
from engine.losses.loss import Loss
from engine.tensors import Shape


@dataclass(frozen=True)
class Target:
    """What an output is compared with; ``what`` is how a message calls it."""

    what: str
    loss: Loss
    shape: Shape  # of a row of the output

    def prepared(self, given: Any, rows: int) -> Array:
        """Return targets for so many rows as ``[rows, outputs]`` numbers, for the loss.

        Raises ShapeMismatch if they do not fit, InvalidValue if they are not numbers.
        """
        targets = numbers(self.what, given)
        count = len(targets) if targets.ndim else "a single number"
        if count != rows:
            one = self.what.replace("targets", "target per row", 1)
            raise ShapeMismatch(f"there must be a {one}: {rows}; got {count}")
        refuse_nan(self.what, targets)
        if targets.shape[1:] == self.shape:
            targets = targets.reshape(rows, -1)  # pictures and the like
        return self._for_loss(targets)

    def _for_loss(self, targets: Array) -> Array:
        """Let the loss prepare them; its errors name these targets."""
        try:
            return self.loss.prepare(targets, math.prod(self.shape))
        except EngineError as error:
            raise type(error)(str(error).replace("targets", self.what, 1)) from None
