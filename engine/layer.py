"""Layer: what all layers have in common: weights, a name, and a way to be called.

A layer is a pair: ``forward_pass`` returns the function that fills its output, ``backward_pass``
the one that turns the gradient of the loss by its output into those by its inputs and weights.
Both are bound to buffers (``engine.tape``), so that running them allocates nothing.

A layer's weights lie together: the trainable ones in one flat array, the others in a second.  A
model attaches them to its own two flat vectors; until then, the layer stands alone on arrays of its
own.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from engine.arrays import Array, shown
from engine.config import float_type
from engine.current_tape import current
from engine.errors import NotReady, ShapeMismatch
from engine.exportable import Names, Nodes
from engine.given_shape import shape_given
from engine.initializers import Initializer
from engine.inputs import numbers
from engine.layer_facts import LayerFacts
from engine.names import next_name, snake_case
from engine.operators import OPERATIONS
from engine.overriding import refuse
from engine.random import fresh_seed, streams
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tape.tape import run_call
from engine.tensors import Call, Shape, Tensor, call_of
from engine.weight import Weight, put


class Layer(LayerFacts):
    """The base of all layers; ``settings`` name the arguments that make another one like it."""

    settings: ClassVar[tuple[str, ...]] = ()
    has_z: ClassVar[bool] = False  # whether it needs buffers for pre-activations
    merges: ClassVar[bool] = False  # whether it takes several inputs
    only_batches: ClassVar[bool] = True  # whether its inputs must have rows
    identity: Any = None  # equal ones compute the same; None: there is no other like it
    noisy: ClassVar[bool] = False  # whether it draws random numbers in training
    borrows: ClassVar[bool] = False  # whether it uses weights of other layers
    penalised: ClassVar[tuple[str, ...]] = ()  # weights with an attribute ``{weight}_regularizer``
    activation: Any  # of layers that have pre-activations
    activity_regularizer: Any = None  # what its outputs pay, of layers that take one
    kernel_regularizer: Any

    own_call: ClassVar[bool] = False  # whether a subclass says what its ``call`` does
    attached: ClassVar[bool] = False  # whether it belongs to the call before it, for a reader

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if not cls.own_call:
            refuse(cls, ("call", "build"), "write a layer of your own, a subclass of layers.Layer")

    def __init__(self, name: str | None = None, trainable: bool = True, **given: Any) -> None:
        self.name = name or next_name(snake_case(type(self).__name__))
        self.own_name = bool(name)
        self.given_shape = shape_given(type(self).__name__, given)  # of the input, by old programs
        self.trainable = trainable
        self.own_weights: list[Weight] = []  # not those of layers within it
        self.input_shapes: tuple[Shape, ...] = ()
        self.calls: list[Any] = []  # of the layer, on tensors without numbers
        self.returned: Any = None  # by the first of them
        self.added: Any = None  # to the loss, by the last call on arrays
        self.drawn = False  # whether the weights have values
        self.trainable_values = self.non_trainable_values = np.empty(0)  # flat
        self.gradient: Array | None = None  # of what it learns; None if it does not

    # What each layer says of itself

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the output's shape for such inputs.  Raises ShapeMismatch."""
        return shapes[0]

    def declare(self, *shapes: Shape) -> None:
        """Add the weights, by ``add_weight``."""

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return what fills the output."""
        raise NotImplementedError

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return what turns the output's gradient into those of inputs and weights."""
        raise NotImplementedError

    def passes_on(self, training: bool) -> bool:
        """Say whether the output is the input itself."""
        return False

    # What it is in other programs; ``x`` are the inputs, ``[rows, numbers]``

    def numpy_line(self, x: Sequence[str], weight: Names) -> str:
        """Return the output at inference as an expression of NumPy."""
        raise NotImplementedError

    def onnx_nodes(self, nodes: Nodes, x: Sequence[str], out: str) -> None:
        """Add the nodes that make the output at inference."""
        raise NotImplementedError

    def keras_config(self) -> dict[str, Any]:
        """Return the arguments of the class in Keras, the name left out."""
        return self._settings()

    # Building

    def add_weight(
        self, name: str, shape: Shape, initializer: Initializer, trainable: bool = True
    ) -> None:
        """Declare an array; ``self.{name}`` is its view from then on."""
        weight = Weight(name, shape, initializer, trainable, np.empty(0), owner=self)
        self.own_weights.append(weight)

    def build(self, input_shape: Any) -> None:
        """Set the shape of the input, with or without Keras's None for the rows."""
        self.prepare(tuple(size for size in input_shape if size is not None))

    def prepare(self, *shapes: Shape) -> Shape:
        """Set the inputs' shapes, at the first call; return the output's.

        Raises ShapeMismatch if they do not suit the layer or those set before.
        """
        if len(shapes) != 1 and not self.merges:
            raise ShapeMismatch(f"layer {self.name!r} takes one tensor; got {len(shapes)}")
        output = self.output_shape(*shapes)
        if not self.input_shapes:
            self.declare(*shapes)
            self.input_shapes = shapes
        elif self.own_weights and shapes != self.input_shapes:
            raise ShapeMismatch(
                f"layer {self.name!r} takes rows of shape {_told(self.input_shapes)}; "
                f"got {_told(shapes)}"
            )
        return output

    @property
    def built(self) -> bool:
        """Whether the inputs' shapes are known."""
        return bool(self.input_shapes)

    def sizes(self) -> tuple[int, int]:
        """Return how many numbers are trainable, and how many are not."""
        trainable = sum(weight.size for weight in self.own_weights if weight.trainable)
        return trainable, sum(weight.size for weight in self.own_weights) - trainable

    def attach(self, trainable: Array, gradient: Array | None, non_trainable: Array) -> None:
        """Live on these flat arrays from now on, taking present values along."""
        if self.drawn:
            trainable[...], non_trainable[...] = self.trainable_values, self.non_trainable_values
        self.trainable_values, self.non_trainable_values = trainable, non_trainable
        self.gradient = gradient
        at = {True: 0, False: 0}
        for weight in self.own_weights:
            part = slice(at[weight.trainable], at[weight.trainable] + weight.size)
            at[weight.trainable] = part.stop
            values = trainable if weight.trainable else non_trainable
            weight.attach(values, gradient if weight.trainable else None, part)

    def parts_of(self, flat: Array) -> Iterator[tuple[Weight, Array]]:
        """Yield each trainable weight with its part of a flat array."""
        at = 0
        for weight in self.own_weights:
            if weight.trainable:
                yield weight, flat[at : at + weight.size]
                at += weight.size

    def draw(self, generator: Generator) -> None:
        """Give all weights their initial values."""
        for weight in self.own_weights:
            weight.array[...] = weight.initializer(weight.shape, generator)
        self.drawn = True

    def _own_parts(self) -> list["Layer"]:
        """Return the layer, and those that it holds."""
        return [self]

    def _settle(self) -> None:
        """Give all weights values, where they have none."""
        for one in self._own_parts():
            if one.weights or one is self:
                one.stand_alone()

    def stand_alone(self) -> None:
        """Give its own weights values of their own, unless the layer has some already."""
        if not self.built:
            raise NotReady(
                f"layer {self.name!r} must be built first: call it, or give its model an Input"
            )
        if not self.drawn:
            trainable, non_trainable = (np.empty(size, float_type()) for size in self.sizes())
            self.attach(trainable, None, non_trainable)
            self.draw(streams(fresh_seed(), "weights")[0])

    # Using

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Apply the layer to tensors; to arrays ``[rows, …]`` it is applied at once."""
        output = self.called_on(inputs, training)
        if self.activity_regularizer is not None and isinstance(output, Tensor):
            output = OPERATIONS["paid"](self, output)
        self._note_returned(output)
        return output

    def _note_returned(self, output: Any) -> None:
        """Keep what the first call on tensors without numbers returned."""
        if self.returned is None and getattr(output, "tape", self) is None:
            self.returned = output

    def called_on(self, inputs: Any, training: bool | None = None) -> Any:
        """Apply the layer alone: its outputs in one tensor, without what a penalty adds."""
        sources = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
        if not all(isinstance(source, Tensor) for source in sources):
            what = f"what layer {self.name!r} takes"
            return self._applied([numbers(what, one) for one in sources], bool(training))
        tape = sources[0].tape
        if tape is not None:
            return tape.apply(self, tuple(sources), training)
        call = self.note(sources, training)
        self.calls.append(call)
        return call.output

    def note(self, sources: Sequence[Tensor], training: bool | None) -> Call:
        """Note a call on tensors.  Raises ShapeMismatch."""
        shape = self.prepare(*(source.row_shape for source in sources))
        return call_of(self, sources, training, shape)

    def _applied(self, arrays: Sequence[object], training: bool) -> Array:
        """Apply the layer to arrays ``[rows, …]``, outside of any model.  Raises ShapeMismatch."""
        rows = [np.asarray(array, np.float32) for array in arrays]
        self.prepare(*(array.shape[1:] for array in rows))
        if len({len(array) for array in rows}) > 1:
            counts = [len(array) for array in rows]
            raise ShapeMismatch(f"layer {self.name!r} takes inputs of as many rows; got {counts}")
        if self.weights:
            self._settle()
        dtype = self.trainable_values.dtype if self.weights else np.dtype(np.float32)
        sources = [Tensor(array.shape[1:]) for array in rows]
        output, self.added = run_call(self.note(sources, training), rows, dtype)
        return shown(output)

    def __getattr__(self, name: str) -> Any:
        """Find weights by their names: arrays, or what has a gradient while a ``call`` runs."""
        found = [one for one in self.__dict__.get("own_weights", ()) if one.name == name]
        if not found:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        if current() is None:
            self.stand_alone()
        return found[0].values if current() is None else found[0]

    def get_weights(self) -> list[Array]:
        """Return copies of the weights."""
        if self.weights:
            self._settle()
        return [weight.array.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take such arrays over.  Raises ShapeMismatch if a shape differs."""
        if self.weights:
            self._settle()
        put(self.weights, weights, f"layer {self.name!r}")

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another layer like this one."""
        return {"name": self.name, "trainable": self.trainable, **self._settings()}

    def _settings(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in self.settings}
        activity = self.activity_regularizer
        return own if activity is None else {**own, "activity_regularizer": activity}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Layer":
        """Make a layer of what ``get_config`` returned."""
        rest = {key: value for key, value in config.items() if key != "trainable"}
        layer = cls(**rest)
        layer.trainable = config.get("trainable", True)
        return layer


def _told(shapes: Sequence[Shape]) -> str:
    return " and ".join(map(str, shapes))
