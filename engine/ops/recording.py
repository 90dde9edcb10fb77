"""Recording: a function of tensors on a tape of its own, run forward and back.

It is how functions that are not layers come by their gradients: losses, activations and
regularizers of one's own, and the ``call`` of a layer of one's own.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.backpropagation import Backward, Head
from engine.errors import EngineError
from engine.ops.operation import natural
from engine.tape.live import LiveTape
from engine.tape.tape import Purpose, any_noise
from engine.tensors import Result, Tensor


class Recording:
    """``function(*tensors)``; gradients by the tensors that ``learn`` says are wanted."""

    def __init__(
        self, function: Callable[..., Any], tape: LiveTape, tensors: Sequence[Tensor],
        learn: Sequence[bool],
    ) -> None:  # fmt: skip
        self._function, self.tape, self.tensors = function, tape, tensors
        self.values = tape.feed(tensors)
        for value, wanted in zip(self.values, learn, strict=True):
            value.gradient = np.zeros_like(value.numbers) if wanted else None
        self._result: Tensor | None = None
        self._back: Backward | None = None

    def forward(self) -> Tensor:
        """Run it on the values as they are.  Raises EngineError if it makes no tensor of them."""
        self.tape.rewind()
        result = self._function(*self.tensors)
        self.tape.finish()
        if not isinstance(result, Tensor) or result not in self.tape.values:
            name = getattr(self._function, "__name__", "the function")
            raise EngineError(
                f"{name} must return a tensor, made of its arguments by operators and ops; "
                f"got {type(result).__name__}"
            )
        self.tape.changed |= result is not self._result
        self._result = result
        return result

    def backward(self, delta: Any) -> None:
        """Fill the gradients, for the gradient by the result of the last run."""
        assert self._result is not None
        if self._back is None or self.tape.changed:
            for value in self.values:
                if value.gradient is not None:
                    value.gradient[...] = 0  # those that nothing is made of stay so
            value = self.tape.values[self._result]
            head = Head(None, value, value.numbers, value.numbers)
            self._back, self.tape.changed = Backward(self.tape, [head]), False
        np.copyto(natural(self._back.deltas[0], self._result), delta)
        for step in self._back.steps:
            step()


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
            tape = LiveTape(rows or 1, Purpose(training=True, dtype=dtype), any_noise())
            tensors = [Result(shape, tape=tape, batched=rows is not None) for shape in shapes]
            learn = [number in wanted for number in range(len(arrays))]
            self._recording, self._key = Recording(self._function, tape, tensors, learn), key
        return self._recording
