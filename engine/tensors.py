"""Tensors and calls: what a layer takes and gives, and the note that it was asked to.

A tensor stands for rows of numbers, of ``row_shape`` each; its ``shape`` has the rows first, as in
Keras.  Made by ``Input`` and by calling layers on what that returned, it has no numbers, only a
history of calls, which is what a Functional model is built of.  A *live* tensor belongs to a tape
(``engine.tape``) and has numbers already: ``call`` of a subclassed model gets such, so that any
Python may decide what to do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

import numpy as np

from engine.arrays import Array
from engine.config import floatx
from engine.errors import NotReady, ShapeMismatch
from engine.operators import Operators

if TYPE_CHECKING:
    from engine.layer import Layer

Shape: TypeAlias = tuple[int, ...]

_numbers = count()


class Recorder(Protocol):
    """What a live tensor belongs to."""

    rows: int

    def apply(self, layer: "Layer", sources: tuple["Tensor", ...], training: bool | None) -> Any:
        """Call the layer on tensors with numbers; return its output, with numbers."""

    def numbers_of(self, tensor: "Tensor") -> Array:
        """Return a live tensor's numbers, ``[rows, *shape]``."""


@dataclass(eq=False)
class Tensor(Operators):
    """Rows of ``row_shape``, to be or live."""

    least: ClassVar[int] = 1  # axes beside the rows
    batched = True  # whether it has rows; no field of its own

    row_shape: Shape
    name: str = ""
    call: "Call | None" = None  # None: an input
    tape: Recorder | None = None  # where its numbers are

    def __post_init__(self) -> None:
        whole = all(isinstance(n, Integral) and n >= 1 for n in self.row_shape)
        if len(self.row_shape) < self.least or not whole:
            raise ShapeMismatch(
                "a shape must be (inputs,) or longer, of whole numbers that are at least 1; "
                f"got {self.row_shape}"
            )
        self.row_shape = tuple(int(n) for n in self.row_shape)

    @property
    def shape(self) -> tuple[int | None, ...]:
        """The shape as Keras has it, rows first: None of a tensor without numbers."""
        if not self.batched:
            return self.row_shape
        return (None if self.tape is None else self.tape.rows, *self.row_shape)

    @property
    def ndim(self) -> int:
        """How many axes there are, the rows included."""
        return len(self.shape)

    @property
    def dtype(self) -> str:
        """The name of the type of its numbers; of a tensor without numbers, of new models'."""
        purpose = getattr(self.tape, "purpose", None)
        return floatx() if purpose is None else str(purpose.dtype.name)

    @property
    def size(self) -> int:
        """How many numbers a row has."""
        return math.prod(self.row_shape)

    def numpy(self) -> Array:
        """Return the numbers of a live tensor, ``[rows, *shape]``.  Raises NotReady of others."""
        if self.tape is None:
            raise NotReady("this tensor has no numbers yet: it only says how layers are joined")
        return self.tape.numbers_of(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self.numpy(), dtype)

    def __float__(self) -> float:
        return float(self.numpy().item())  # ValueError, unless it is one number

    def __bool__(self) -> bool:
        return bool(self.numpy().item())  # ValueError, unless it is one number

    def _alike(self, other: Any) -> bool:
        """Say whether a layer adds or multiplies them, which files and programs can hold."""
        plain = isinstance(other, Tensor) and self.tape is None and self.batched and other.batched
        return plain and self.row_shape == other.row_shape

    def __add__(self, other: Any) -> Any:
        from engine.layers.merging import Add

        return Add()([self, other]) if self._alike(other) else super().__add__(other)

    def __mul__(self, other: Any) -> Any:
        from engine.layers.merging import Multiply

        return Multiply()([self, other]) if self._alike(other) else super().__mul__(other)

    def __sub__(self, other: Any) -> Any:
        from engine.layers.merging import Subtract

        return Subtract()([self, other]) if self._alike(other) else super().__sub__(other)

    def __getitem__(self, key: Any) -> Any:
        from engine.layers.shaping import Columns

        if self.tape is None and self.batched and Columns.suits(self, key):
            return Columns.of(self, key)
        return super().__getitem__(key)


@dataclass(eq=False)
class Result(Tensor):
    """What an operation makes: one number to a row, or none of the rows' (``batched`` is false)."""

    least: ClassVar[int] = 0
    batched: bool = True


@dataclass(eq=False)
class Parameter(Result):
    """A weight of a layer, as a tensor that operations and other layers use."""

    batched: bool = False
    weight: Any = None


@dataclass(eq=False)
class Call:
    """A layer was asked to turn ``sources`` into ``output``."""

    layer: "Layer"
    sources: tuple[Tensor, ...]
    output: Tensor
    training: bool | None = None  # None: as the model is used
    number: int = field(default_factory=lambda: next(_numbers))  # later calls have higher ones
    owner: "Application | None" = None  # the model that made it, when it was used like a layer


@dataclass(eq=False)
class Application:
    """A model was used like a layer, once; its inputs and outputs in their order."""

    model: Any
    inputs: Sequence[Tensor] = ()
    outputs: Sequence[Tensor] = ()


def call_of(layer: "Layer", sources: Sequence[Tensor], training: bool | None, shape: Shape) -> Call:
    """Note a call; its output belongs where the sources do.

    Raises ShapeMismatch where a layer is given a tensor without rows.
    """
    if layer.only_batches and not all(source.batched for source in sources):
        raise ShapeMismatch(f"layer {layer.name!r} takes tensors with rows; got one without")
    output = Tensor(shape, layer.name, tape=sources[0].tape)
    output.call = Call(layer, tuple(sources), output, training)
    return output.call
