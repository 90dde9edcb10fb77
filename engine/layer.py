"""Layer: what all layers have in common: weights, a name, and a way to be called.

A layer is a pair: ``forward_pass`` returns the function that fills its output, ``backward_pass``
the one that turns the gradient of the loss by its output into those by its inputs and weights.
Both are bound to buffers (``engine.tape``), so that running them allocates nothing.

A layer's weights lie together: the trainable ones in one flat array, the others in a second.  A
model attaches them to its own two flat vectors; until then, the layer stands alone on arrays of its
own.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.config import float_type
from engine.errors import InvalidValue, NotReady, ShapeMismatch
from engine.exportable import Names, Nodes
from engine.initializers import Initializer
from engine.inputs import numbers
from engine.names import next_name, snake_case
from engine.notices import not_typed, old_spelling
from engine.random import fresh_seed, streams
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tape.tape import run_call
from engine.tensors import Call, Shape, Tensor, call_of
from engine.weight import Weight, put


class Layer:
    """The base of all layers; ``settings`` name the arguments that make another one like it."""

    settings: ClassVar[tuple[str, ...]] = ()
    has_z: ClassVar[bool] = False  # whether it needs buffers for pre-activations
    merges: ClassVar[bool] = False  # whether it takes several inputs
    only_batches: ClassVar[bool] = True  # whether its inputs must have rows
    identity: Any = None  # equal ones compute the same; None: there is no other like it
    noisy: ClassVar[bool] = False  # whether it draws random numbers in training
    penalised: ClassVar[tuple[str, ...]] = ()  # weights with an attribute ``{weight}_regularizer``
    activation: Any  # of layers that have pre-activations
    kernel_regularizer: Any

    def __init__(self, name: str | None = None, trainable: bool = True, **given: Any) -> None:
        self.name = name or next_name(snake_case(type(self).__name__))
        self.own_name = bool(name)
        self.given_shape = shape_given(type(self).__name__, given)  # of the input, by old programs
        self.trainable = trainable
        self.weights: list[Weight] = []
        self.input_shapes: tuple[Shape, ...] = ()
        self.calls: list[Any] = []  # of the layer, on tensors without numbers
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
        return {name: getattr(self, name) for name in self.settings}

    # Building

    def add_weight(
        self, name: str, shape: Shape, initializer: Initializer, trainable: bool = True
    ) -> None:
        """Declare an array; ``self.{name}`` is its view from then on."""
        self.weights.append(Weight(name, shape, initializer, trainable, np.empty(0)))

    def build(self, shape: Any) -> None:
        """Set the shape of the input, with or without Keras's None for the rows."""
        self.prepare(tuple(size for size in shape if size is not None))

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
        elif self.weights and shapes != self.input_shapes:
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
        trainable = sum(weight.size for weight in self.weights if weight.trainable)
        return trainable, sum(weight.size for weight in self.weights) - trainable

    def attach(self, trainable: Array, gradient: Array | None, non_trainable: Array) -> None:
        """Live on these flat arrays from now on, taking present values along."""
        if self.drawn:
            trainable[...], non_trainable[...] = self.trainable_values, self.non_trainable_values
        self.trainable_values, self.non_trainable_values = trainable, non_trainable
        self.gradient = gradient
        at = {True: 0, False: 0}
        for weight in self.weights:
            part = slice(at[weight.trainable], at[weight.trainable] + weight.size)
            at[weight.trainable] = part.stop
            values = trainable if weight.trainable else non_trainable
            weight.array = values[part].reshape(weight.shape)
            follows = gradient is not None and weight.trainable
            weight.gradient = gradient[part].reshape(weight.shape) if follows else None  # type: ignore[index]

    def draw(self, generator: Generator) -> None:
        """Give all weights their initial values."""
        for weight in self.weights:
            weight.array[...] = weight.initializer(weight.shape, generator)
        self.drawn = True

    def stand_alone(self) -> None:
        """Give the weights values of their own, unless the layer has some already."""
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
        shape = self.prepare(*(source.shape for source in sources))
        return call_of(self, sources, training, shape)

    def _applied(self, arrays: Sequence[object], training: bool) -> Array:
        """Apply the layer to arrays ``[rows, …]``, outside of any model.  Raises ShapeMismatch."""
        rows = [np.asarray(array, np.float32) for array in arrays]
        shape = self.prepare(*(array.shape[1:] for array in rows))
        if len({len(array) for array in rows}) > 1:
            counts = [len(array) for array in rows]
            raise ShapeMismatch(f"layer {self.name!r} takes inputs of as many rows; got {counts}")
        if self.weights:
            self.stand_alone()
        dtype = self.trainable_values.dtype if self.weights else np.dtype(np.float32)
        sources = [Tensor(array.shape[1:]) for array in rows]
        return run_call(call_of(self, sources, training, shape), rows, dtype)

    def __getattr__(self, name: str) -> Any:
        """Find weights by their names."""
        weights = self.__dict__.get("weights", ())
        for weight in weights:
            if weight.name == name:
                self.stand_alone()
                return weight.array
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    @property
    def trainable_weights(self) -> list[Weight]:
        """The weights that training changes."""
        return [weight for weight in self.weights if weight.trainable and self.trainable]

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """The weights that training leaves as they are, or only keeps count with."""
        return [weight for weight in self.weights if not (weight.trainable and self.trainable)]

    @property
    def variables(self) -> list[Weight]:
        """All weights."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Weight]:
        """Another name of ``trainable_weights``."""
        return self.trainable_weights

    @property
    def input(self) -> Any:
        """What it was first called on, one tensor or a list.  Raises NotReady before that."""
        sources = self._first_call().sources
        return sources[0] if len(sources) == 1 else list(sources)

    @property
    def output(self) -> Any:
        """What that call returned."""
        return self._first_call().output

    def _first_call(self) -> Any:
        if not self.calls:
            raise NotReady(f"layer {self.name!r} has no input and output yet: it was never called")
        return self.calls[0]

    def count_params(self) -> int:
        """Return how many numbers all weights have.  Raises NotReady before it is built."""
        if not self.built:
            raise NotReady(f"layer {self.name!r} must be built first: add an Input to the model")
        return sum(self.sizes())

    def get_weights(self) -> list[Array]:
        """Return copies of the weights."""
        if self.weights:
            self.stand_alone()
        return [weight.array.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take such arrays over.  Raises ShapeMismatch if a shape differs."""
        if self.weights:
            self.stand_alone()
        put(self.weights, weights, f"layer {self.name!r}")

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another layer like this one."""
        own = {name: getattr(self, name) for name in self.settings}
        return {"name": self.name, "trainable": self.trainable, **own}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Layer":
        """Make a layer of what ``get_config`` returned."""
        rest = {key: value for key, value in config.items() if key != "trainable"}
        layer = cls(**rest)
        layer.trainable = config.get("trainable", True)
        return layer


def shape_given(kind: str, given: dict[str, Any]) -> Shape | None:
    """Return the input's shape that Keras 2's ``input_shape`` or ``input_dim`` asks for.

    Raises InvalidValue if there are other arguments.
    """
    shape = given.pop("input_shape", None)
    if "batch_input_shape" in given:
        shape = tuple(given.pop("batch_input_shape"))[1:]
    if "input_dim" in given:
        shape = (given.pop("input_dim"),)
    not_typed(kind, given.pop("dtype", None))
    if given:
        raise InvalidValue(f"{kind} has no argument {next(iter(given))!r}")
    if shape is None:
        return None
    sizes = tuple(map(_plain, shape if isinstance(shape, Iterable) else (shape,)))
    old_spelling(f"{kind}(…, input_shape={sizes})", f"Input({sizes}) as the first layer")
    return sizes


def _plain(size: Any) -> Any:
    return int(size) if isinstance(size, np.integer) else size


def _told(shapes: Sequence[Shape]) -> str:
    return " and ".join(map(str, shapes))
