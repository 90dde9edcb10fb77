"""The buffers of recorded calls: tensors' numbers and gradients, pre-activations and derivatives.

Batches are held units first, ``[size, rows]``, and end in a row of ones: with it one product gives
a dense layer's pre-activations with the bias in them, and leaving it out is a prefix of contiguous
memory.  Pre-activations z, outputs a and derivatives da/dz of neighbouring layers lie side by side,
so that those that share an activation get their derivatives in one operation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator

from engine.activations.activation import Activation
from engine.arrays import Array
from engine.tensors import Call

Pass: TypeAlias = Callable[[], object]  # one call's computation, bound to its buffers


@dataclass(eq=False)
class Value:
    """A tensor's numbers on a tape, and the gradient of the loss by them where it is wanted."""

    full: Array  # [size + 1, rows], the last row of ones
    gradient: Array | None = None  # [size, rows]
    fed: bool = False  # whether ``full`` may be another array in the next batch

    @property
    def numbers(self) -> Array:
        """The numbers alone, ``[size, rows]``."""
        return self.full[:-1]


@dataclass(eq=False)
class Held(Value):
    """A weight's numbers where they lie, ``[size, 1]``: ``full`` has no row of ones."""

    @property
    def numbers(self) -> Array:
        """The numbers."""
        return self.full


@dataclass(eq=False)
class CallBuffers:
    """A call's buffers."""

    call: Call
    sources: tuple[Value, ...]
    output: Value
    training: bool
    noise: Generator
    eager: bool = False  # whether layers of one's own run their ``call`` for every batch
    building: bool = False  # whether layers take their weights from what is called now
    z: Any = None  # pre-activations, of layers that have them
    derivative: Any = None  # da/dz, filled between forward and backward pass
    fused: bool = False  # the loss gives dL/dz itself, and reads z
    recording: Any = None  # of a layer of one's own, what its ``call`` does
    kept: dict[str, Array] = field(default_factory=dict)  # from the forward for the backward pass

    @property
    def activation(self) -> Activation:
        """The activation of a layer that has pre-activations."""
        return self.call.layer.activation

    @property
    def delta(self) -> Any:
        """dL/da on the way down, and dL/dz once the call's backward pass is done."""
        return self.output.gradient


@dataclass(frozen=True)
class GradientTargets:
    """Where a backward pass leaves what it finds; None: not wanted."""

    into: tuple[Any, ...]  # the gradients by the inputs, arrays
    weights: Any  # the gradient by what the layer learns, flat


class Workspace:
    """z, a and derivatives of calls that have pre-activations, side by side."""

    def __init__(
        self, sizes: Sequence[int], rows: int, dtype: np.dtype[Any], shared_z: bool
    ) -> None:
        total = sum(sizes) + len(sizes)
        self.a = np.ones((total, rows), dtype)
        self.shared_z = shared_z
        if shared_z:
            self.z = np.empty((max(sizes, default=0), rows), dtype)
        else:
            self.z, self.derivatives = np.ones((2, total, rows), dtype)
        self._next = 0

    def take(self, size: int) -> tuple[Array, slice]:
        """Return the next output with its row of ones, and where it lies."""
        part = slice(self._next, self._next + size)
        self._next = part.stop + 1
        return self.a[part.start : part.stop + 1], part

    def z_at(self, part: slice) -> Array:
        """Return the pre-activations that belong to an output."""
        return self.z[: part.stop - part.start] if self.shared_z else self.z[part]
