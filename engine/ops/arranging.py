"""Operations that reduce, join or move numbers, and the product of matrices.

``engine.ops.primitives`` says what the symbols are.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.ops.primitives import Primitive


def _spread(d: Array, x: Array, axis: Any, keepdims: bool) -> Array:
    """Return what belongs to a reduced array, along the axes of the whole one."""
    return d if keepdims or axis is None else np.expand_dims(d, axis)


def _reduction(name: str, value: Callable[..., Any], slope: Callable[..., Any]) -> Primitive:
    """Return a reduction, by the derivative ``slope(a, x)`` of its output by each number."""

    def vjp(_: int, d: Array, a: Array, xs: Sequence[Array], axis: Any, keepdims: bool) -> Any:
        (x,) = xs
        whole = [_spread(one, x, axis, keepdims) for one in (d, a)]
        return np.broadcast_to(whole[0] * slope(whole[1], x, axis), x.shape)

    return Primitive(name, value, vjp)


def _share(a: Array, x: Array, axis: Any) -> Any:
    """Return 1 for the number that is the largest or smallest; equal ones share it."""
    same = x == a
    return same / same.sum(axis=axis, keepdims=True)


def _softmax(x: Array, axis: int) -> Array:
    e = np.exp(x - np.real(x).max(axis=axis, keepdims=True))
    total: Array = e / e.sum(axis=axis, keepdims=True)
    return total


def _softmax_vjp(_: int, d: Array, a: Array, xs: Sequence[Array], axis: int) -> Array:
    gradient: Array = a * (d - (a * d).sum(axis=axis, keepdims=True))
    return gradient


def _matmul_vjp(number: int, d: Array, a: Array, xs: Sequence[Array]) -> Array:
    x, y = xs
    d = np.expand_dims(d, -2) if x.ndim == 1 else d
    d = np.expand_dims(d, -1) if y.ndim == 1 else d
    x = x[np.newaxis] if x.ndim == 1 else x
    y = y[:, np.newaxis] if y.ndim == 1 else y
    if number == 0:
        gradient: Array = d @ y.swapaxes(-1, -2)
        return gradient[..., 0, :] if xs[0].ndim == 1 else gradient
    gradient = x.swapaxes(-1, -2) @ d
    return gradient[..., 0] if xs[1].ndim == 1 else gradient


def _part(number: int, d: Array, xs: Sequence[Array], axis: int) -> Array:
    start = sum(x.shape[axis] for x in xs[:number])
    return np.take(d, range(start, start + xs[number].shape[axis]), axis)


def _item_vjp(_: int, d: Array, a: Array, xs: Sequence[Array], key: Any) -> Array:
    gradient = np.zeros_like(xs[0])
    np.add.at(gradient, key, d)
    return gradient


def _moved(name: str, value: Callable[..., Any]) -> Primitive:
    """Return an operation that leaves all numbers in their order."""
    return Primitive(name, value, lambda _, d, a, xs, **settings: d.reshape(xs[0].shape))


def _back(axes: Any) -> Any:
    return None if axes is None else np.argsort(axes)


ARRANGING = {
    one.name: one
    for one in (
        _reduction("sum", np.sum, lambda a, x, axis: 1.0),
        _reduction("mean", np.mean, lambda a, x, axis: a.size / x.size),
        _reduction("max", np.max, _share),
        _reduction("min", np.min, _share),
        Primitive(
            "argmax", lambda x, axis, keepdims: np.argmax(np.real(x), axis, keepdims=keepdims),
            lambda _, d, a, xs, axis, keepdims: np.zeros_like(xs[0]),
        ),
        Primitive("softmax", _softmax, _softmax_vjp),
        Primitive("matmul", np.matmul, _matmul_vjp),
        Primitive(
            "concatenate", lambda *xs, axis: np.concatenate(xs, axis),
            lambda number, d, a, xs, axis: _part(number, d, xs, axis),
        ),
        Primitive(
            "stack", lambda *xs, axis: np.stack(xs, axis),
            lambda number, d, a, xs, axis: np.take(d, number, axis),
        ),
        Primitive(
            "transpose", lambda x, axes: np.transpose(x, axes),
            lambda _, d, a, xs, axes: np.transpose(d, _back(axes)),
        ),
        Primitive("get_item", lambda x, key: x[key], _item_vjp),
        _moved("reshape", lambda x, newshape: np.reshape(x, newshape)),
        _moved("expand_dims", lambda x, axis: np.expand_dims(x, axis)),
        _moved("squeeze", lambda x, axis: np.squeeze(x, axis)),
    )
}  # fmt: skip
