"""LayerStack: layers, each fed by the one before it."""

from collections.abc import Iterable
from typing import Any

from engine.architecture import Architecture
from engine.assembly import tracked
from engine.errors import EngineError, NotReady
from engine.graph import Graph
from engine.inputs import row_shape
from engine.layer import Layer
from engine.model import TrainableModel
from engine.network import Network
from engine.tensors import Tensor


class LayerStack(TrainableModel):
    """A stack of layers, given as a list or built by ``add``."""

    def __init__(
        self,
        layers: Iterable[Any] = (),
        *,
        name: str | None = None,
        seed: int | None = None,
        dtype: str | None = None,
    ) -> None:
        super().__init__(name=name, seed=seed, dtype=dtype)
        self._input: Tensor | None = None
        self._stack: list[Any] = []  # layers, and models that are no stacks themselves
        if not isinstance(layers, Iterable):
            raise EngineError(f"a model is made of layers; got {type(layers).__name__}")
        for layer in layers:
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Put a layer on top; an Input comes first.  Raises EngineError once it is in use."""
        if self._network is not None:
            raise EngineError("layers are added before the model is used")
        if isinstance(layer, Tensor):
            if self._input is not None or self._stack:
                raise EngineError("an Input comes first, and there is one")
            self._input = layer
        elif isinstance(layer, Architecture):
            self._add_model(layer)
        elif isinstance(layer, Layer):
            self._add(layer)
        else:
            raise EngineError(f"a model is made of layers; got {type(layer).__name__}")
        self._join()

    def _add(self, layer: Layer) -> None:
        shape = getattr(layer, "input_shape", None)
        if shape is not None and self._input is None and not self._stack:
            self._input = Tensor((shape,) if isinstance(shape, int) else tuple(shape))
        self._stack.append(layer)

    def _add_model(self, model: Architecture) -> None:
        """Put a model on top: a stack's layers one by one, any other as a whole."""
        if isinstance(model, LayerStack) and model.straight:
            if self._input is None and not self._stack and model._input is not None:
                self._input = Tensor(model._input.shape)
            for layer in model._stack:
                self.add(layer)
            return
        if self._input is None and not self._stack and model.built:
            (shape,) = model.input_shapes
            self._input = Tensor(shape)
        self._stack.append(model)

    @property
    def straight(self) -> bool:
        """Whether all that is stacked are layers."""
        return all(isinstance(one, Layer) for one in self._stack)

    def _join(self) -> None:
        """Call the layers on the input, once it is there."""
        if self._input is None or not self._stack:
            return
        tensor = self._input
        for layer in self._stack:
            tensor = layer(tensor)
        self.graph = Graph(self._input, tensor)

    def pop(self) -> None:
        """Take the top layer off.  Raises EngineError once the model is in use."""
        if self._network is not None or not self._stack:
            raise EngineError("a layer is taken off before the model is used, if there is one")
        self._stack.pop()
        self._join()

    def build(self, shapes: Any = None) -> None:
        """Set the shape of the input, with or without Keras's None for the rows."""
        if self.graph is None and shapes is not None:
            self._take(tuple(size for size in shapes if size is not None))
        super().build()

    def ready_for(self, x: Any) -> None:
        """Take the input's shape from data, where it is not known yet."""
        if self.graph is None:
            self._take(row_shape("inputs", x))

    def _take(self, shape: tuple[int, ...]) -> None:
        if not self._stack:
            raise NotReady("a model must have at least one layer")
        self._input = self._input or Tensor(tuple(int(size) for size in shape))
        self._join()

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Apply the model to tensors or arrays."""
        if isinstance(inputs, Tensor) and self.graph is None:
            self._take(inputs.shape)
        return super().__call__(inputs, training)

    def ensure_built(self) -> Network:
        """Name and attach the layers, if there are any.  Raises NotReady."""
        if not self._stack:
            raise NotReady("a model must have at least one layer")
        return super().ensure_built()

    def _own_layers(self) -> list[Layer]:
        return tracked(self._stack)
