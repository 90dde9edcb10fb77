"""The loss of a batch as a model's own ``compute_loss`` has it, and where its gradients go.

What it computes is recorded on a tape of its own: the model's outputs are tensors there, and so are
inputs, targets, weights of rows and what regularizers and ``add_loss`` come to.  The gradients by
the outputs are where the model's pass back begins.
"""

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arrays import Array, Number, shown
from engine.backpropagation import Backward, Step
from engine.errors import ShapeMismatch
from engine.ops.recording import Recording
from engine.tape.buffers import Value
from engine.tape.live import LiveTape
from engine.tape.tape import Purpose, Tape
from engine.tensors import Result, Shape, Tensor


def computed(
    model: Any, x: Any, y: Any, y_pred: Any, weights: Any, paid: Sequence[Any], training: bool
) -> Any:
    """Return what ``compute_loss`` returns; ``paid`` is what ``model.losses`` are meanwhile."""
    takes = inspect.signature(model.compute_loss).parameters.values()
    named = any(one.name == "training" or one.kind is one.VAR_KEYWORD for one in takes)
    before, model._paying = model._paying, list(paid)
    try:
        options = {"training": training} if named else {}
        return model.compute_loss(x, y, y_pred, weights, **options)
    finally:
        model._paying = before


def total_of(model: Any, x: Any, y: Any, y_pred: Any, weights: Any, paid: Sequence[float]) -> float:
    """Return the loss of arrays.  Raises ShapeMismatch if it is not one number."""
    losses = [Number(one) for one in paid if one]
    found = np.asarray(computed(model, x, y, y_pred, weights, losses, training=False))
    _check_total(model, found.shape)
    return float(found)


def _check_total(model: Any, shape: Any) -> None:
    if shape != ():
        name = type(model).__name__
        raise ShapeMismatch(
            f"compute_loss of {name} must return one number for a batch; got shape {shape}"
        )


