"""What a model says of itself, under Keras's names: its ends, weights, loss and metrics."""

from typing import Any

from engine.compiling import Compiled, Settings
from engine.errors import NotReady
from engine.graph import Graph
from engine.nest import Structure
from engine.network import Network


class Facts:
    """Properties of a model; ``engine.models`` mixes them in."""

    graph: Graph | None
    network: Network
    settings: Settings
    compiled: Compiled
    input_structure: Structure
    output_structure: Structure
    input_shapes: list[Any]
    output_shapes: list[Any]
    outputs_with_rows: list[bool]

    def _joined(self) -> Graph:
        if self.graph is None:
            raise NotReady("the model has no inputs and outputs yet: it was never called")
        return self.graph

    @property
    def inputs(self) -> list[Any]:
        """The tensors that are fed."""
        return list(self._joined().inputs)

    @property
    def outputs(self) -> list[Any]:
        """The tensors that come out."""
        return list(self._joined().outputs)

    @property
    def input(self) -> Any:
        """The tensor that is fed, or all of them as they are handed over."""
        return self.input_structure.pack(self.inputs)

    @property
    def output(self) -> Any:
        """The tensor that comes out, or all of them as they are handed over."""
        return self.output_structure.pack(self.outputs)

    @property
    def input_names(self) -> list[str]:
        """The inputs' names."""
        return list(self.input_structure.names)

    @property
    def output_names(self) -> list[str]:
        """The outputs' names."""
        return list(self.output_structure.names)

    @property
    def input_shape(self) -> Any:
        """The shape of the input, ``(None, 8)``, or of each."""
        return self.input_structure.pack([(None, *shape) for shape in self.input_shapes])

    @property
    def output_shape(self) -> Any:
        """The shape of the output, ``(None, 1)``, or of each."""
        pairs = zip(self.output_shapes, self.outputs_with_rows, strict=True)
        shapes = [(None, *shape) if with_rows else shape for shape, with_rows in pairs]
        return self.output_structure.pack(shapes)

    @property
    def trainable_weights(self) -> list[Any]:
        """The weights that training changes."""
        return [one for one in self.network.weights if one.learns]

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The weights that it leaves, or only keeps count with."""
        return [one for one in self.network.weights if not one.learns]

    @property
    def trainable_variables(self) -> list[Any]:
        """Another name of ``trainable_weights``."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        """Another name of ``non_trainable_weights``."""
        return self.non_trainable_weights

    @property
    def variables(self) -> list[Any]:
        """All weights."""
        return self.network.weights

    @property
    def loss(self) -> Any:
        """The loss, as ``compile`` was given it."""
        return self.settings.loss
