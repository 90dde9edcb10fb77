"""Tape: calls of layers bound to buffers for one number of rows, so that a step allocates nothing.

The calls of a static model are recorded all at once, those of a subclassed one as its ``call``
makes them; either way they are run forward in their order and backward against it
(``engine.backpropagation``).

Batches are held units first, ``[size, rows]``, and end in a row of ones: with it one product gives
a dense layer's pre-activations with the bias in them, and leaving it out is a prefix of contiguous
memory.  Pre-activations z, outputs a and slopes da/dz of neighbouring layers lie side by side, so
that those that share an activation get their slopes in one operation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from engine.activations import Activation
from engine.arrays import Array
from engine.errors import NotReady, ShapeMismatch
from engine.random import fresh_seed, streams
from engine.tensors import Call, Tensor, call_of

if TYPE_CHECKING:
    from engine.layer import Layer, Pass


@dataclass(eq=False)
class Value:
    """A tensor's numbers on a tape, and the gradient of the loss by them where it is wanted."""

    full: Array  # [size + 1, rows], the last row of ones
    gradient: Array | None = None  # [size, rows]

    @property
    def numbers(self) -> Array:
        """The numbers alone, ``[size, rows]``."""
        return self.full[:-1]


@dataclass(eq=False)
class Place:
    """A call's buffers."""

    call: Call
    sources: tuple[Value, ...]
    output: Value
    training: bool
    noise: Generator
    z: Any = None  # pre-activations, of layers that have them
    slope: Any = None  # da/dz, filled between forward and backward pass
    fused: bool = False  # the loss gives dL/dz itself, and reads z
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
class Flow:
    """Where a backward pass leaves what it finds; None: not wanted."""

    into: tuple[Any, ...]  # the gradients by the inputs, arrays
    weights: Any  # the gradient by what the layer learns, flat


class Rooms:
    """z, a and slopes of calls that have pre-activations, side by side."""

    def __init__(
        self, sizes: Sequence[int], rows: int, dtype: np.dtype[Any], shared_z: bool
    ) -> None:
        total = sum(sizes) + len(sizes)
        self.a = np.ones((total, rows), dtype)
        self.shared_z = shared_z
        if shared_z:
            self.z = np.empty((max(sizes, default=0), rows), dtype)
        else:
            self.z, self.slopes = np.ones((2, total, rows), dtype)
        self._next = 0

    def take(self, size: int) -> tuple[Array, slice]:
        """Return the next output with its row of ones, and where it lies."""
        part = slice(self._next, self._next + size)
        self._next = part.stop + 1
        return self.a[part.start : part.stop + 1], part

    def z_at(self, part: slice) -> Array:
        """Return the pre-activations that belong to an output."""
        return self.z[: part.stop - part.start] if self.shared_z else self.z[part]


@dataclass(frozen=True)
class Purpose:
    """What a tape is for."""

    training: bool = False
    heads: frozenset[Tensor] = frozenset()  # outputs whose z are wanted as well
    fused: frozenset[Tensor] = frozenset()  # those of them whose loss gives dL/dz
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float32))


def any_noise() -> Generator:
    """Return randomness for a tape that was given none."""
    return streams(fresh_seed(), "noise")[0]


class Tape:
    """Recorded calls, run forward."""

    def __init__(self, rows: int, purpose: Purpose, noise: Generator | None = None) -> None:
        self.rows, self.purpose = rows, purpose
        self.noise = any_noise() if noise is None else noise
        self.values: dict[Tensor, Value] = {}
        self.places: list[Place] = []
        self.forwards: list[Pass] = []
        self.joined: list[tuple[Rooms, slice, Place]] = []  # the places whose slopes lie in rooms
        self.learners: Sequence[Layer] = ()  # all layers of the model that learn

    def feed(self, tensors: Sequence[Tensor]) -> list[Value]:
        """Make room for inputs; whoever runs the tape puts their numbers there."""
        for tensor in tensors:
            self.values[tensor] = Value(np.ones((tensor.size + 1, self.rows), self.purpose.dtype))
        return [self.values[tensor] for tensor in tensors]

    def record(self, calls: Sequence[Call]) -> None:
        """Bind calls, in this order, behind those that are bound."""
        rooms = self._rooms([call for call in calls if call.layer.has_z])
        for call in calls:
            training = self.purpose.training if call.training is None else call.training
            if call.layer.passes_on(training):
                self.values[call.output] = self.values[call.sources[0]]
                continue
            place = self._place(call, training, rooms)
            self.values[call.output] = place.output
            self.places.append(place)
            self.forwards.append(call.layer.forward_pass(place))

    def _rooms(self, calls: Sequence[Call]) -> Rooms:
        sizes = [call.output.size for call in calls]
        return Rooms(sizes, self.rows, self.purpose.dtype, shared_z=not self.purpose.training)

    def _place(self, call: Call, training: bool, rooms: Rooms) -> Place:
        sources = tuple(self.values[source] for source in call.sources)
        size, dtype = call.output.size, self.purpose.dtype
        learns = call.layer.gradient is not None or any(s.gradient is not None for s in sources)
        gradient = np.empty((size, self.rows), dtype) if self.purpose.training and learns else None
        if not call.layer.has_z:
            value = Value(np.ones((size + 1, self.rows), dtype), gradient)
            return Place(call, sources, value, training, self.noise)
        full, part = rooms.take(size)
        place = Place(call, sources, Value(full, gradient), training, self.noise)
        place.fused = call.output in self.purpose.fused
        self._give_z(place, rooms, part)
        return place

    def _give_z(self, place: Place, rooms: Rooms, part: slice) -> None:
        """Make room for z and slopes; where z is a, they are one."""
        activation = place.activation
        if activation.name == "linear":
            place.z = place.output.numbers
        elif rooms.shared_z and place.call.output in self.purpose.heads:
            place.z = np.empty_like(place.output.numbers)
        else:
            place.z = rooms.z_at(part)
            if not rooms.shared_z and activation.pull is None and not place.fused:
                place.slope = rooms.slopes[part]
                self.joined.append((rooms, part, place))

    def forward(self) -> None:
        """Run all calls."""
        for forward in self.forwards:
            forward()


