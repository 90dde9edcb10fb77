"""What a model is fed: ``Input`` as a tensor, and the layer that Keras shows for it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from engine.errors import ShapeMismatch
from engine.layer import Layer
from engine.names import next_name
from engine.notices import not_done, not_typed, old_spelling
from engine.tensors import Shape, Tensor


def Input(  # noqa: N802 - Keras's name
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    *,
    batch_shape: Any = None,
    name: str | None = None,
) -> Tensor:
    """Return what a model is fed: ``shape`` without the rows, or ``batch_shape`` with them.

    >>> from engine.layers import Dense
    >>> Dense(3)(Input((2,))).shape
    (None, 3)
    """
    not_typed("Input", dtype)
    return Tensor(_sizes(shape, batch_size, batch_shape), name or next_name("input_layer"))


def _sizes(shape: Any, batch_size: Any, batch_shape: Any) -> Shape:
    if batch_shape is not None:
        batch_size, *shape = batch_shape
    if shape is None:
        raise ShapeMismatch("a shape must be (inputs,) or longer, such as (8,); got none")
    if batch_size is not None:
        not_done(f"batch_size={batch_size} of an Input is not held: any number of rows will do")
    return tuple(shape) if isinstance(shape, Iterable) else (shape,)


class InputLayer(Layer):
    """An Input as the first layer of a stack, and in the list of a graph's layers."""

    settings: ClassVar[tuple[str, ...]] = ("shape",)

    def __init__(
        self, shape: Any = None, batch_size: int | None = None, dtype: Any = None,
        *, input_shape: Any = None, batch_shape: Any = None, batch_input_shape: Any = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name)
        not_typed("InputLayer", dtype)
        if input_shape is not None:
            old_spelling("InputLayer(input_shape=…)", "InputLayer(shape=…), or Input(…)")
        if batch_input_shape is not None:
            old_spelling("InputLayer(batch_input_shape=…)", "InputLayer(batch_shape=…)")
        sizes = _sizes(
            input_shape if shape is None else shape, batch_size, batch_shape or batch_input_shape
        )
        self._take(Tensor(sizes, self.name))

    def _take(self, tensor: Tensor) -> None:
        self.tensor, self.shape = tensor, tensor.row_shape
        self.input_shapes = (tensor.row_shape,)

    @classmethod
    def of(cls, tensor: Tensor) -> "InputLayer":
        """Return the layer for a tensor that is there."""
        layer = cls(tensor.row_shape, name=tensor.name or "input")
        layer._take(tensor)
        return layer
