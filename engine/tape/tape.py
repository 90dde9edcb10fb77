"""Tape: the calls of a model, recorded all at once and run forward."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.random import fresh_seed, streams
from engine.tape.buffers import CallBuffers, Pass, Value, Workspace
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
        self.call_buffers: list[CallBuffers] = []
        self.forwards: list[Pass] = []
        self.joined: list[tuple[Workspace, slice, CallBuffers]] = []  # with da/dz in a workspace

    def feed(self, tensors: Sequence[Tensor]) -> list[Value]:
        """Make buffers for inputs, which the caller fills before it runs the tape."""
        for tensor in tensors:
            self.values[tensor] = Value(self._ones(tensor))
        return [self.values[tensor] for tensor in tensors]

    def _ones(self, tensor: Tensor) -> Array:
        """Return a buffer for a tensor's numbers, with the row of ones."""
        return np.ones((tensor.size + 1, self.rows if tensor.batched else 1), self.purpose.dtype)

    def record(self, calls: Sequence[Call]) -> None:
        """Bind calls, in this order, behind those that are bound."""
        workspace = self._workspace([call for call in calls if call.layer.has_z])
        for call in calls:
            training = self.purpose.training if call.training is None else call.training
            if call.layer.passes_on(training):
                self.values[call.output] = self.values[call.sources[0]]
                continue
            buffers = self._bind(call, training, workspace)
            self.values[call.output] = buffers.output
            self.call_buffers.append(buffers)
            self.forwards.append(call.layer.forward_pass(buffers))

    def _workspace(self, calls: Sequence[Call]) -> Workspace:
        sizes = [call.output.size for call in calls]
        return Workspace(sizes, self.rows, self.purpose.dtype, shared_z=not self.purpose.training)

    def _bind(self, call: Call, training: bool, workspace: Workspace) -> CallBuffers:
        sources = tuple(self.values[source] for source in call.sources)
        learns = call.layer.gradient is not None or any(s.gradient is not None for s in sources)
        wanted = self.purpose.training and learns
        gradient = np.empty_like(self._ones(call.output)[:-1]) if wanted else None
        if not call.layer.has_z:
            value = Value(self._ones(call.output), gradient)
            return CallBuffers(call, sources, value, training, self.noise)
        full, part = workspace.take(call.output.size)
        buffers = CallBuffers(call, sources, Value(full, gradient), training, self.noise)
        buffers.fused = call.output in self.purpose.fused
        self._give_z(buffers, workspace, part)
        return buffers

    def _give_z(self, buffers: CallBuffers, workspace: Workspace, part: slice) -> None:
        """Take parts of the workspace for z and da/dz; where z is a, they are one."""
        activation = buffers.activation
        if activation.name == "linear":
            buffers.z = buffers.output.numbers
        elif workspace.shared_z and buffers.call.output in self.purpose.heads:
            buffers.z = np.empty_like(buffers.output.numbers)
        else:
            buffers.z = workspace.z_at(part)
            if not workspace.shared_z and activation.vjp is None and not buffers.fused:
                buffers.derivative = workspace.derivatives[part]
                self.joined.append((workspace, part, buffers))

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
