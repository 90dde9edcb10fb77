"""Architecture: layers joined to a whole, with Keras's face: structure, weights, predictions.

A model is a graph (Functional, Sequential) or a program (a subclass with its own ``call``).  How it
is trained is in ``engine.model``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from engine import summary
from engine.arrays import Array
from engine.config import float_type
from engine.errors import EngineError, NotReady, ShapeMismatch, UnknownChoice
from engine.graph import Graph
from engine.inputs import as_rows, row_shape, shapes_of
from engine.layer import Layer, put
from engine.names import name_all
from engine.nest import Structure
from engine.network import Network, parts
from engine.plans import LivePlan, Program, StaticPlan
from engine.random import checked, fresh_seed, streams
from engine.tape.tape import Purpose
from engine.tensors import Tensor


class Architecture:
    """A model without its training."""

    def __init__(
        self,
        inputs: Any = None,
        outputs: Any = None,
        *,
        name: str | None = None,
        seed: int | None = None,
        dtype: str | None = None,
    ) -> None:
        if (inputs is None) != (outputs is None):
            raise EngineError("a model takes inputs and outputs, or neither if it has a call")
        self.name = name or type(self).__name__.lower()
        self.seed = fresh_seed() if seed is None else checked(seed)
        self.dtype = float_type(dtype)
        self.graph: Graph | None = None if inputs is None else Graph(inputs, outputs)
        self._program: Program | None = None
        self._network: Network | None = None
        self._weights_stream, self.noise = streams(self.seed, "weights", "noise")

    def call(self, inputs: Any) -> Any:
        """Return the outputs for input tensors; subclasses say how."""
        raise NotReady(f"{type(self).__name__} must define call(self, inputs)")

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Apply the model: to tensors it becomes a part of another; arrays give predictions."""
        given = Structure.of("inputs", inputs)[1]
        if not any(isinstance(one, Tensor) for one in given):
            return self._outputs(inputs, bool(training))
        if self.graph is None:
            return self._run_call(inputs, bool(training))
        outputs = self.graph.apply(self.graph.input_structure.flatten("inputs", inputs))
        return self.graph.output_structure.pack(outputs)

    def _run_call(self, inputs: Any, training: bool) -> Any:
        takes = self.call.__code__.co_varnames[: self.call.__code__.co_argcount]
        return self.call(inputs, training=training) if "training" in takes else self.call(inputs)  # type: ignore[call-arg]

    # Building

    def build(self, shapes: Any = None) -> None:
        """Make the weights; ``shapes`` are those of subclassed models' inputs."""
        if self.graph is None and shapes is not None:
            self._build_program(*shapes_of(shapes))
        self.ensure_built()

    def _build_program(self, structure: Structure, shapes: Sequence[Any]) -> None:
        """Run ``call`` once, so that all layers learn their inputs."""
        program = Program(self._run_call, shapes, structure)
        program.prepare()
        self._program = program

    def ready_for(self, x: Any) -> None:
        """Take the inputs' shapes from data, where they are not known yet."""
        if self.graph is None and self._program is None:
            structure, arrays = Structure.of("inputs", x)
            shapes = [row_shape(*one) for one in zip(structure.names, arrays, strict=True)]
            self._build_program(structure, shapes)

    @property
    def built(self) -> bool:
        """Whether the shapes of inputs and weights are known."""
        return self.graph is not None or self._program is not None

    def ensure_built(self) -> Network:
        """Name all parts and attach the layers to the flat vectors, where they are not.

        Raises NotReady as long as the inputs are not known.
        """
        if not self.built:
            raise NotReady("the model must know its inputs: add an Input, or fit it to data")
        layers = self._own_layers()
        arranged = self._network
        if arranged is None or arranged.layers != layers:
            name_all(layers)
            if self.graph:
                self.graph.name()
            arranged = self._network = Network(layers, self.dtype)
        arranged.attach(self._weights_stream)
        return arranged

    @property
    def network(self) -> Network:
        """The layers on their flat vectors.  Raises NotReady before it is built."""
        return self.ensure_built()

    def rearrange(self) -> None:
        """Take note of which layers are trainable now."""
        if self._network and self._network.trainable != [
            layer.trainable for layer in self._network.layers
        ]:
            self._network = None

    def _ensure_named(self) -> None:
        if self._network is None:
            self.ensure_built()

    def _own_layers(self) -> list[Layer]:
        layers = self.graph.layers if self.graph else tracked(vars(self).values())
        return [layer for layer in dict.fromkeys(layers) if layer.built]

    @property
    def input_structure(self) -> Structure:
        """How inputs are handed over."""
        if self.graph:
            self._ensure_named()
            return self.graph.input_structure
        assert self._program is not None
        return self._program.inputs

    @property
    def output_structure(self) -> Structure:
        """How outputs are handed over."""
        if self.graph:
            self._ensure_named()
            return self.graph.output_structure
        assert self._program is not None
        return self._program.outputs

    @property
    def input_shapes(self) -> list[Any]:
        """The shapes of all inputs, without the rows."""
        if self.graph:
            return [tensor.shape for tensor in self.graph.inputs]
        assert self._program is not None
        return list(self._program.shapes)

    @property
    def output_shapes(self) -> list[Any]:
        """The shapes of all outputs, without the rows."""
        if self.graph:
            return [tensor.shape for tensor in self.graph.outputs]
        assert self._program is not None
        return list(self._program.output_shapes)

    # Layers and weights

    @property
    def layers(self) -> list[Layer]:
        """The layers, in order; a Functional model's inputs are among them."""
        if self.built:
            self.ensure_built()
        return self._own_layers() if self.built else tracked(vars(self).values())

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return a layer by name or by index.  Raises UnknownChoice."""
        layers = self.layers
        if index is not None:
            if not -len(layers) <= index < len(layers):
                last = len(layers) - 1
                raise UnknownChoice(f"index of a layer must be one of 0 … {last}; got {index}")
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in layers)
        raise UnknownChoice(f"layer must be one of {names}; got {name!r}")

    @property
    def trainable(self) -> bool:
        """Whether any layer learns; setting it sets all of them."""
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = value

    @property
    def parameters(self) -> Array:
        """All that is learned, the flat vector itself: layer by layer, kernel then bias."""
        return self.network.parameters

    @property
    def gradients(self) -> Array:
        """The newest gradients, as flat as the parameters."""
        return self.network.gradients

    def count_params(self) -> int:
        """Return how many numbers all weights have."""
        return sum(layer.count_params() for layer in self.network.layers)

    @property
    def weights(self) -> list[Any]:
        """All weights, layer by layer."""
        return self.network.weights

    def get_weights(self) -> list[Array]:
        """Return copies of all weights, layer by layer."""
        return [weight.array.copy() for weight in self.network.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take such arrays over.  Raises ShapeMismatch if a shape differs."""
        put(self.network.weights, weights, f"model {self.name!r}")

    def summary(self, print_fn: Any = print) -> None:
        """Print a table of the layers: output shapes, numbers of parameters, connections."""
        print_fn(summary.text(self))

    # Using

    def checked_inputs(self, x: Any) -> list[Array]:
        """Return checked inputs, each ``[rows, numbers]``.  Raises ShapeMismatch."""
        self.ready_for(x)
        given = self.input_structure.flatten("inputs", x)
        names = self.input_structure.names
        rows = [as_rows(*one) for one in zip(names, given, self.input_shapes, strict=True)]
        if len({len(one) for one in rows}) > 1:
            raise ShapeMismatch(f"inputs must have as many rows; got {[len(one) for one in rows]}")
        return rows

    def forward_plan(self, rows: int, training: bool = False) -> Any:
        """Return the model bound to buffers for so many rows, forward only."""
        network = self.network

        def make() -> Any:
            if self.graph is None:
                purpose = Purpose(training, dtype=self.dtype)
                return LivePlan(self._program, rows, purpose, self.noise)  # type: ignore[arg-type]
            purpose = Purpose(training, heads=frozenset(self.graph.outputs), dtype=self.dtype)
            return StaticPlan(self.graph, rows, purpose, self.noise)

        return network.plan(("forward", rows, training), make)

    def forward(self, x: Sequence[Array], training: bool = False) -> Any:
        """Run the forward pass for inputs ``[rows, numbers]``; return the plan with its values."""
        plan = self.forward_plan(len(x[0]), training)
        plan.run(x)
        return plan

    def predict(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Any:
        """Return the outputs ``[rows, *shape]`` for inputs, structured like the model's."""
        return self._outputs(x, training=False)

    def _outputs(self, x: Any, training: bool) -> Any:
        inputs = self.checked_inputs(x)
        rows = len(inputs[0])
        self.ensure_built()
        outputs = [np.empty((rows, *shape), self.dtype) for shape in self.output_shapes]
        with np.errstate(all="ignore"):
            for part in parts(rows):
                plan = self.forward([one[part] for one in inputs], training)
                for whole, value in zip(outputs, plan.outputs, strict=True):
                    whole[part] = value.numbers.T.reshape(-1, *whole.shape[1:])
        return self.output_structure.pack(outputs)

    def layer_outputs(self, x: Any) -> list[Array]:
        """Return each call's outputs ``[rows, units]`` for inputs, in one pass.

        They are views of buffers that the next call for as many rows fills again.
        """
        inputs = self.checked_inputs(x)
        with np.errstate(all="ignore"):
            return [buffers.output.numbers.T for buffers in self.forward(inputs).call_buffers]


def tracked(things: Iterable[Any]) -> list[Layer]:
    """Return the layers among attributes, and those in lists, dictionaries and models there."""
    return list(dict.fromkeys(_layers_in(things)))


def _layers_in(things: Iterable[Any]) -> Iterator[Layer]:
    for thing in things:
        if isinstance(thing, Layer):
            yield thing
        elif isinstance(thing, Architecture):
            yield from thing.graph.layers if thing.graph else _layers_in(vars(thing).values())
        elif isinstance(thing, dict):
            yield from _layers_in(thing.values())
        elif isinstance(thing, list | tuple):
            yield from _layers_in(thing)
