"""Plans: a model bound to buffers for one number of rows, to be run forward or trained on.

A static model's calls are known and bound at once.  A subclassed model's ``call`` is run for every
batch, on tensors that have numbers, and may use any Python; the backward pass goes over its calls
as over any other tape.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.random import Generator

from engine.arrays import Array, scalar
from engine.backpropagation import Backward, Head, Step, training_step
from engine.config import float_type
from engine.current_tape import SKETCH, recorded_on
from engine.errors import EngineError, NotReady, ShapeMismatch
from engine.graph import Graph
from engine.layer import Layer
from engine.nest import Structure
from engine.objective import Objective, undoes
from engine.own_total import OwnTotal, own_step
from engine.tape.buffers import CallBuffers, Value
from engine.tape.live import LiveTape
from engine.tape.tape import Purpose, Tape, any_noise
from engine.tensors import Shape, Tensor


class TrainingPlan(Protocol):
    """A forward and a backward pass."""

    step: Step
    shares: list[Array]  # of each output, what one term counts in the loss
    tape: Tape
    total: OwnTotal | None  # of a model that computes its loss itself

    @property
    def call_buffers(self) -> list[CallBuffers]:
        """The calls' buffers, in order."""


class StaticPlan:
    """A graph, forward only."""

    def __init__(self, graph: Graph, rows: int, purpose: Purpose, noise: Generator) -> None:
        self.graph, self.tape = graph, Tape(rows, purpose, noise)
        self.inputs = self.tape.feed(graph.inputs)
        self.tape.record(graph.calls)
        if self.tape.borrowed:
            self.tape.forwards.insert(0, self.tape.take_weights)
        self.outputs = [self.tape.values[tensor] for tensor in graph.outputs]

    @property
    def call_buffers(self) -> list[CallBuffers]:
        """The calls' buffers, in order."""
        return self.tape.call_buffers

    def run(self, x: Sequence[Array]) -> None:
        """Run forward for inputs ``[rows, size]``."""
        for value, rows in zip(self.inputs, x, strict=True):
            np.copyto(value.numbers, rows.T, casting="unsafe")
        self.tape.forward()

    def steps(self, x: Sequence[Array]) -> Iterator[None]:
        """Run the same, and pause after each call."""
        for value, rows in zip(self.inputs, x, strict=True):
            np.copyto(value.numbers, rows.T, casting="unsafe")
        for forward in self.tape.forwards:
            forward()
            yield

    def scores(self, objectives: Sequence[Objective]) -> list[Array]:
        """Return what each objective reads, ``[outputs, rows]``."""
        return [head.kept for head in self.heads(objectives)]

    def heads(self, objectives: Sequence[Objective]) -> list[Head]:
        """Return the losses at the outputs."""
        of = {buffers.call.output: buffers for buffers in self.call_buffers}
        tensors = self.graph.outputs
        return [
            objective.head(value, of.get(tensor))
            for objective, value, tensor in zip(objectives, self.outputs, tensors, strict=True)
        ]


class StaticTraining(StaticPlan):
    """A graph, forward and backward."""

    def __init__(
        self, graph: Graph, rows: int, purpose: Purpose, noise: Generator,
        objectives: Sequence[Objective], learners: Sequence[Layer], total: OwnTotal | None = None,
    ) -> None:  # fmt: skip
        super().__init__(graph, rows, purpose, noise)
        self.total = total
        heads = self.heads(objectives)
        self.shares = shares(objectives, heads)
        backward = Backward(self.tape, heads, learners)
        self.step = _step(self.inputs, self.tape.forwards, backward, self.tape, total)


def _step(
    inputs: Sequence[Value], forwards: Sequence[Any], backward: Backward, tape: Tape,
    total: OwnTotal | None,
) -> Step:  # fmt: skip
    """Return a forward and a backward pass, by the losses of ``compile`` or the model's own."""
    if total is None:
        return training_step(inputs, forwards, backward)
    return own_step(inputs, forwards, backward, tape, total)


def shares(objectives: Sequence[Objective], heads: Sequence[Head]) -> list[Array]:
    """Return what one term of each loss counts in the total."""
    pairs = zip(objectives, heads, strict=True)
    return [scalar(o.weight * o.loss.share(h.scores.shape), h.scores.dtype) for o, h in pairs]


