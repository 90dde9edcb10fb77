"""Assembly: layers joined to a whole, as a graph or as a program, and built on flat vectors.

A graph is known beforehand (Functional, Sequential); a program is a subclass's own ``call``, which
is run once to learn its layers.  Layers, weights and predictions with Keras's face are in
``engine.architecture``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.config import float_type
from engine.errors import EngineError, NotReady
from engine.graph import Graph
from engine.inputs import row_shape, shapes_of
from engine.layer import Layer
from engine.names import name_all, next_name, snake_case
from engine.nest import Structure
from engine.network import Network
from engine.nodes import nodes_of
from engine.plans import LivePlan, Program, StaticPlan
from engine.random import checked, fresh_seed, streams
from engine.tape.tape import Purpose


class Assembly:
    """How a model is joined, and its forward pass."""

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
        self.name = name or next_name(_stem(type(self).__name__))
        self.seed = fresh_seed() if seed is None else checked(seed)
        self.dtype = float_type(dtype)
        self.graph: Graph | None = None if inputs is None else Graph(inputs, outputs)
        self._program: Program | None = None
        self._network: Network | None = None
        self._weights_stream, self.noise = streams(self.seed, "weights", "noise")

    def call(self, inputs: Any) -> Any:
        """Return the outputs for input tensors; subclasses say how."""
        raise NotReady(f"{type(self).__name__} must define call(self, inputs)")

    def _run_call(self, inputs: Any, training: bool) -> Any:
        takes = self.call.__code__.co_varnames[: self.call.__code__.co_argcount]
        return self.call(inputs, training=training) if "training" in takes else self.call(inputs)  # type: ignore[call-arg]

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

    def _entries(self) -> list[Any]:
        """Return inputs, layers and models as Keras lists them."""
        if self.graph:
            return list(dict.fromkeys(node.thing for node in nodes_of(self.graph)))
        return list(dict.fromkeys(_kept(vars(self).values(), Layer | Assembly)))

    def _own_layers(self) -> list[Layer]:
        return [layer for layer in dict.fromkeys(self._own_parts()) if layer.built]

    def _own_parts(self) -> list[Layer]:
        return self.graph.layers if self.graph else tracked(vars(self).values())

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


def _stem(kind: str) -> str:
    """Return the stem of the names of a kind of model; that of ``Model(…)`` is Keras's."""
    return "functional" if kind == "Model" else snake_case(kind)


def tracked(things: Iterable[Any]) -> list[Layer]:
    """Return the layers among attributes, and those in lists, dictionaries and models there."""
    layers: dict[Layer, None] = {}
    for one in _kept(things, Layer | Assembly):
        inner = one._own_parts() if isinstance(one, Assembly) else [one]
        layers |= dict.fromkeys(inner)
    return list(layers)


def _kept(things: Iterable[Any], kinds: Any) -> Iterator[Any]:
    """Yield what is of some kinds, also in lists and dictionaries."""
    for thing in things:
        if isinstance(thing, kinds):
            yield thing
        elif isinstance(thing, dict):
            yield from _kept(thing.values(), kinds)
        elif isinstance(thing, list | tuple):
            yield from _kept(thing, kinds)
