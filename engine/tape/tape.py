"""Tape: the calls of a model, recorded all at once and run forward."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.random import fresh_seed, streams
from engine.tape.buffers import Pass, Place, Rooms, Value
from engine.tensors import Call, Tensor


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


def run_call(call: Call, arrays: Sequence[Array], dtype: np.dtype[Any]) -> Array:
    """Return the output ``[rows, *shape]`` of one call for its inputs, each ``[rows, *shape]``."""
    rows = len(arrays[0])
    tape = Tape(rows, Purpose(training=bool(call.training), dtype=dtype))
    for value, array in zip(tape.feed(call.sources), arrays, strict=True):
        value.numbers[...] = array.reshape(rows, -1).T
    tape.record([call])
    with np.errstate(all="ignore"):
        tape.forward()
    return tape.values[call.output].numbers.T.reshape(rows, *call.output.shape).copy()
