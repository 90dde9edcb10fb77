"""Assembly: layers joined to a whole, as a graph or as a program, and built on flat vectors.

A graph is known beforehand (Functional, Sequential); a program is a subclass's own ``call``, which
is run once to learn its layers.  Layers, weights and predictions with Keras's face are in
``engine.architecture``.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from engine.added_losses import AddsLosses
from engine.arguments import KeepsArguments
from engine.config import float_type
from engine.errors import EngineError, NotReady
from engine.graph import Graph
from engine.inputs import row_shape, shapes_of
from engine.layer import Layer
from engine.names import name_all, next_name, snake_case
from engine.nest import Structure
from engine.network import Network
from engine.nodes import nodes_of
from engine.overriding import STEPS, refuse
from engine.parts import kept, outermost, tracked
from engine.plans import LivePlan, Program, StaticPlan
from engine.random import checked, fresh_seed, streams
from engine.tape.tape import Purpose


class Assembly(AddsLosses, KeepsArguments):
    """How a model is joined, and its forward pass."""

    eager = False  # whether layers of one's own run their ``call`` for every batch
    _paying: Any = None  # what ``losses`` are while a loss of one's own is computed

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
        if inputs is not None and type(self).call is not Assembly.call:
            name = type(self).__name__
            raise EngineError(f"{name}.call would never be called: inputs and outputs say it all")
        self.name = name or next_name(_stem(type(self).__name__))
        self.seed = fresh_seed() if seed is None else checked(seed)
        self.dtype = float_type(dtype)
        self.graph: Graph | None = None if inputs is None else Graph(inputs, outputs)
        self._program: Program | None = None
        self._network: Network | None = None
        self._weights_stream, self.noise = streams(self.seed, "weights", "noise")

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        refuse(
            cls, STEPS,
            "override compute_loss and compute_metrics, or write a loop with train_on_batch",
        )  # fmt: skip
        if "build" in vars(cls) and not cls.__module__.startswith("engine."):
            cls.build = _once(cls.build)  # type: ignore[method-assign]

    def call(self, inputs: Any) -> Any:
        """Return the outputs for input tensors; subclasses say how."""
        raise NotReady(f"{type(self).__name__} must define call(self, inputs)")

    def _run_call(self, inputs: Any, training: bool) -> Any:
        takes = self.call.__code__.co_varnames[: self.call.__code__.co_argcount]
        return self.call(inputs, training=training) if "training" in takes else self.call(inputs)  # type: ignore[call-arg]

    def build(self, input_shape: Any = None) -> None:
        """Make the weights; the shape, or shapes, are those of subclassed models' inputs."""
        if self.graph is None and input_shape is not None:
            self._build_program(*shapes_of(input_shape))
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
            if hasattr(type(self).build, "__wrapped__"):  # by a class that says more
                self.build(structure.pack([(None, *shape) for shape in shapes]))
            else:
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
            name_all(outermost(layers))
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
        return list(dict.fromkeys(kept(vars(self).values())))

    def _own_layers(self) -> list[Layer]:
        if self.graph:
            return self.graph.parts  # a step asks for them: they are known
        return [layer for layer in self._own_parts() if layer.built]

    def _own_parts(self) -> list[Layer]:
        return self.graph.parts if self.graph else tracked(vars(self).values())

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
            return [tensor.row_shape for tensor in self.graph.inputs]
        assert self._program is not None
        return list(self._program.shapes)

    @property
    def output_shapes(self) -> list[Any]:
        """The shapes of all outputs, without the rows."""
        if self.graph:
            return [tensor.row_shape for tensor in self.graph.outputs]
        assert self._program is not None
        return list(self._program.output_shapes)

    @property
    def outputs_with_rows(self) -> list[bool]:
        """Which outputs have rows; of the others there is one for all rows of a batch."""
        if self.graph:
            return self.graph.with_rows
        assert self._program is not None
        return self._program.with_rows

    @property
    def rowless(self) -> bool:
        """Whether an output has no rows, as far as that is known."""
        made = self.graph or self._program
        return made is not None and made.rowless

    @property
    def losses(self) -> list[Any]:
        """What each regularized weight pays now.

        While ``compute_loss`` runs they are what all of these pay together, and what was added by
        ``add_loss``, each if there is any.
        """
        if self._paying is not None:
            return list(self._paying)
        return [paid for layer in outermost(self.network.layers) for paid in layer.losses]

    def forward_plan(self, rows: int, training: bool = False) -> Any:
        """Return the model bound to buffers for so many rows, forward only."""
        network = self.network

        def make() -> Any:
            if self.graph is None:
                purpose = Purpose(training, dtype=self.dtype, eager=self.eager)
                return LivePlan(self._program, rows, purpose, self.noise)  # type: ignore[arg-type]
            heads = frozenset(self.graph.outputs)
            purpose = Purpose(training, heads, dtype=self.dtype, eager=self.eager)
            return StaticPlan(self.graph, rows, purpose, self.noise)

        return network.plan(("forward", rows, training), make)


def _once(build: Callable[..., Any]) -> Callable[..., None]:
    """Return a ``build`` of one's own that makes its layers once; ``call`` is run after it."""

    @wraps(build)
    def built(self: Assembly, input_shape: Any = None) -> None:
        if not getattr(self, "_own_build_done", False):
            self._own_build_done = True  # type: ignore[attr-defined]
            build(self, input_shape)
        if not self.built:
            Assembly.build(self, input_shape)

    return built


def _stem(kind: str) -> str:
    """Return the stem of the names of a kind of model; that of ``Model(…)`` is Keras's."""
    return "functional" if kind == "Model" else snake_case(kind)