class Program:
    """What a live plan runs: ``call`` of a subclassed model, with the structures around it."""

    def __init__(self, call: Callable[..., Any], shapes: Sequence[Any], inputs: Structure) -> None:
        self.call, self.shapes, self.inputs = call, shapes, inputs
        self.outputs = Structure("outputs", (), "one")  # known once it was run
        self.output_shapes: list[Shape] = []
        self.with_rows: list[bool] = []  # of each output
        self.rowless = False  # whether any of them is without

    def prepare(self) -> None:
        """Run it on tensors without numbers, or on zeros if it looks at them."""
        try:
            with recorded_on(SKETCH):
                outputs = self.run([Tensor(shape) for shape in self.shapes], training=False)
        except NotReady:
            plan = LivePlan(self, 1, Purpose(dtype=float_type(), building=True), any_noise())
            plan.run([np.zeros((1, tensor.size)) for tensor in plan.tensors])
            outputs = plan.output_tensors
        self.output_shapes = [tensor.row_shape for tensor in outputs]
        self.with_rows = [tensor.batched for tensor in outputs]
        self.rowless = not all(self.with_rows)

    @property
    def sizes(self) -> list[int]:
        """How many numbers a row of each output has."""
        return [math.prod(shape) for shape in self.output_shapes]

    def run(self, tensors: Sequence[Tensor], training: bool) -> list[Tensor]:
        """Run it on tensors; return its outputs."""
        given = self.call(self.inputs.pack(tensors), training)
        self.outputs, results = Structure.of("outputs", given)
        for tensor in results or [None]:
            if not isinstance(tensor, Tensor):
                came = type(tensor).__name__ if results else "none"
                raise EngineError(f"call must return tensors; got {came}")
        return results


class LivePlan:
    """A program, run anew for each batch."""

    def __init__(self, program: Program, rows: int, purpose: Purpose, noise: Generator) -> None:
        self._program, self.tape = program, LiveTape(rows, purpose, noise)
        self.tensors = [Tensor(shape, tape=self.tape) for shape in program.shapes]
        self.inputs = self.tape.feed(self.tensors)
        self.output_tensors: list[Tensor] = []
        self.outputs: list[Value] = []

    @property
    def call_buffers(self) -> list[CallBuffers]:
        """The calls' buffers, in the order of the last batch."""
        return self.tape.call_buffers

    def run(self, x: Sequence[Array]) -> None:
        """Run forward for inputs ``[rows, size]``."""
        for value, rows in zip(self.inputs, x, strict=True):
            np.copyto(value.numbers, rows.T, casting="unsafe")
        self.forward()

    def forward(self) -> None:
        """Run the program on the inputs as they are."""
        self.tape.rewind()
        with recorded_on(self.tape):
            outputs = self._program.run(self.tensors, self.tape.purpose.training)
        self.tape.finish()
        self.tape.changed |= outputs != self.output_tensors
        if not all(tensor in self.tape.values for tensor in outputs):
            raise EngineError("call must return tensors made of its inputs; got another")
        self._same_shapes(outputs)
        self.output_tensors = outputs
        self.outputs = [self.tape.values[tensor] for tensor in outputs]

    def _same_shapes(self, outputs: Sequence[Tensor]) -> None:
        """Raise ShapeMismatch if the outputs are not like those of the batch before."""
        shapes, before = [tensor.row_shape for tensor in outputs], self._program.output_shapes
        if before and shapes != before:
            raise ShapeMismatch(f"call must always return outputs of shapes {before}; got {shapes}")

    def scores(self, objectives: Sequence[Objective]) -> list[Array]:
        """Return the outputs, ``[outputs, rows]``: a program's losses read nothing else."""
        return [value.numbers for value in self.outputs]


class LiveTraining(LivePlan):
    """A program, forward and backward."""

    def __init__(
        self, program: Program, rows: int, purpose: Purpose, noise: Generator,
        objectives: Sequence[Objective], learners: Sequence[Layer], total: OwnTotal | None = None,
    ) -> None:  # fmt: skip
        super().__init__(program, rows, purpose, noise)
        self.total = total
        self._learners, self._objectives = learners, objectives
        self._back: Step | None = None
        self.shares = [
            scalar(o.weight * o.loss.share((size, rows)), purpose.dtype)
            for o, size in zip(objectives, program.sizes, strict=True)
        ]

    def step(
        self, x: Sequence[Array], y: Sequence[Array], weight: Sequence[Array], keep: Sequence[Array]
    ) -> None:
        """Do a forward and a backward pass; see ``training_step``."""
        for value, numbers in zip(self.inputs, x, strict=True):
            value.full = numbers
        self.forward()
        if self.tape.changed or self._back is None:
            backward = Backward(self.tape, self._heads(), self._learners)
            self._back = _step((), (), backward, self.tape, self.total)
            self.tape.changed = False
        self._back(x, y, weight, keep)

    def _heads(self) -> list[Head]:
        of = {buffers.call.output: buffers for buffers in self.call_buffers}
        for buffers in self.call_buffers:
            buffers.fused = False  # it may have been an output of another batch
        used = [*self.output_tensors, *self.tape.added]
        used += [source for buffers in self.call_buffers for source in buffers.call.sources]
        return [
            self._head(objective, self.tape.values[tensor], of.get(tensor), used.count(tensor))
            for objective, tensor in zip(self._objectives, self.output_tensors, strict=True)
        ]

    def _head(
        self, objective: Objective, value: Value, buffers: CallBuffers | None, uses: int
    ) -> Head:
        """Return the loss at an output, which reads the logits where that is better."""
        loss = objective.loss
        if buffers is not None and buffers.call.layer.has_z:
            buffers.fused = uses == 1 and undoes(loss, buffers.activation)
            if buffers.fused:
                return Head(loss.on_logits(), value, buffers.z, value.numbers)
        return Head(loss, value, value.numbers, value.numbers)
