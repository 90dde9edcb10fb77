"""Backpropagation: a network's gradients, by one pass back over the recorded calls.

Each call turns dL/d(output) into dL/d(inputs) and dL/d(weights); what several calls contribute to
is summed.  That is reverse-mode differentiation (Linnainmaa, 1970) at the grain of layers; for a
stack of dense layers it is the backpropagation of Rumelhart, Hinton and Williams (1986).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from engine.activations.activation import Derivative
from engine.arrays import Array
from engine.errors import EngineError
from engine.layer import Layer
from engine.tape.buffers import CallBuffers, GradientTargets, Pass, Value, Workspace
from engine.tape.tape import Tape

Step = Callable[[Sequence[Array], Sequence[Array], Sequence[Array], Sequence[Array]], None]


@dataclass(frozen=True)
class Head:
    """A loss at an output: ``loss`` reads ``scores`` (a, or z where it undoes the output)."""

    loss: Any  # None where something else fills the gradient by the output
    value: Value
    scores: Array
    kept: Array  # what an epoch's figures are made of, later

    def descend(self, y: Array, weight: Array, delta: Array) -> None:
        """Fill ``delta`` with dL/dscores; ``weight`` is each row's share in the loss."""
        self.loss.derivative(y, self.scores, delta)
        np.multiply(delta, weight, delta)


class Backward:
    """The pass back over one tape, bound to its buffers.

    ``learners`` are all layers of the model that learn; those that no call reaches get zeros.  A
    pass ``within`` a layer's keeps gradients by weights apart: the one around it asks for those
    that were ``lent``.
    """

    def __init__(
        self, tape: Tape, heads: Sequence[Head], learners: Sequence[Layer] | None = None,
        within: bool = False,
    ) -> None:  # fmt: skip
        self.heads = heads
        self._borrowed, self._learners = tape.borrowed, frozenset(learners or ())
        self._within: list[Any] = []  # what calls of layers of one's own do
        self._apart: dict[Layer, Array] | None = {} if within else None
        for value in self._borrowed.values():
            if value.gradient is not None:
                value.gradient[...] = 0  # of those that nothing is made of it stays so
        self._written: set[int] = set()  # what has a gradient by now
        self.steps: list[Pass] = []
        self.deltas: list[Any] = [self._delta(head) for head in heads]
        for tensor in tape.added:
            here, value = len(self.steps), tape.values[tensor]
            delta = self._delta(Head(None, value, value.numbers, value.numbers))
            self.steps.insert(here, partial(np.copyto, delta, tape.share))
        self.steps += derivatives(tape.joined)
        for buffers in reversed(tape.call_buffers):
            if id(buffers.output) in self._written:
                self._add_pass(buffers)
        unreached = [one for one in learners or () if id(one) not in self._written]
        self.steps += [partial(_clear, layer.gradient) for layer in unreached]
        if learners is not None and (self._borrowed or self._within):
            self.steps.append(self._give_back)

    def _add_pass(self, buffers: CallBuffers) -> None:
        """Add one call's backward pass, and the sums of what others contributed to as well."""
        layer, here = buffers.call.layer, len(self.steps)
        into = tuple(self._destination(source.gradient, source) for source in buffers.sources)
        weights = self._destination(self._gradient(layer), layer)
        if buffers.recording is not None and layer.borrows:
            self._within.append(buffers.recording)
        self.steps.insert(here, layer.backward_pass(buffers, GradientTargets(into, weights)))

    def _gradient(self, layer: Layer) -> Array | None:
        """Return where the gradient by a layer's weights goes: within another layer, apart."""
        if self._apart is None or layer.gradient is None:
            return layer.gradient
        return self._apart.setdefault(layer, np.empty_like(layer.gradient))

    def lent(self) -> Iterator[tuple[Any, Any]]:
        """Yield the weights of other layers that were used, and the gradients by them."""
        for weight, value in self._borrowed.items():
            yield weight, value.gradient
        for layer, gradient in (self._apart or {}).items():
            yield from layer.parts_of(gradient)
        for recording in self._within:
            yield from recording.lent()

    def _give_back(self) -> None:
        """Add the gradients by lent weights to those of their layers.  Raises EngineError."""
        for weight, gradient in self.lent():
            if weight.owner in self._learners:
                if gradient is not None:
                    weight.gradient += gradient.reshape(weight.shape)
            elif weight.trainable and weight.owner.trainable:
                raise EngineError(
                    f"{weight.name!r} of layer {weight.owner.name!r} is used, but the model does "
                    "not train that layer: make it a part of the model, and compile it again; or "
                    "set the layer's trainable to False"
                )

    def reaches(self, value: Value) -> bool:
        """Say whether there is a gradient by a tensor's numbers."""
        return id(value) in self._written

    def _delta(self, head: Head) -> Array:
        """Return where a loss writes its derivative, even if nothing learns from this output."""
        array = self._destination(head.value.gradient, head.value)
        return np.empty_like(head.scores) if array is None else array

    def _destination(self, gradient: Array | None, owner: Value | Layer) -> Array | None:
        """Return where to write: the gradient itself, or an array that is then added to it."""
        if gradient is None or id(owner) not in self._written:
            if gradient is not None:
                self._written.add(id(owner))
            return gradient
        array = np.empty_like(gradient)
        self.steps.append(partial(np.add, gradient, array, gradient))
        return array


