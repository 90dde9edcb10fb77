"""Objective: a loss as a network meets it, on the outputs or on the logits."""

from dataclasses import dataclass

from engine.activations import Activation, linear
from engine.arrays import Array
from engine.backpropagation import Head
from engine.losses import Loss
from engine.tape.buffers import CallBuffers, Value
from engine.tensors import Tensor


@dataclass(frozen=True)
class Objective:
    """A loss and the activation it meets; ``fused`` if it undoes that and reads its input."""

    loss: Loss
    output: Activation
    fused: bool
    weight: float = 1.0  # its share in the total, where there are several

    @classmethod
    def of(cls, loss: Loss, tensor: Tensor, uses: int, weight: float = 1.0) -> "Objective":
        """Pair a loss with an output that is used so often, once by the loss itself."""
        output = _activation(tensor)
        fused = uses == 1 and undoes(loss, output)
        return cls(loss.on_logits() if fused else loss, output, fused, weight)

    def outputs(self, scores: Array) -> Array:
        """Return the network's outputs for scores ``[outputs, rows]``."""
        return self.output.value(scores) if self.fused else scores

    def head(self, value: Value, buffers: CallBuffers | None) -> Head:
        """Return the loss at an output of a tape, made by the call that has the buffers."""
        if self.fused and buffers is not None:
            return Head(self.loss, value, buffers.z, buffers.z)
        return Head(self.loss, value, value.numbers, value.numbers)


def undoes(loss: Loss, output: Activation) -> bool:
    """Say whether a loss can read the input of an output activation in place of its output."""
    return loss.partner == output.name and not getattr(loss, "from_logits", False)


def _activation(tensor: Tensor) -> Activation:
    layer = tensor.call.layer if tensor.call else None
    activation: Activation = layer.activation if layer is not None and layer.has_z else linear
    return activation
