"""Losses as functions of targets and predictions, under Keras's names: the loss of each row."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.losses.loss import Loss
from engine.losses.on_tensors import operation_of
from engine.ops.operation import apply
from engine.tensors import Tensor

KINDS: dict[Any, type[Loss]] = {}  # the class of each function


def function_of(kind: type[Loss]) -> Callable[..., Any]:
    """Return a loss as a function; its settings are those of the class."""

    operation = operation_of(kind.name)

    def function(y_true: Any, y_pred: Any, **settings: Any) -> Any:
        if isinstance(y_pred, Tensor):
            return apply(operation, y_true, y_pred, loss=kind(**settings))
        loss, p = kind(**settings), np.asarray(y_pred)
        alone = p.ndim == 1
        y = np.asarray(y_true)
        rows = p.reshape(1, -1) if alone else p
        targets = y.reshape(1, -1) if alone else y
        losses: Array = loss.rows(loss.prepare(targets, rows.shape[1]).T, rows.T)
        return losses[0] if alone else losses

    function.__name__ = function.__qualname__ = kind.name
    function.__doc__ = f"Return {kind.formula} of each row of ``[rows, outputs]``, or of one row."
    KINDS[function] = kind
    return function
