"""Recording: a function of tensors on a tape of its own, run forward and back.

It is how functions that are not layers come by their gradients: losses, activations and
regularizers of one's own, and the ``call`` of a layer of one's own.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NoReturn

import numpy as np

from engine.arrays import Array
from engine.backpropagation import Backward, Head
from engine.current_tape import recorded_on
from engine.errors import EngineError
from engine.layer import Layer
from engine.tape.buffers import Held, Pass, Value
from engine.tape.live import LiveTape
from engine.tape.tape import Purpose, any_noise, natural
from engine.tensors import Result, Tensor


class Recording:
    """``function(*tensors)``; gradients by the tensors that ``learn`` says are wanted.

    Where two runs did the same, later ones repeat what they did without the function, as long as
    ``versioned`` has the same ``_version``; without it the function is always run.
    """

    def __init__(
        self, function: Callable[..., Any], tape: LiveTape, tensors: Sequence[Tensor],
        learn: Sequence[bool], versioned: Any = None,
    ) -> None:  # fmt: skip
        self._function, self.tape, self.tensors = function, tape, tensors
        self.values = tape.feed(tensors)
        for value, wanted in zip(self.values, learn, strict=True):
            value.gradient = np.zeros_like(value.numbers) if wanted else None
        self._versioned, self._seen = versioned, -1
        self._repeated: list[Pass] | None = None
        self._result: Tensor | None = None
        self._back: Backward | None = None
        self._aim: Array | None = None  # the gradient by the result, where it is given for good
        self._aimed: Value | None = None  # the result that has it
        self._steps: list[Pass] = []

    def hold(self, number: int, array: Array) -> None:
        """Have the numbers of a tensor without rows lie in an array, which is not copied."""
        tensor, before = self.tensors[number], self.values[number]
        value = self.tape.values[tensor] = Held(array.reshape(-1, 1), before.gradient)
        self.values[number] = value

    def aim(self, into: Sequence[Array | None], delta: Array) -> None:
        """Have gradients go where they belong, and come from where it is, without copies."""
        for value, array in zip(self.values, into, strict=True):
            value.gradient = array
        self._aim, self._back = delta, None

    def forward(self) -> Tensor:
        """Run it on the values as they are.  Raises EngineError if it makes no tensor of them."""
        if self._repeated is None or self._versioned._version != self._seen:
            return self._run()
        if self.tape.borrowed:
            self.tape.take_weights()
        for forward in self._repeated:
            forward()
        return self._result  # type: ignore[return-value]

    def _run(self) -> Tensor:
        before = getattr(self._versioned, "_version", -1)
        self.tape.rewind()
        with recorded_on(self.tape):
            result = self._function(*self.tensors)
        self.tape.finish()
        if not isinstance(result, Tensor) or result not in self.tape.values:
            name = getattr(self._function, "__name__", "the function")
            raise EngineError(
                f"{name} must return a tensor, made of its arguments by operators and ops; "
                f"got {type(result).__name__}"
            )
        another = result is not self._result
        self.tape.changed |= another
        self._result = result
        if self._versioned is not None:
            after, seen = self._versioned._version, self._seen
            settled = self.tape.repeats and not another and before == after == seen
            self._repeated = self.tape.passes() if settled else None
            self._seen = after
        return result

    def backward(self, delta: Any = None) -> None:
        """Fill the gradients, for the gradient by the result of the last run."""
        if self._back is None or self.tape.changed:
            self._back = self._bound()
        if delta is not None:
            np.copyto(natural(self._back.deltas[0], self._result), delta)  # type: ignore[arg-type]
        for step in self._steps:
            step()

    def _bound(self) -> Backward:
        """Return the backward pass over what the last run did."""
        assert self._result is not None
        if self._aimed is not None:
            self._aimed.gradient = np.empty_like(self._aimed.numbers)
            self._aimed = None
        value = self.tape.values[self._result]
        if self._aim is not None and self._result.call is not None and value.gradient is not None:
            value.gradient, self._aimed = self._aim, value
        head = Head(None, value, value.numbers, value.numbers)
        back, self.tape.changed = Backward(self.tape, [head], within=True), False
        unreached = [one.gradient for one in self.values if not back.reaches(one)]
        self._steps = [partial(one.fill, 0) for one in unreached if one is not None]
        if self._aim is not None and self._aimed is None:
            self._steps.append(partial(np.copyto, back.deltas[0], self._aim))
        self._steps += back.steps
        return back

    def lent(self) -> Iterator[tuple[Any, Any]]:
        """Yield the weights of other layers that the last run used, and the gradients by them."""
        return self._back.lent() if self._back else iter(())


class _ClosedTape(LiveTape):
    """The tape of a function that has no weights."""

    def _see_to_weights(self, layer: Layer) -> None:
        """Raise EngineError of a layer with weights."""
        for weight in layer.own_weights:
            self.borrow(weight)

    def borrow(self, weight: Any) -> NoReturn:
        """Raise EngineError: nothing would give the gradient to the weight's layer."""
        raise EngineError(
            f"weight {weight.name!r} of layer {weight.owner.name!r} would get no gradient here: a "
            "loss, an activation or a regularizer computes with its arguments alone; use the "
            "weight in the call of a layer or model, with add_loss if it is to be paid for"
        )


class Gradients:
    """The gradients of a function of tensors, whose tape serves again for inputs alike."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._key: Any = None
        self._recording: Recording | None = None

    def __call__(
        self, arrays: Sequence[Array], wanted: Sequence[int], delta: Any = 1.0,
        rows: int | None = None,
    ) -> list[Array]:  # fmt: skip
        """Return the gradients by some of the arguments: views that the next call fills again.

        ``delta`` is the gradient by the result, 1 for the sum of all its numbers.  The arguments'
        first axis are the ``rows``; without them, it is an axis like others.
        """
        recording = self._bound(arrays, wanted, rows)
        pairs = list(zip(recording.values, recording.tensors, strict=True))
        with np.errstate(all="ignore"):
            for (value, tensor), array in zip(pairs, arrays, strict=True):
                np.copyto(natural(value.numbers, tensor), array, casting="unsafe")
            recording.forward()
            recording.backward(delta)
        found = [(value.gradient, tensor) for value, tensor in (pairs[n] for n in wanted)]
        return [natural(one, tensor) for one, tensor in found if one is not None]

    def _bound(self, arrays: Sequence[Array], wanted: Sequence[int], rows: int | None) -> Recording:
        shapes = [np.shape(one) if rows is None else np.shape(one)[1:] for one in arrays]
        dtype = np.result_type(*(arrays[number] for number in wanted))
        key = (shapes, list(wanted), rows, dtype)
        if self._recording is None or key != self._key:
            tape = _ClosedTape(rows or 1, Purpose(training=True, dtype=dtype), any_noise())
            tensors = [Result(shape, tape=tape, batched=rows is not None) for shape in shapes]
            learn = [number in wanted for number in range(len(arrays))]
            self._recording, self._key = Recording(self._function, tape, tensors, learn), key
        return self._recording
