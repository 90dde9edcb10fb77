"""LiveTape: the calls of a subclassed model, run as they are recorded."""

from typing import Any

from numpy.random import Generator

from engine.arrays import Array
from engine.errors import NotReady
from engine.layer import Layer
from engine.tape.buffers import Pass
from engine.tape.tape import Purpose, Tape
from engine.tensors import Call, Parameter, Tensor


class LiveTape(Tape):
    """A tape that runs calls as it records them.

    Where a batch makes the same calls as the one before it, their buffers serve again.
    """

    def __init__(self, rows: int, purpose: Purpose, noise: Generator) -> None:
        super().__init__(rows, purpose, noise)
        self._building = purpose.building
        self.pays = True
        self._made: list[tuple[Call, Pass | None]] = []
        self._next = 0
        self._added_before: list[Tensor] = []
        self._parameters: dict[Any, Parameter] = {}  # what borrowed weights are here
        self.changed = True  # since the backward pass was made
        self.looked = False  # whether this batch's numbers were read, which others may differ in
        self._same = False  # whether this batch made the calls of the one before

    def rewind(self) -> None:
        """Begin a batch."""
        self._next, self.looked, self._same = 0, False, True
        self._added_before, self.added = self.added, []
        self.take_weights()

    def pay(self, tensor: Tensor) -> None:
        """Add a tensor's numbers to the loss of the batch."""
        self.added.append(tensor)

    def borrow(self, weight: Any) -> Parameter:
        """Return what a weight of another layer is here; its gradient goes to that layer."""
        if weight not in self._parameters:
            if not self._building:
                weight.owner.stand_alone()
            tensor = Parameter(weight.shape, weight.name, tape=self, weight=weight)
            self._parameters[weight] = tensor
            self.lend(tensor)
        return self._parameters[weight]

    def apply(self, layer: Layer, sources: tuple[Tensor, ...], training: bool | None) -> Tensor:
        """Call a layer on live tensors; return its output."""
        if not self._repeats(layer, sources, training):
            self._forget()
            call = layer.note(sources, training)
            self._see_to_weights(layer)
            before = len(self.forwards)
            self.record([call])
            self._made.append((call, self.forwards[-1] if len(self.forwards) > before else None))
        call, forward = self._made[self._next]
        self._next += 1
        if forward is not None:
            forward()
        return call.output

    def _see_to_weights(self, layer: Layer) -> None:
        if layer.own_weights and not layer.drawn:
            if not self._building:
                raise NotReady(
                    f"layer {layer.name!r} was first called while the model was in use: "
                    "build it in __init__, with layer.build((None, inputs))"
                )
            layer.stand_alone()
            layer.drawn = False  # the model draws its weights anew, from its own seed

    def _repeats(self, layer: Layer, sources: tuple[Tensor, ...], training: bool | None) -> bool:
        if self._next >= len(self._made):
            return False
        call = self._made[self._next][0]
        same = layer is call.layer or None is not layer.identity == call.layer.identity
        return same and (call.sources, call.training) == (sources, training)

    def _forget(self) -> None:
        """Forget what the batch before did from here on."""
        self._same = False
        kept = {call for call, _ in self._made[: self._next]}
        del self._made[self._next :]
        still = [buffers.call in kept for buffers in self.call_buffers]
        self.forwards = [f for f, keep in zip(self.forwards, still, strict=True) if keep]
        self.call_buffers = [buffers for buffers in self.call_buffers if buffers.call in kept]
        self.joined = [entry for entry in self.joined if entry[2].call in kept]
        self.values = {t: v for t, v in self.values.items() if t.call is None or t.call in kept}
        self.changed = True

    def finish(self) -> None:
        """End a batch: it may have done less than the one before, or have added other losses."""
        self.changed |= self.added != self._added_before
        if self._next < len(self._made):
            self._forget()

    @property
    def repeats(self) -> bool:
        """Whether the last batch did what the one before it did, and read no numbers."""
        return self._same and not self.looked and self.added == self._added_before

    def passes(self) -> list[Pass]:
        """Return the computations of the last batch, in order."""
        return [forward for _, forward in self._made if forward is not None]

    def numbers_of(self, tensor: Tensor) -> Array:
        """Return a tensor's numbers, ``[rows, *shape]``, or ``shape`` of one without rows."""
        self.looked = True
        numbers = self.values[tensor].numbers.T
        return numbers.reshape((*(self.rows,) * tensor.batched, *tensor.row_shape)).copy()
