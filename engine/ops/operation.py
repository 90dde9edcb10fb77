"""Operation: one of ``engine.ops`` as a call on a tape, like any layer's, with its gradient.

On the tape a tensor that has rows lies as ``[size, rows]``, one that has none (a weight, a mean
over the rows) as ``[size, 1]``; operations see both as NumPy does, ``[rows, *shape]`` and
``shape``.
"""

from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from engine.arrays import Array, floats, shown
from engine.current_tape import SKETCH
from engine.errors import EngineError, ShapeMismatch
from engine.exportable import Untranslated
from engine.layer import Layer
from engine.operators import OPERATIONS
from engine.ops import direct
from engine.ops.primitives import Primitive, summed
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tape.tape import natural
from engine.tensors import Call, Result, Tensor, call_of
from engine.weight import Weight, holder_of

TRIED = (2, 3)  # numbers of rows that tell how an output's shape depends on them


class Operation(Untranslated, Layer):
    """A primitive, with its settings and those of its inputs that are no tensors."""

    merges = True
    only_batches = False

    def __init__(self, primitive: Primitive, given: Sequence[Any], settings: dict[str, Any]):
        super().__init__(primitive.name)
        self.own_name = False
        self.primitive, self.options = primitive, settings
        self._given = [None if isinstance(one, Tensor) else np.asarray(one) for one in given]
        self._places = [place for place, one in enumerate(self._given) if one is None]
        plain = [one for one in given if not isinstance(one, Tensor)]
        if all(isinstance(one, int | float) for one in plain):
            self.identity = (primitive, *map(type(self)._known, given), repr(settings))

    @staticmethod
    def _known(given: Any) -> Any:
        return None if isinstance(given, Tensor) else given

    def note(self, sources: Sequence[Tensor], training: bool | None) -> Call:
        """Note a call, whose output may have no rows.  Raises ShapeMismatch."""
        shape, batched = self._output(sources)
        call = call_of(self, sources, training, (1,))
        call.output = Result(shape, self.name, call, sources[0].tape, batched)
        self.input_shapes = tuple(source.row_shape for source in sources)
        return call

    def _output(self, sources: Sequence[Tensor]) -> tuple[tuple[int, ...], bool]:
        try:
            first, second = (self._shape(sources, rows) for rows in TRIED)
        except ShapeMismatch:
            if sources[0].tape is None:
                raise
            rows = sources[0].tape.rows  # what it is given may have as many
            first = self._shape(sources, rows)
            return (first[1:], True) if first[:1] == (rows,) else (first, False)
        if first == second:
            return first, False
        if first[:1] + second[:1] == TRIED and first[1:] == second[1:]:
            return first[1:], True
        raise ShapeMismatch(f"ops.{self.name} must leave the rows in the first axis, or sum them")

    def _shape(self, sources: Sequence[Tensor], rows: int) -> tuple[int, ...]:
        arrays = [np.ones((rows,) * one.batched + one.row_shape) for one in sources]
        try:
            with np.errstate(all="ignore"):
                return np.shape(self._value(self._operands(arrays)))
        except (ValueError, IndexError, TypeError) as error:
            shapes = " and ".join(
                str(("rows",) * one.batched + one.row_shape).replace("'", "") for one in sources
            )
            raise ShapeMismatch(f"ops.{self.name} of {shapes}: {error}") from None

    def _value(self, operands: Sequence[Array]) -> Any:
        return self.primitive.value(*operands, **self.options)

    def _operands(self, arrays: Sequence[Array]) -> list[Array]:
        rest = iter(arrays)
        return [next(rest) if one is None else one for one in self._given]

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the value."""
        straight = direct.forward_pass(self.primitive, self._given, buffers)
        return straight or self._natural_forward(buffers)

    def _natural_forward(self, buffers: CallBuffers) -> Pass:
        out = natural(buffers.output.numbers, buffers.call.output)
        pairs = list(zip(buffers.sources, buffers.call.sources, strict=True))

        def forward() -> None:
            arrays = [natural(value.numbers, tensor) for value, tensor in pairs]
            np.copyto(out, self._value(self._operands(arrays)), casting="unsafe")

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the gradient by each input that wants one."""
        places = zip(self._places, targets.into, strict=True)
        wanted = [(place, into) for place, into in places if into is not None]
        straight = direct.backward_pass(self.primitive, self._given, buffers, wanted)
        return straight or self._natural_backward(buffers, targets)

    def _natural_backward(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        pairs = list(zip(buffers.sources, buffers.call.sources, strict=True))
        a, d = (
            natural(one, buffers.call.output) for one in (buffers.output.numbers, buffers.delta)
        )
        wanted = [
            (place, natural(into, tensor))
            for place, into, tensor in zip(
                self._places, targets.into, buffers.call.sources, strict=True
            )
            if into is not None
        ]

        def backward() -> None:
            operands = self._operands([natural(v.numbers, tensor) for v, tensor in pairs])
            for place, into in wanted:
                gradient = self.primitive.vjp(place, d, a, operands, **self.options)
                np.copyto(into, summed(gradient, into.shape), casting="unsafe")

        return backward

    def get_config(self) -> NoReturn:
        """Raise EngineError: files and programs hold layers, not operations between them."""
        raise EngineError(
            f"a model with ops.{self.name} between its layers cannot be saved or exported: "
            "put the operations into the call of a layer of your own"
        )

    untranslated = get_config


def apply(primitive: Primitive, *given: Any, **settings: Any) -> Any:
    """Do an operation: on arrays at once, on tensors as a call on their tape."""
    operands = [_operand(one) for one in given]
    tensors = [one for one in operands if isinstance(one, Tensor)]
    if not tensors:
        return shown(primitive.value(*map(_array, operands), **settings))
    here: Any = tensors[0].tape or SKETCH
    operands = [here.borrow(one) if isinstance(one, Weight) else one for one in operands]
    tensors = [one for one in operands if isinstance(one, Tensor)]
    return Operation(primitive, operands, settings)(tensors)


def _operand(given: Any) -> Any:
    """Return what is given; of a weight, or of its very array, its tensor while a call runs.

    Tensors in a list are stacked, as Keras does.
    """
    if isinstance(given, list | tuple) and any(isinstance(one, Tensor) for one in given):
        return OPERATIONS["stack"](given)
    weight = given if isinstance(given, Weight) else holder_of(given)
    return given if weight is None else weight.operand()


def _array(given: Any) -> Array:
    array = np.asarray(given)
    return array if array.dtype.kind == "b" else floats(array)
