"""Losses of tensors, within a function of one's own: each loss is an operation like others."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import ops
from engine.arrays import Array
from engine.ops.operation import apply
from engine.ops.primitives import Primitive
from engine.tensors import Tensor


def _of_rows(y: Array, p: Array, loss: Any) -> Array:
    """Return the loss of each of the rows."""
    rows: Array = loss.rows(loss.prepare(y, p.shape[1]).T, p.T)
    return rows


def _pulled(number: int, d: Array, a: Array, inputs: Sequence[Array], loss: Any) -> Array:
    """Return the gradient by the predictions; the targets have none."""
    y, p = inputs
    if number == 0:
        return np.zeros_like(y)
    slopes = loss.derivative(loss.prepare(y, p.shape[1]).T, p.T).T
    gradient: Array = slopes * d[:, np.newaxis]
    return gradient / p.shape[1] if loss.mean_of_outputs else gradient


def operation_of(name: str) -> Primitive:
    """Return what gives the loss of each row, under a name for its messages."""
    return Primitive(name, _of_rows, _pulled)


def rows_of(loss: Any, y_true: Any, y_pred: Tensor) -> Any:
    """Return the loss of each row; one number where a loss of one's own gives that."""
    if loss.own:
        losses = loss.call(y_true, y_pred)
        axes = tuple(range(1, len(ops.shape(losses))))
        return ops.mean(losses, axis=axes) if axes and losses.batched else losses
    y, p = flat(y_true), flat(y_pred)
    return apply(operation_of(loss.name), y, p, loss=loss)


def mean_of(loss: Any, y_true: Any, y_pred: Tensor, weights: Any = None) -> Any:
    """Return the mean over rows, weighted if weights are given, as ``loss(y, p)`` does."""
    rows = rows_of(loss, y_true, y_pred)
    return ops.mean(rows if weights is None else rows * weights)


def flat(given: Any) -> Any:
    """Return rows of several axes as rows of numbers."""
    shape: Any = ops.shape(given)
    return ops.reshape(given, (-1, int(np.prod(shape[1:])))) if len(shape) > 2 else given
