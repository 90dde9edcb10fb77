"""Losses as functions of targets and predictions, under Keras's names: the loss of each row."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.losses.loss import Loss
from engine.ops.operation import apply
from engine.ops.primitives import Primitive
from engine.tensors import Tensor

KINDS: dict[Any, type[Loss]] = {}  # the class of each function


def _of_rows(y: Array, p: Array, loss: Loss) -> Array:
    """Return the loss of each of the rows."""
    return loss.rows(loss.prepare(y, p.shape[1]).T, p.T)


def _pulled(number: int, d: Array, a: Array, inputs: Sequence[Array], loss: Loss) -> Array:
    """Return the gradient by the predictions; the targets have none."""
    y, p = inputs
    if number == 0:
        return np.zeros_like(y)
    slopes = loss.derivative(loss.prepare(y, p.shape[1]).T, p.T).T
    gradient: Array = slopes * d[:, np.newaxis]
    return gradient / p.shape[1] if loss.mean_of_outputs else gradient


def function_of(kind: type[Loss]) -> Callable[..., Any]:
    """Return a loss as a function; its settings are those of the class."""

    operation = Primitive(kind.name, _of_rows, _pulled)

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
