"""Operations on arrays and on tensors, under ``keras.ops``'s names, each with its gradient.

On arrays they compute at once, in NumPy.  On tensors they are calls on the tape, like those of
layers, so that losses, activations and layers of one's own are differentiated by the one backward
pass there is.  The first axis of a tensor is its rows: an operation may sum over it, and may not
move it.  Numbers are of the model's type all along; comparisons give 0 and 1.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.activations import Activation
from engine.arrays import Array
from engine.config import floatx
from engine.errors import EngineError, ShapeMismatch
from engine.operators import OPERATIONS
from engine.ops.arranging import ARRANGING
from engine.ops.operation import apply
from engine.ops.primitives import ELEMENTWISE, Primitive, elementwise
from engine.ops.primitives import activation as primitive_of
from engine.ops.recording import Gradients
from engine.tensors import Tensor
from engine.weight import Weight

_TRUNCATED = elementwise("cast", lambda x: np.trunc(np.real(x)))
_TRUTH = elementwise("cast", lambda x: x != 0)


def _function(primitive: Primitive, count: int) -> Callable[..., Any]:
    names = {1: ("x",), 2: ("x1", "x2"), 3: ("condition", "x1", "x2")}[count]

    def function(*given: Any, **named: Any) -> Any:
        rest = names[len(given) :]
        if len(given) > count or set(rest) != set(named):
            raise EngineError(f"ops.{primitive.name} takes {', '.join(names)}")
        return apply(primitive, *given, *(named[name] for name in rest))

    function.__name__ = function.__qualname__ = primitive.name
    function.__doc__ = f"Return {primitive.name} of numbers, element by element."
    return function


_two = partial(_function, count=2)
_one = partial(_function, count=1)

add, subtract = _two(ELEMENTWISE["add"]), _two(ELEMENTWISE["subtract"])
multiply, divide = _two(ELEMENTWISE["multiply"]), _two(ELEMENTWISE["divide"])
power = _two(ELEMENTWISE["power"])
maximum, minimum = _two(ELEMENTWISE["maximum"]), _two(ELEMENTWISE["minimum"])
equal, not_equal = _two(ELEMENTWISE["equal"]), _two(ELEMENTWISE["not_equal"])
less, less_equal = _two(ELEMENTWISE["less"]), _two(ELEMENTWISE["less_equal"])
greater, greater_equal = _two(ELEMENTWISE["greater"]), _two(ELEMENTWISE["greater_equal"])
logical_and, logical_or = _two(ELEMENTWISE["logical_and"]), _two(ELEMENTWISE["logical_or"])
logical_not, negative = _one(ELEMENTWISE["logical_not"]), _one(ELEMENTWISE["negative"])
exp, expm1, log = _one(ELEMENTWISE["exp"]), _one(ELEMENTWISE["expm1"]), _one(ELEMENTWISE["log"])
log1p, square, sqrt = (_one(ELEMENTWISE[name]) for name in ("log1p", "square", "sqrt"))
rsqrt, reciprocal = _one(ELEMENTWISE["rsqrt"]), _one(ELEMENTWISE["reciprocal"])
floor, ceil, round = (_one(ELEMENTWISE[name]) for name in ("floor", "ceil", "round"))  # noqa: A001
sin, cos, abs, sign = (_one(ELEMENTWISE[name]) for name in ("sin", "cos", "abs", "sign"))  # noqa: A001
zeros_like, ones_like = _one(ELEMENTWISE["zeros_like"]), _one(ELEMENTWISE["ones_like"])
stop_gradient = _one(ELEMENTWISE["stop_gradient"])
relu, sigmoid, tanh = (_one(ELEMENTWISE[name]) for name in ("relu", "sigmoid", "tanh"))
softplus, softsign, silu = (_one(ELEMENTWISE[name]) for name in ("softplus", "softsign", "silu"))
gelu, elu, selu = (_one(ELEMENTWISE[name]) for name in ("gelu", "elu", "selu"))
leaky_relu, relu6 = _one(ELEMENTWISE["leaky_relu"]), _one(ELEMENTWISE["relu6"])
hard_sigmoid = _one(ELEMENTWISE["hard_sigmoid"])
where = _function(ELEMENTWISE["where"], 3)
absolute = abs


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - Keras's name
    """Return the sum over all numbers, or along an axis or some."""
    return apply(ARRANGING["sum"], x, axis=_axes(axis), keepdims=keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the mean of all numbers, or along an axis or some."""
    return apply(ARRANGING["mean"], x, axis=_axes(axis), keepdims=keepdims)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - Keras's name
    """Return the largest number; several that are equal share its gradient."""
    return apply(ARRANGING["max"], x, axis=_axes(axis), keepdims=keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 - Keras's name
    """Return the smallest number; several that are equal share its gradient."""
    return apply(ARRANGING["min"], x, axis=_axes(axis), keepdims=keepdims)


def argmax(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the place of the largest number, the first of several; it has no gradient."""
    return apply(ARRANGING["argmax"], x, axis=axis, keepdims=keepdims)


def argmin(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the place of the smallest number."""
    return argmax(negative(x), axis, keepdims)


def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the mean squared distance from the mean."""
    return mean(square(subtract(x, mean(x, axis, keepdims=True))), axis, keepdims)


def std(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the root of the variance."""
    return sqrt(var(x, axis, keepdims))


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the logarithm of the sum of exponentials, which do not overflow."""
    most = stop_gradient(max(x, axis, keepdims=True))
    total = add(most, log(sum(exp(subtract(x, most)), axis, keepdims=True)))
    return total if keepdims else sum(total, axis)  # of one number, along axes of size 1


def log_softmax(x: Any, axis: int = -1) -> Any:
    """Return the logarithm of the softmax."""
    return subtract(x, logsumexp(x, axis, keepdims=True))


def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None) -> Any:
    """Return 1 in the place of each number and 0 in the others, along a new last axis."""
    if axis != -1:
        raise EngineError(f"one_hot has its classes in the last axis, -1; got {axis}")
    places = equal(expand_dims(x, -1), np.arange(num_classes))
    return places if isinstance(places, Tensor) else cast(places, dtype or floatx())


def softmax(x: Any, axis: int = -1) -> Any:
    """Return exponentials as shares of their sum."""
    return apply(ARRANGING["softmax"], x, axis=axis)


def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """Return the numbers, held within limits."""
    return minimum(maximum(x, x_min), x_max)


def matmul(x1: Any, x2: Any) -> Any:
    """Return the product of matrices."""
    return apply(ARRANGING["matmul"], x1, x2)


def concatenate(xs: Sequence[Any], axis: int = -1) -> Any:
    """Return arrays one after the other along an axis."""
    return apply(ARRANGING["concatenate"], *xs, axis=axis)


def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Return arrays of one shape along a new axis."""
    return apply(ARRANGING["stack"], *x, axis=axis)


def reshape(x: Any, newshape: Any) -> Any:
    """Return the numbers in another shape; of a tensor with rows, these come first."""
    sizes = [newshape] if isinstance(newshape, int) else list(newshape)
    if isinstance(x, Tensor) and x.batched and sizes[:1] in ([None], [-1], [shape(x)[0]]):
        rest = sizes[1:]
        known = int(np.prod([size for size in rest if size not in (None, -1)]))
        sizes = [-1, *(x.size // known if size in (None, -1) else size for size in rest)]
    return apply(ARRANGING["reshape"], x, newshape=tuple(sizes))


def transpose(x: Any, axes: Any = None) -> Any:
    """Return the axes in another order, by default the reverse."""
    return apply(ARRANGING["transpose"], x, axes=None if axes is None else tuple(axes))


def expand_dims(x: Any, axis: Any) -> Any:
    """Return the same with a new axis of size 1."""
    return apply(ARRANGING["expand_dims"], x, axis=_axes(axis))


def squeeze(x: Any, axis: Any = None) -> Any:
    """Return the same without axes of size 1."""
    return apply(ARRANGING["squeeze"], x, axis=_axes(axis))


def get_item(x: Any, key: Any) -> Any:
    """Return ``x[key]``.  Raises ShapeMismatch of some of a tensor's rows."""
    first = key[0] if isinstance(key, tuple) and key else key
    if isinstance(x, Tensor) and x.batched and isinstance(first, slice) and first != slice(None):
        raise ShapeMismatch(f"rows of a tensor are taken all or one, x[:, …] or x[0]; got x[{key}]")
    return apply(ARRANGING["get_item"], x, key=key)


def activated(x: Any, activation: Activation) -> Any:
    """Return the activation of a tensor; of a linear one, the tensor."""
    if activation.name == "linear" and isinstance(x, Tensor):
        return x
    return apply(primitive_of(activation), x)


def cast(x: Any, dtype: Any) -> Any:
    """Return the numbers as another type; tensors keep the model's, and are cut or made 0 and 1."""
    if not isinstance(x, Tensor | Weight):
        return np.asarray(x).astype(dtype)
    kind = np.dtype(dtype).kind
    if kind in "biu":
        return apply(_TRUTH if kind == "b" else _TRUNCATED, x)
    return x


def shape(x: Any) -> tuple[int | None, ...]:
    """Return the shape with the rows, whose number is None of tensors without numbers."""
    return x.shape if isinstance(x, Tensor | Weight) else np.shape(x)


def size(x: Any) -> int:
    """Return how many numbers there are.  Raises ShapeMismatch of a tensor without numbers."""
    sizes = shape(x)
    if None in sizes:
        raise ShapeMismatch(f"a tensor without numbers has no size yet; its shape is {sizes}")
    return math.prod(one for one in sizes if one is not None)


def zeros(shape: Any, dtype: Any = None) -> Array:
    """Return an array of zeros."""
    return np.zeros(shape, dtype or floatx())


def ones(shape: Any, dtype: Any = None) -> Array:
    """Return an array of ones."""
    return np.ones(shape, dtype or floatx())


def convert_to_tensor(x: Any, dtype: Any = None) -> Any:
    """Return an array; tensors and weights as they are."""
    return x if isinstance(x, Tensor | Weight) else np.asarray(x, dtype)


def convert_to_numpy(x: Any) -> Array:
    """Return the numbers as an array."""
    return np.asarray(x)


OPERATIONS["gradients"] = Gradients
OPERATIONS |= {name: globals()[name] for name in [*ELEMENTWISE, *ARRANGING, "activated"]}
