"""Tape: the calls of a model, recorded all at once and run forward."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.random import fresh_seed, streams
from engine.tape.buffers import CallBuffers, Held, Pass, Value, Workspace
from engine.tensors import Call, Parameter, Tensor


@dataclass(frozen=True)
class Purpose:
    """What a tape is for."""

    training: bool = False
    heads: frozenset[Tensor] = frozenset()  # outputs whose z are wanted as well
    fused: frozenset[Tensor] = frozenset()  # those of them whose loss gives dL/dz
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float32))
    eager: bool = False  # see CallBuffers
    building: bool = False  # layers take their weights from what is called now


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
        self.borrowed: dict[Any, Value] = {}  # weights that calls of other layers use
        self.added: list[Tensor] = []  # to the loss
        self.pays = False  # whether calls may add to the loss
        self.share = np.ones(())  # how often what they add counts in it

    def feed(self, tensors: Sequence[Tensor]) -> list[Value]:
        """Make buffers for inputs, which the caller fills before it runs the tape."""
        for tensor in tensors:
            self.values[tensor] = Value(self._ones(tensor), fed=True)
        return [self.values[tensor] for tensor in tensors]

    def lend(self, tensor: Parameter) -> None:
        """Make a buffer for a weight of another layer, and for its gradient if it learns."""
        (value,), weight = self.feed([tensor]), tensor.weight
        if weight.owner.drawn:
            value = self.values[tensor] = Held(weight.array.reshape(-1, 1), fed=True)
        if self.purpose.training and weight.gradient is not None:
            value.gradient = np.zeros_like(value.numbers)
        self.borrowed[weight] = value

    def take_weights(self) -> None:
        """Take the weights that are lent from where they lie now."""
        for weight, value in self.borrowed.items():
            if isinstance(value, Held):
                value.full = weight.array.reshape(-1, 1)

    def paid(self) -> Any:
        """Return what calls have added to the loss of the batch."""
        own = sum(self.values[tensor].numbers.sum() for tensor in self.added)
        within = (buffers.recording for buffers in self.call_buffers)
        return own + sum(one.tape.paid() for one in within if one is not None)

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
            self.pays |= getattr(call.layer, "adds_losses", False)

    def _workspace(self, calls: Sequence[Call]) -> Workspace:
        sizes = [call.output.size for call in calls]
        return Workspace(sizes, self.rows, self.purpose.dtype, shared_z=not self.purpose.training)

    def _bind(self, call: Call, training: bool, workspace: Workspace) -> CallBuffers:
        for source in call.sources:
            if isinstance(source, Parameter) and source not in self.values:
                self.lend(source)
        sources, layer = tuple(self.values[source] for source in call.sources), call.layer
        learns = layer.borrows or layer.gradient is not None
        learns = learns or any(source.gradient is not None for source in sources)
        wanted = self.purpose.training and learns
        gradient = np.empty_like(self._ones(call.output)[:-1]) if wanted else None
        how = (training, self.noise, self.purpose.eager, self.purpose.building)
        if not call.layer.has_z:
            return CallBuffers(call, sources, Value(self._ones(call.output), gradient), *how)
        full, part = workspace.take(call.output.size)
        buffers = CallBuffers(call, sources, Value(full, gradient), *how)
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


def natural(numbers: Array, tensor: Tensor) -> Array:
    """Return a view of a tensor's buffer as programs see it: ``[rows, *shape]``, or ``shape``."""
    if not tensor.batched:
        return numbers.reshape(tensor.row_shape)
    return np.moveaxis(numbers.reshape(*tensor.row_shape, -1), -1, 0)


def run_call(call: Call, arrays: Sequence[Array], dtype: np.dtype[Any]) -> tuple[Array, Any]:
    """Return the output of one call for its inputs, each ``[rows, *shape]``.

    The second is what it adds to the loss of a batch.
    """
    rows = len(arrays[0])
    tape = Tape(rows, Purpose(training=bool(call.training), dtype=dtype))
    for value, array in zip(tape.feed(call.sources), arrays, strict=True):
        value.numbers[...] = array.reshape(rows, -1).T
    tape.record([call])
    with np.errstate(all="ignore"):
        tape.forward()
    output = natural(tape.values[call.output].numbers, call.output).copy()
    return output, tape.paid()
