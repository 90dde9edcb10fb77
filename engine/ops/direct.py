"""Operations on buffers as they lie, ``[size, rows]``, without seeing them as NumPy's arrays.

Number by number it is the same either way, where all tensors have one shape: what has no rows is
``[size, 1]`` there, and is spread over the rows.  So is the product of rows and a matrix.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.activations import Activation
from engine.arrays import Array
from engine.ops.primitives import Primitive
from engine.tape.buffers import CallBuffers, Pass, Value
from engine.tensors import Tensor

Given = Sequence[Any]  # an operation's inputs: arrays, None for each tensor
Wanted = Sequence[tuple[int, Array]]  # numbers of inputs, and where their gradients go


def forward_pass(primitive: Primitive, given: Given, buffers: CallBuffers) -> Pass | None:
    """Return what fills the output; None where the numbers must be seen as arrays."""
    out = buffers.output.numbers
    if _is_product(primitive, given, buffers):
        (x, y), shape = buffers.sources, buffers.call.sources[1].row_shape
        if y.fed:
            return lambda: np.dot(y.numbers.reshape(shape).T, x.numbers, out)
        across = y.numbers.reshape(shape).T.dot
        return (lambda: across(x.numbers, out)) if x.fed else partial(across, x.numbers, out)
    if not _is_by_number(primitive, given, buffers.call.sources, buffers.call.output):
        return None
    read, value = _reader(given, buffers.sources), primitive.value
    stays = not any(source.fed for source in buffers.sources)
    if isinstance(value, Activation):
        function: Any = value.value
    elif isinstance(value, np.ufunc):
        function = value
    else:
        return lambda: np.copyto(out, value(*read()), casting="unsafe")
    return partial(function, *read(), out) if stays else lambda: function(*read(), out)


def backward_pass(
    primitive: Primitive, given: Given, buffers: CallBuffers, wanted: Wanted
) -> Pass | None:
    """Return what fills the gradients; None where the numbers must be seen as arrays."""
    if _is_product(primitive, given, buffers):
        return _of_product(buffers, wanted)
    if not _is_by_number(primitive, given, buffers.call.sources, buffers.call.output):
        return None
    d = buffers.delta
    if primitive.name == "add":
        return _of_sum(d, [into for _, into in wanted])
    read, a = _reader(given, buffers.sources), buffers.output.numbers
    stays = not any(source.fed for source in buffers.sources)
    if isinstance(primitive.value, Activation):
        return _of_activation(primitive.value, read, stays, (a, d), [into for _, into in wanted])
    steps = [(into, _slope(primitive, place), into.shape != d.shape) for place, into in wanted]

    def backward() -> None:
        operands = read()
        for into, slope, summed in steps:
            share = slope(a, *operands)
            if summed:
                np.add.reduce(d * share, 1, out=into, keepdims=True)
            else:
                np.multiply(d, share, into)

    return backward


def _of_sum(d: Array, wanted: Sequence[Array]) -> Pass:
    """Return what passes a gradient on, and sums it over the rows for what has none."""
    ones = np.ones(d.shape[1], d.dtype)
    steps: list[Pass] = [
        partial(np.copyto, into, d) if into.shape == d.shape
        else partial(d.dot, ones, into.reshape(-1))
        for into in wanted
    ]  # fmt: skip
    return _all(steps)


def _all(steps: Sequence[Pass]) -> Pass:
    """Return one computation of several, of which there are mostly two."""
    if len(steps) == 1:
        return steps[0]
    if len(steps) != 2:
        return lambda: [step() for step in steps]
    first, second = steps

    def both() -> None:
        first()
        second()

    return both


def _slope(primitive: Primitive, place: int) -> Callable[..., Any]:
    slopes = primitive.slopes
    return slopes[place] if slopes else lambda a, *inputs: 0.0


def _of_activation(
    one: Activation, read: Callable[[], list[Any]], stays: bool, pair: tuple[Array, Array],
    into: list[Array],
) -> Pass:  # fmt: skip
    (a, d), vjp, derivative, multiply = pair, one.vjp, one.derivative, np.multiply
    if stays and vjp is None and len(into) == 1:
        (x,), (only,) = read(), into
        return lambda: multiply(derivative(x, a, only), d, only)

    def backward() -> None:
        (x,) = read()
        for gradient in into:
            if vjp is not None:
                np.copyto(gradient, d)
                vjp(x, a, gradient)
            else:
                np.multiply(derivative(x, a, gradient), d, gradient)

    return backward


def _of_product(buffers: CallBuffers, wanted: Wanted) -> Pass:
    (x, y), shape, d = buffers.sources, buffers.call.sources[1].row_shape, buffers.delta
    into = dict(wanted)
    rows, matrix = into.get(0), into.get(1)
    steps: list[Pass] = []
    if matrix is not None:
        square, across = matrix.reshape(shape), d.T
        if x.fed:
            steps.append(lambda: np.dot(x.numbers, across, square))
        else:
            steps.append(partial(x.numbers.dot, across, square))
    if rows is not None and y.fed:
        steps.append(lambda: np.dot(y.numbers.reshape(shape), d, rows))
    elif rows is not None:
        steps.append(partial(y.numbers.reshape(shape).dot, d, rows))
    return _all(steps)


def _is_product(primitive: Primitive, given: Given, buffers: CallBuffers) -> bool:
    """Say whether it is that of rows of numbers and a matrix without rows."""
    if primitive.name != "matmul" or len(buffers.sources) != 2:
        return False
    x, y = buffers.call.sources
    types = {one.full.dtype for one in (*buffers.sources, buffers.output)}
    plain = x.batched and not y.batched and len(x.row_shape) == 1 and len(y.row_shape) == 2
    return plain and len(types) == 1


def _is_by_number(
    primitive: Primitive, given: Given, sources: Sequence[Tensor], output: Tensor
) -> bool:
    """Say whether it works number by number on tensors of the output's shape."""
    scalars = all(one is None or one.ndim == 0 for one in given)
    if not scalars or any(one.row_shape != output.row_shape for one in sources):
        return False
    value = primitive.value
    if isinstance(value, Activation):
        return value.vjp is None or len(output.row_shape) == 1
    return primitive.slopes is not None


def _reader(given: Given, sources: Sequence[Value]) -> Callable[[], list[Any]]:
    """Return what returns the inputs as they are now; buffers that stay are looked up once."""
    tensors = iter(sources)
    inputs = [next(tensors) if one is None else one.item() for one in given]
    known = [one.numbers if isinstance(one, Value) and not one.fed else one for one in inputs]
    if not any(isinstance(one, Value) for one in known):
        return lambda: known
    return lambda: [one.numbers if isinstance(one, Value) else one for one in known]