class LiveTape(Tape):
    """A tape that runs calls as it records them.

    Where a batch makes the same calls as the one before it, their buffers serve again.
    """

    def __init__(
        self, rows: int, purpose: Purpose, noise: Generator, building: bool = False
    ) -> None:
        super().__init__(rows, purpose, noise)
        self._building = building  # the model takes its layers from what is called now
        self._made: list[tuple[Call, Pass | None]] = []
        self._next = 0
        self.changed = True  # since the backward pass was made

    def rewind(self) -> None:
        """Begin a batch."""
        self._next = 0

    def apply(self, layer: "Layer", sources: tuple[Tensor, ...], training: bool | None) -> Tensor:
        """Call a layer on live tensors; return its output."""
        if not self._repeats(layer, sources, training):
            self._forget()
            shape = layer.prepare(*(source.shape for source in sources))
            self._see_to_weights(layer)
            call = call_of(layer, sources, training, shape)
            before = len(self.forwards)
            self.record([call])
            self._made.append((call, self.forwards[-1] if len(self.forwards) > before else None))
        call, forward = self._made[self._next]
        self._next += 1
        if forward is not None:
            forward()
        return call.output

    def _see_to_weights(self, layer: "Layer") -> None:
        if layer.weights and not layer.drawn:
            if not self._building:
                raise NotReady(
                    f"layer {layer.label!r} was first called while the model was in use: "
                    "build it in __init__, with layer.build((None, inputs))"
                )
            layer.stand_alone()
            layer.drawn = False  # the model draws its weights anew, from its own seed

    def _repeats(self, layer: "Layer", sources: tuple[Tensor, ...], training: bool | None) -> bool:
        if self._next >= len(self._made):
            return False
        call = self._made[self._next][0]
        return (call.layer, call.sources, call.training) == (layer, sources, training)

    def _forget(self) -> None:
        """Forget what the batch before did from here on."""
        kept = {call for call, _ in self._made[: self._next]}
        del self._made[self._next :]
        still = [place.call in kept for place in self.places]
        self.forwards = [f for f, keep in zip(self.forwards, still, strict=True) if keep]
        self.places = [place for place in self.places if place.call in kept]
        self.joined = [entry for entry in self.joined if entry[2].call in kept]
        self.values = {t: v for t, v in self.values.items() if t.call is None or t.call in kept}
        self.changed = True

    def finish(self) -> None:
        """End a batch that made fewer calls than the one before."""
        if self._next < len(self._made):
            self._forget()

    def numbers_of(self, tensor: Tensor) -> Array:
        """Return a tensor's numbers, ``[rows, *shape]``."""
        return self.values[tensor].numbers.T.reshape(self.rows, *tensor.shape).copy()


def applied(layer: "Layer", arrays: Sequence[object], training: bool) -> Array:
    """Apply a layer to arrays ``[rows, …]``, outside of any model.  Raises ShapeMismatch."""
    rows = [np.asarray(array, np.float32) for array in arrays]
    shape = layer.prepare(*(array.shape[1:] for array in rows))
    if len({len(array) for array in rows}) > 1:
        counts = [len(array) for array in rows]
        raise ShapeMismatch(f"layer {layer.label!r} takes inputs of as many rows; got {counts}")
    if layer.weights:
        layer.stand_alone()
    dtype = layer.learned.dtype if layer.weights else np.dtype(np.float32)
    tape = Tape(len(rows[0]), Purpose(training=training, dtype=dtype))
    inputs = [Tensor(array.shape[1:]) for array in rows]
    for value, array in zip(tape.feed(inputs), rows, strict=True):
        value.numbers[...] = array.reshape(len(array), -1).T
    call = call_of(layer, inputs, training, shape)
    tape.record([call])
    with np.errstate(all="ignore"):
        tape.forward()
    return tape.values[call.output].numbers.T.reshape(len(rows[0]), *shape).copy()
