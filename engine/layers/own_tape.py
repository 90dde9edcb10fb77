"""OwnTape: the tape of what the ``call`` of one layer of one's own does."""

from typing import Any

from engine.errors import EngineError
from engine.layer import Layer
from engine.tape.live import LiveTape
from engine.tape.tape import Purpose
from engine.tensors import Tensor


class OwnTape(LiveTape):
    """A tape that notes on the layer what its ``call`` does."""

    def __init__(self, layer: Any, rows: int, purpose: Purpose, noise: Any, training: bool) -> None:
        super().__init__(rows, purpose, noise)
        self._layer, self.training = layer, training
        self._held = set(layer._own_parts())

    def apply(self, layer: Layer, sources: tuple[Tensor, ...], training: bool | None) -> Tensor:
        """Call a layer or do an operation, in training or not as the whole layer is."""
        if layer.noisy:
            self._layer.noisy = True
        if layer.borrows:
            self._sometimes("borrows", "uses a weight of another layer")
        if getattr(layer, "adds_losses", False):
            self._sometimes("adds_losses", "adds a loss")
        return super().apply(layer, sources, self.training if training is None else training)

    def borrow(self, weight: Any) -> Any:
        """Return what a weight of another layer is here."""
        self._sometimes("borrows", "uses a weight of another layer")
        return super().borrow(weight)

    def pay(self, tensor: Tensor) -> None:
        """Add a tensor's numbers to the loss of the batch."""
        self._sometimes("adds_losses", "adds a loss")
        super().pay(tensor)

    def _sometimes(self, what: str, told: str) -> None:
        """Note what a call does.  Raises EngineError of what it did not do when it was tried."""
        if getattr(self._layer, what):
            return
        if not self._building:
            name = type(self._layer).__name__
            raise EngineError(f"call of {name} {told} for some inputs alone: do it for all of them")
        setattr(self._layer, what, True)

    def _see_to_weights(self, layer: Layer) -> None:
        """Take a layer with weights as a part; its gradients are given to it by the model."""
        if not layer.own_weights:
            return
        if layer not in self._held:
            raise EngineError(
                f"{type(self._layer).__name__} calls the layer {layer.name!r}, which has weights "
                "and is no attribute of it: make it in __init__ or build, as self.dense = …"
            )
        self._sometimes("borrows", "calls a layer with weights")
        if self._building and not self._layer.trainable:
            layer.trainable = False
        super()._see_to_weights(layer)
