"""LayerStack: layers, each fed by the one before it."""

from collections.abc import Iterable
from typing import Any

from engine.architecture import Architecture
from engine.errors import EngineError, NotReady
from engine.graph import Graph
from engine.inputs import row_shape
from engine.layer import Layer
from engine.layers.inputs import InputLayer
from engine.model import TrainableModel
from engine.network import Network
from engine.overriding import refuse
from engine.parts import tracked
from engine.tensors import Shape, Tensor


class LayerStack(TrainableModel):
    """A stack of layers, given as a list or built by ``add``."""

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        refuse(cls, ("call",), "a Sequential is its layers; write a subclass of Model")

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
        self._parts: list[Any] = []  # layers and models, as they were added
        self._stack: list[Any] = []  # layers, and models that are no stacks themselves
        if not isinstance(layers, Iterable):
            raise EngineError(f"a model is made of layers; got {type(layers).__name__}")
        for layer in layers:
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Put a layer on top; an Input comes first.

        A model in use goes on with the weights that it has, and is compiled anew.
        """
        if isinstance(layer, Tensor | InputLayer):
            if self._input is not None or self._stack:
                raise EngineError("an Input comes first, and there is one")
            self._input = layer.tensor if isinstance(layer, InputLayer) else layer
            return
        if not isinstance(layer, Layer | Architecture):
            raise EngineError(f"a model is made of layers; got {type(layer).__name__}")
        if self._input is None and not self._stack and (shape := _input_of(layer)) is not None:
            self._input = Tensor(shape)
        self._parts.append(layer)
        self._stack += _unpacked(layer)
        self._join(layer)

    @property
    def straight(self) -> bool:
        """Whether all that is stacked are layers."""
        return all(isinstance(one, Layer) for one in self._stack)

    def _join(self, *added: Any) -> None:
        """Call the layers on the input, once it is there; what was called before stays."""
        self._network = self._compiled = None
        if self._input is None or not self._parts:
            return
        tensor = self.graph.outputs[0] if self.graph else self._input
        for part in added if self.graph else self._parts:
            tensor = part(tensor)
        self.graph = Graph(self._input, tensor)

    def pop(self) -> Any:
        """Take the top layer off, and return it.  Raises EngineError if there is none."""
        if not self._parts:
            raise EngineError("a layer can be taken off if there is one; the model has none")
        part, self.graph = self._parts.pop(), None
        del self._stack[len(self._stack) - len(_unpacked(part)) :]
        self._join()
        return part

    def build(self, input_shape: Any = None) -> None:
        """Set the shape of the input, with or without Keras's None for the rows."""
        if self.graph is None and input_shape is not None:
            self._take(tuple(size for size in input_shape if size is not None))
        super().build()

    def ready_for(self, x: Any) -> None:
        """Take the input's shape from data, where it is not known yet."""
        if self.graph is None:
            self._take(row_shape("inputs", x))

    def _take(self, shape: tuple[int, ...]) -> None:
        if not self._stack:
            raise NotReady("a model must have at least one layer")
        if self._input is None:
            self._input = Tensor(tuple(int(size) for size in shape))
        self._join()

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Apply the model to tensors or arrays."""
        if isinstance(inputs, Tensor) and self.graph is None:
            self._take(inputs.row_shape)
        return super().__call__(inputs, training)

    def ensure_built(self) -> Network:
        """Name and attach the layers, if there are any.  Raises NotReady."""
        if not self._stack:
            raise NotReady("a model must have at least one layer")
        return super().ensure_built()

    def _entries(self) -> list[Any]:
        return list(dict.fromkeys(self._parts))

    def _own_parts(self) -> list[Layer]:
        return self.graph.parts if self.graph else tracked(self._stack)


def _unpacked(part: Any) -> list[Any]:
    """Return the layers of a stack, and any other part as it is."""
    return part._stack if isinstance(part, LayerStack) and part.straight else [part]


def _input_of(part: Any) -> Shape | None:
    """Return the input's shape that a layer or model brings along."""
    if isinstance(part, Layer):
        return part.given_shape
    if isinstance(part, LayerStack) and part._input is not None:
        return part._input.row_shape
    return part.input_shapes[0] if part.built else None
