"""FunctionLoss: a loss that is a function of one's own, written with operators and ``engine.ops``.

It is called with ``[rows, outputs]`` and may return a loss for each row, for each output, or one
number for all.  The derivative is that of the tape (``engine.ops.recording``).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import ops
from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.losses.loss import Loss
from engine.ops.recording import Gradients


class FunctionLoss(Loss):
    """The mean over rows of ``function(y_true, y_pred)``."""

    label, formula, mean_of_outputs = "Function", "f(y, p)", False

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = getattr(function, "__name__", "function")  # type: ignore[misc]
        self._gradients = Gradients(self._total)

    def rows(self, y: Array, p: Array) -> Array:
        """Return the loss of each row; one number for all is that of each."""
        count = p.shape[1]
        losses = np.asarray(self.function(y.T.astype(p.real.dtype), p.T))
        if losses.ndim and len(losses) != count:
            raise ShapeMismatch(
                f"loss {self.name} must return a number, or one for each of the {count} rows; "
                f"got shape {losses.shape}"
            )
        return losses.reshape(count, -1).mean(axis=1) if losses.ndim else np.repeat(losses, count)

    def terms(self, y: Array, p: Array) -> Array:
        """Return the loss of each row, ``[1, rows]``."""
        return self.rows(y, p)[np.newaxis]

    def derivative(self, y: Array, p: Array, out: Array | None = None) -> Array:
        """Return the derivative of the sum over rows by the predictions."""
        (gradient,) = self._gradients([y.T, p.T], [1], rows=p.shape[1])
        out = np.empty_like(p) if out is None else out
        np.copyto(out, gradient.T)
        return out

    def _total(self, y: Any, p: Any) -> Any:
        losses = self.function(y, p)
        if getattr(losses, "batched", False):
            axes = tuple(range(1, len(ops.shape(losses))))
            return ops.sum(ops.mean(losses, axis=axes) if axes else losses)
        return losses * p.tape.rows  # one number, of every row