def _clear(gradient: Any) -> None:
    gradient[...] = 0


def training_step(inputs: Sequence[Value], forwards: Sequence[Pass], backward: Backward) -> Step:
    """Return a forward and a backward pass over inputs, targets, weights, and arrays for scores."""
    if len(inputs) == len(backward.heads) == 1:
        return _simple_step(inputs[0], forwards, backward)
    heads, steps, copyto = list(zip(backward.heads, backward.deltas)), backward.steps, np.copyto  # noqa: B905

    def step(
        x: Sequence[Array], y: Sequence[Array], weight: Sequence[Array], keep: Sequence[Array]
    ) -> None:
        for value, numbers in zip(inputs, x):  # noqa: B905 - lengths are checked before
            value.full = numbers
        for forward in forwards:
            forward()
        for (head, delta), target, share, kept in zip(heads, y, weight, keep):  # noqa: B905
            copyto(kept, head.kept)
            head.descend(target, share, delta)
        for one in steps:
            one()

    return step


def _simple_step(value: Value, forwards: Sequence[Pass], backward: Backward) -> Step:
    """Return the same where there is one input and one output, with less to unpack."""
    (head,), (delta,), steps = backward.heads, backward.deltas, backward.steps
    multiply, derivative, scores, kept = np.multiply, head.loss.derivative, head.scores, head.kept

    def step(
        x: Sequence[Array], y: Sequence[Array], weight: Sequence[Array], keep: Sequence[Array]
    ) -> None:
        value.full = x[0]
        for forward in forwards:
            forward()
        keep[0][...] = kept
        derivative(y[0], scores, delta)
        multiply(delta, weight[0], delta)
        for one in steps:
            one()

    return step


def derivatives(joined: Sequence[tuple[Workspace, slice, CallBuffers]]) -> list[Pass]:
    """Return what fills da/dz: one call for each run of neighbours that share an activation."""

    def kind(entry: tuple[Workspace, slice, CallBuffers]) -> tuple[int, Derivative]:
        return id(entry[0]), entry[2].activation.derivative

    return [
        _derivative_pass(derivative, list(run)) for (_, derivative), run in groupby(joined, kind)
    ]


def _derivative_pass(
    derivative: Derivative, run: list[tuple[Workspace, slice, CallBuffers]]
) -> Pass:
    workspace, part = run[0][0], slice(run[0][1].start, run[-1][1].stop)
    return partial(derivative, workspace.z[part], workspace.a[part], workspace.derivatives[part])