class OwnTotal:
    """``compute_loss`` for batches of so many rows: its value, and its gradients."""

    def __init__(self, model: Any, rows: int) -> None:
        self._model, self._rows = model, rows
        self._weighted: list[bool] = []  # whether each output's rows have weights
        self._targets: list[Shape] = []  # the shapes of a row of each output's targets
        self._recording: Recording | None = None
        self._pays = (False, False)  # whether regularizers do, and what is called
        self.value = 0.0  # of the last batch
        self.penalty_share = 1.0  # how often the regularizers count in it
        self._tape_share = 1.0  # how often what was added counts in it

    def take(self, targets: Sequence[Shape], weighted: Sequence[bool]) -> None:
        """Take targets of such shapes from now on, and weights where there are any."""
        if [*targets] != self._targets or [*weighted] != self._weighted:
            self._targets, self._weighted = [*targets], [*weighted]
            self._recording = None

    def _groups(self, tape: LiveTape) -> list[list[Any]]:
        """Return the tensors of outputs, penalties, inputs, targets and weights of rows."""
        model = self._model
        pairs = zip(model.output_shapes, model.outputs_with_rows, strict=True)
        outputs = [Result(tuple(shape), tape=tape, batched=rows) for shape, rows in pairs]
        paying = [Result((), tape=tape, batched=False) for _ in self._pays]
        inputs = [Result(tuple(shape), tape=tape) for shape in model.input_shapes]
        targets = [Result(tuple(shape), tape=tape) for shape in self._targets]
        weights = [Result((), tape=tape) for weighted in self._weighted if weighted]
        return [outputs, paying, inputs, targets, weights]

    def _recorded(self) -> Recording:
        """Return the function of those tensors."""
        model = self._model
        tape = LiveTape(self._rows, Purpose(True, dtype=model.dtype), model.noise)
        groups = self._groups(tape)
        outputs, penalties, inputs, targets, weights = groups

        def total(*_: Tensor) -> Any:
            rest = iter(weights)
            each = [next(rest) if weighted else None for weighted in self._weighted]
            return computed(
                model,
                model.input_structure.pack(inputs),
                model.output_structure.pack(targets),
                model.output_structure.pack(outputs),
                model.output_structure.pack(each) if weights else None,
                [one for one, pays in zip(penalties, self._pays, strict=True) if pays],
                training=True,
            )

        total.__name__ = f"compute_loss of {type(model).__name__}"
        tensors = [tensor for group in groups for tensor in group]
        learn = [number < len(outputs) + len(penalties) for number in range(len(tensors))]
        return Recording(total, tape, tensors, learn)

    def run(
        self, tape: Tape, x: Sequence[Array], y: Sequence[Array], weight: Sequence[Array],
        scores: Sequence[Array],
    ) -> None:  # fmt: skip
        """Compute the loss of a batch, and all gradients.  Raises ShapeMismatch, EngineError."""
        penalties = self._model.penalties
        self._pays = (penalties.active, tape.pays)
        if self._recording is None:
            self._recording = self._recorded()
        recording = self._recording
        paid = penalties.value() if penalties.active else 0.0, tape.paid() if tape.pays else 0.0
        weights = [w for w, weighted in zip(weight, self._weighted, strict=True) if weighted]
        every = [*scores, *(np.array([[one]]) for one in paid), *x, *y, *weights]
        for value, numbers in zip(recording.values, every, strict=True):
            np.copyto(value.numbers, numbers, casting="unsafe")
        result = recording.forward()
        _check_total(self._model, result.shape)
        self.value = float(recording.tape.values[result].numbers.item() + recording.tape.paid())
        recording.backward(1.0)

    def outputs(self) -> list[Any]:
        """Return the gradients by the model's outputs, ``[outputs, rows]``."""
        return [value.gradient for value in self._values()[: len(self._model.output_shapes)]]

    def _values(self) -> list[Value]:
        assert self._recording is not None
        return self._recording.values

    def share_out(self, tape: Tape) -> None:
        """Have the model's pass back heed how often penalties and added losses count."""
        count = len(self._model.output_shapes)
        shares = [value.gradient for value in self._values()[count : count + 2]]
        pair = [float(one.item()) if one is not None else 0.0 for one in shares]
        self.penalty_share = pair[0] if self._pays[0] else 0.0
        if self._pays[1] and (pair[1], self._tape_share) != (1, 1):
            self._tape_share = pair[1]
            _set_share(tape, pair[1])

    def give_back(self) -> None:
        """Add the gradients by weights that ``compute_loss`` used to those of their layers."""
        assert self._recording is not None
        for weight, gradient in self._recording.lent():
            if weight.gradient is not None and gradient is not None:
                weight.gradient += gradient.reshape(weight.shape)

    def add_penalties(self) -> None:
        """Add the gradients by the regularizers, as often as they count."""
        penalties, share = self._model.penalties, self.penalty_share
        if not penalties.active or not share:
            return
        if share == 1:
            penalties.add_gradients()
            return
        gradients = self._model.gradients
        before = gradients.copy()
        gradients[...] = 0
        penalties.add_gradients()
        np.multiply(gradients, share, gradients)
        np.add(gradients, before, gradients)

    def note(
        self, x: Sequence[Array], y: Sequence[Array], weight: Sequence[Array],
        scores: Sequence[Array],
    ) -> None:  # fmt: skip
        """Have the model take note of the batch for its figures."""
        model, rows = self._model, self._rows
        pairs = zip(x, model.input_shapes, strict=True)
        inputs = [as_given(one[:-1], shape) for one, shape in pairs]
        targets = [as_given(one, shape) for one, shape in zip(y, self._targets, strict=True)]
        every = zip(scores, model.output_shapes, model.outputs_with_rows, strict=True)
        predictions = [as_given(*one) for one in every]
        each = [w if weighted else None for w, weighted in zip(weight, self._weighted, strict=True)]
        model.note_batch(
            self.value, rows, model.input_structure.pack(inputs),
            model.output_structure.pack(targets), model.output_structure.pack(predictions),
            model.output_structure.pack(each) if any(self._weighted) else None,
        )  # fmt: skip


def as_given(numbers: Array, shape: Shape, with_rows: bool = True) -> Array:
    """Return ``[numbers, rows]`` as programs get them, or ``shape`` where all rows have one."""
    if with_rows:
        return shown(numbers.T.reshape(numbers.shape[1], *shape).copy())
    return shown(numbers[:, 0].reshape(shape).copy())


def _set_share(tape: Tape, share: float) -> None:
    """Have what was added on a tape, and within its layers, count so often."""
    tape.share[...] = share
    for buffers in tape.call_buffers:
        if buffers.recording is not None:
            _set_share(buffers.recording.tape, share)


def own_step(
    inputs: Sequence[Value], forwards: Any, backward: Backward, tape: Tape, total: OwnTotal
) -> Step:
    """Return a forward and a backward pass, as ``training_step`` does, by a model's own loss."""
    heads, copyto = list(zip(backward.heads, backward.deltas, strict=True)), np.copyto

    def step(
        x: Sequence[Array], y: Sequence[Array], weight: Sequence[Array], keep: Sequence[Array]
    ) -> None:
        for value, numbers in zip(inputs, x, strict=False):
            value.full = numbers
        for forward in forwards:
            forward()
        for (head, _), kept in zip(heads, keep, strict=True):
            copyto(kept, head.kept)
        total.run(tape, [one[:-1] for one in x], y, weight, [head.kept for head, _ in heads])
        for (_, delta), gradient in zip(heads, total.outputs(), strict=True):
            copyto(delta, gradient)
        total.share_out(tape)
        for one in backward.steps:
            one()
        total.give_back()

    return step
