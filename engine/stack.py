"""Stack: layers put together and built, with their weights under Keras's names; no training."""

from collections.abc import Iterable, Sequence

from numpy import errstate
from numpy import shape as shape_of

from engine.arrays import Array
from engine.config import float_type
from engine.errors import EngineError, NotReady, ShapeMismatch, UnknownChoice
from engine.layers import Dense, Input
from engine.network import Network
from engine.random import checked, fresh_seed, streams


class Stack:
    """Layers, each fed by the one before it, on one flat vector of parameters."""

    def __init__(
        self,
        layers: Iterable[Input | Dense] = (),
        *,
        seed: int | None = None,
        dtype: str | None = None,
        name: str = "sequential",
    ) -> None:
        self.seed = fresh_seed() if seed is None else checked(seed)
        self.name, self.dtype = name, float_type(dtype)
        self._input: Input | None = None
        self._layers: list[Dense] = []
        self._built: Network | None = None
        for layer in layers:
            self.add(layer)

    def add(self, layer: Input | Dense) -> None:
        """Put a layer on top; an Input comes first.  Raises EngineError once it is built."""
        if self._built or (isinstance(layer, Input) and (self._input or self._layers)):
            raise EngineError("an Input comes first, and layers are added before the model is used")
        if isinstance(layer, Input):
            self._input = layer
            return
        same = sum(other.name.partition("_")[0] == "dense" for other in self._layers)
        layer.name = layer.name or ("dense" if not same else f"dense_{same}")
        self._layers.append(layer)

    def build(self, inputs: int) -> None:
        """Settle the number of inputs and draw the weights; an Input does it by itself."""
        if not self._layers:
            raise NotReady("a model must have at least one layer")
        (weights,) = streams(self.seed, "weights")
        self._built = Network(self._layers, inputs, self.dtype)
        self._built.initialize(weights)

    @property
    def network(self) -> Network:
        """The layers on their flat vector.  Raises NotReady without an Input or data."""
        if self._built is None:
            if self._input is None:
                raise NotReady("the model must know its inputs: add an Input, or fit it to data")
            self.build(self._input.units)
        assert self._built is not None
        return self._built

    @property
    def knows_inputs(self) -> bool:
        """Whether the number of inputs is settled."""
        return self._built is not None or self._input is not None

    @property
    def layers(self) -> list[Dense]:
        """The layers above the input, built if the number of inputs is settled."""
        return self.network.layers if self._layers and self.knows_inputs else self._layers

    def get_layer(self, name: str | None = None, index: int | None = None) -> Dense:
        """Return a layer by name or by index.  Raises UnknownChoice."""
        if index is not None:
            return self._layers[index]
        for layer in self._layers:
            if layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in self._layers)
        raise UnknownChoice(f"layer must be one of {names}; got {name!r}")

    @property
    def parameters(self) -> Array:
        """All weights and biases, the flat vector itself: layer by layer, kernel then bias."""
        return self.network.parameters

    @property
    def gradients(self) -> Array:
        """The newest gradients, as flat as the parameters."""
        return self.network.gradients

    def count_params(self) -> int:
        """Return how many weights and biases there are."""
        return self.parameters.size

    def get_weights(self) -> list[Array]:
        """Return copies of kernel and bias of each layer in turn."""
        return [w.copy() for layer in self.network.layers for w in layer.weights()]

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Take such arrays over.  Raises ShapeMismatch if a shape differs."""
        own = [w for layer in self.network.layers for w in layer.weights()]
        shapes, given = [w.shape for w in own], [shape_of(w) for w in weights]
        if shapes != given:
            raise ShapeMismatch(f"weights must have shapes {shapes}; got {given}")
        for here, there in zip(own, weights, strict=True):
            here[...] = there

    def summary(self) -> str:
        """Return a table of the layers and their numbers of parameters."""
        self.network  # noqa: B018 - builds
        rows = [(layer.name, (None, layer.units), layer.count_params()) for layer in self._layers]
        lines = [f"{name:<20} {shape!s:<18} {count:>10,}" for name, shape, count in rows]
        head = f"{'Layer':<20} {'Output shape':<18} {'Parameters':>10}"
        return "\n".join([head, *lines, f"Total parameters: {self.count_params():,}"])

    def predict(self, x: object) -> Array:
        """Return the outputs ``[rows, outputs]`` for inputs ``[rows, inputs]``."""
        with errstate(all="ignore"):
            return self.network.scores(self.network.checked(x)).T

    def layer_outputs(self, x: object) -> list[Array]:
        """Return each layer's outputs ``[rows, units]`` for inputs, in one pass.

        They are views of buffers that the next call for as many rows fills again.
        """
        with errstate(all="ignore"):
            return [output.T for output in self.network.forward(self.network.checked(x)).outputs]
