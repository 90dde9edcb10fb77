"""LiveTape: the calls of a subclassed model, run as they are recorded."""

from numpy.random import Generator

from engine.arrays import Array
from engine.errors import NotReady
from engine.layer import Layer
from engine.tape.buffers import Pass
from engine.tape.tape import Purpose, Tape
from engine.tensors import Call, Tensor


class LiveTape(Tape):
    """A tape that runs calls as it records them.

    Where a batch makes the same calls as the one before it, their buffers serve again.
    """

    def __init__(
        self, rows: int, purpose: Purpose, noise: Generator, building: bool = False
    ) -> None:
        super().__init__(rows, purpose, noise)
        self._building = building  # the model takes its layers from what is called now
        self._made: list[tuple[Call, Pass | None]] = []
        self._next = 0
        self.changed = True  # since the backward pass was made

    def rewind(self) -> None:
        """Begin a batch."""
        self._next = 0

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
        if layer.weights and not layer.drawn:
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
        kept = {call for call, _ in self._made[: self._next]}
        del self._made[self._next :]
        still = [buffers.call in kept for buffers in self.call_buffers]
        self.forwards = [f for f, keep in zip(self.forwards, still, strict=True) if keep]
        self.call_buffers = [buffers for buffers in self.call_buffers if buffers.call in kept]
        self.joined = [entry for entry in self.joined if entry[2].call in kept]
        self.values = {t: v for t, v in self.values.items() if t.call is None or t.call in kept}
        self.changed = True

    def finish(self) -> None:
        """End a batch that made fewer calls than the one before."""
        if self._next < len(self._made):
            self._forget()

    def numbers_of(self, tensor: Tensor) -> Array:
        """Return a tensor's numbers, ``[rows, *shape]``, or ``shape`` of one without rows."""
        numbers = self.values[tensor].numbers.T
        return numbers.reshape(*(self.rows,) * tensor.batched, *tensor.shape).copy()
