"""FunctionLoss: a loss that is a function of one's own, written with operators and ``engine.ops``.

It is called with ``[rows, outputs]`` and may return a loss for each row, for each output, or one
number for all.  The derivative is that of the tape (``engine.ops.recording``).
"""

from collections.abc import Callable
from typing import Any

from engine.losses.loss import Loss


class FunctionLoss(Loss):
    """The mean over rows of ``function(y_true, y_pred)``."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(name=getattr(function, "__name__", "function"))
        self.function = function

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return what the function returns."""
        return self.function(y_true, y_pred)
