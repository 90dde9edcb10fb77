"""Tensors and calls: what a layer takes and gives, and the note that it was asked to.

A tensor stands for rows of numbers; ``shape`` leaves the rows out.  Made by ``Input`` and by
calling layers on what that returned, it has no numbers, only a history of calls, which is what a
Functional model is built of.  A *live* tensor belongs to a tape (``engine.tape``) and has numbers
already: ``call`` of a subclassed model gets such, so that any Python may decide what to do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from numbers import Integral
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from engine.arrays import Array
from engine.errors import NotReady, ShapeMismatch

if TYPE_CHECKING:
    from engine.layer import Layer

Shape: TypeAlias = tuple[int, ...]

_numbers = count()


class Recorder(Protocol):
    """What a live tensor belongs to."""

    def apply(self, layer: "Layer", sources: tuple["Tensor", ...], training: bool | None) -> Any:
        """Call the layer on tensors with numbers; return its output, with numbers."""

    def numbers_of(self, tensor: "Tensor") -> Array:
        """Return a live tensor's numbers, ``[rows, *shape]``."""


@dataclass(eq=False)
class Tensor:
    """Rows of ``shape``, to be or live."""

    shape: Shape
    name: str = ""
    call: "Call | None" = None  # None: an input
    tape: Recorder | None = None  # where its numbers are

    def __post_init__(self) -> None:
        if not self.shape or not all(isinstance(n, Integral) and n >= 1 for n in self.shape):
            raise ShapeMismatch(
                "a shape must be (inputs,) or longer, of whole numbers that are at least 1; "
                f"got {self.shape}"
            )
        self.shape = tuple(int(n) for n in self.shape)

    @property
    def size(self) -> int:
        """How many numbers a row has."""
        return math.prod(self.shape)

    def numpy(self) -> Array:
        """Return the numbers of a live tensor, ``[rows, *shape]``.  Raises NotReady of others."""
        if self.tape is None:
            raise NotReady("this tensor has no numbers yet: it only says how layers are joined")
        return self.tape.numbers_of(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self.numpy(), dtype)

    def __add__(self, other: "Tensor") -> "Tensor":
        from engine.layers.merging import Add

        return Add()([self, other])

    def __mul__(self, other: "Tensor") -> "Tensor":
        from engine.layers.merging import Multiply

        return Multiply()([self, other])

    def __sub__(self, other: "Tensor") -> "Tensor":
        from engine.layers.merging import Subtract

        return Subtract()([self, other])

    def __getitem__(self, key: Any) -> "Tensor":
        from engine.layers.shaping import Columns

        return Columns.of(self, key)


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
    """Note a call; its output belongs where the sources do."""
    output = Tensor(shape, layer.name, tape=sources[0].tape)
    output.call = Call(layer, tuple(sources), output, training)
    return output.call
