"""Layer: the base of layers of one's own, written as ``build`` and ``call`` with ``engine.ops``.

Such a layer is one call on its model's tape, as any other is.  Within it, ``call`` runs for each
batch on a tape of its own, on which the weights are tensors without rows; the backward pass is that
of all tapes (``engine.backpropagation``).
"""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NoReturn

import numpy as np

from engine import initializers, regularizers
from engine.config import float_type
from engine.errors import EngineError, NotReady, ShapeMismatch
from engine.inputs import shapes_of
from engine.layer import Layer as Base
from engine.ops.operation import natural
from engine.ops.recording import Recording
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tape.live import LiveTape
from engine.tape.tape import Purpose, any_noise
from engine.tensors import Result, Shape, Tensor
from engine.weight import Weight


class Layer(Base):
    """What a layer of one's own is made of: ``build`` and ``add_weight``, ``call``.

    >>> class Double(Layer):
    ...     def call(self, inputs):
    ...         return 2 * inputs
    >>> Double()(np.array([[1, 2]])).tolist()
    [[2.0, 4.0]]
    """

    merges = True  # several inputs come to ``call`` as a list

    def __init__(self, *, name: str | None = None, trainable: bool = True, **given: Any) -> None:
        super().__init__(name, trainable, **given)
        self._calling = False
        self._output_shapes: dict[tuple[Shape, ...], Shape] = {}  # by those of the inputs

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if "build" in vars(cls):
            cls.build = _once(cls.build)  # type: ignore[method-assign]

    def __getattr__(self, name: str) -> Any:
        """Find weights by their names: themselves, so that ``call`` can be differentiated."""
        weights: list[Weight] = self.__dict__.get("weights", [])
        found = next((weight for weight in weights if weight.name == name), None)
        if found is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return found

    # What its author writes

    def build(self, input_shape: Any) -> None:
        """Make the weights, for inputs of that shape, the rows first as None."""
        self.input_shapes = tuple(shapes_of(input_shape)[1])

    def call(self, inputs: Any) -> Any:
        """Return the output, one tensor with rows; ``training`` may be a second argument."""
        raise NotReady(f"{type(self).__name__} must define call(self, inputs)")

    def add_weight(  # type: ignore[override]
        self, shape: Any = (), initializer: Any = None, dtype: Any = None, trainable: bool = True,
        regularizer: Any = None, *, name: str | None = None,
    ) -> Weight:  # fmt: skip
        """Declare a weight, in ``__init__`` or ``build``; return it, for ``call`` to use."""
        if self._calling:
            raise EngineError("weights of a layer are made in __init__ or build, not in call")
        if isinstance(shape, str):
            raise EngineError(f"add_weight takes the name by its name: name={shape!r}")
        name = name or f"variable_{len(self.weights)}"
        if any(weight.name == name for weight in self.weights):
            raise EngineError(f"names of a layer's weights must differ; got {name!r} twice")
        sizes = tuple(map(int, shape)) if np.ndim(shape) else (int(shape),)
        super().add_weight(
            name, sizes, initializers.get(initializer or "glorot_uniform"), trainable
        )
        if regularizer is not None:
            self.penalised = (*self.penalised, name)  # type: ignore[misc]
            setattr(self, f"{name}_regularizer", regularizers.get(regularizer))
        return self.weights[-1]

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another, as far as attributes are called like them.

        Raises EngineError if some are not, unless a subclass says more.
        """
        names = _arguments(type(self))
        own = {name: vars(self)[name] for name in names if name in vars(self)}
        missing = [name for name in names if name not in own]
        if missing and type(self).get_config is Layer.get_config:
            raise EngineError(
                f"{type(self).__name__} cannot be saved: its argument {missing[0]!r} is no "
                "attribute; give it a get_config()"
            )
        return {**super().get_config(), **own}

    # What models ask of it

    @property
    def built(self) -> bool:
        """Whether the inputs' shapes are known; older programs set it, which changes nothing."""
        return bool(self.input_shapes)

    @built.setter
    def built(self, value: bool) -> None:
        pass

    def prepare(self, *shapes: Shape) -> Shape:
        """Build it at the first call; return the output's shape."""
        if not self.built:
            given = [(None, *shape) for shape in shapes]
            self.build(given[0] if len(given) == 1 else given)
            self.input_shapes = shapes
        if shapes not in self._output_shapes:
            self._tried(shapes, training=True)  # to meet the layers that draw numbers
            self._output_shapes[shapes] = self._tried(shapes, training=False)
        return self._output_shapes[shapes]

    def _tried(self, shapes: Sequence[Shape], training: bool) -> Shape:
        """Return the output's shape for such inputs, by a run on one row of zeros."""
        tape = _OwnTape(self, Purpose(dtype=float_type()), 1, any_noise(), training)
        recording = self._recording(shapes, tape, [False] * len(shapes))
        with np.errstate(all="ignore"):
            for value in recording.values:
                value.numbers[...] = 0
            result = recording.forward()
        if not result.batched:
            raise ShapeMismatch(f"call of {type(self).__name__} must return a tensor with rows")
        return result.shape

    def _recording(
        self, shapes: Sequence[Shape], tape: "_OwnTape", learn: Sequence[bool]
    ) -> Recording:
        inputs = [Result(shape, tape=tape) for shape in shapes]
        weights = [Result(one.shape, one.name, tape=tape, batched=False) for one in self.weights]
        takes = "training" in inspect.signature(self.call).parameters
        options = {"training": tape.training} if takes else {}

        def call(*_: Tensor) -> Any:
            for weight, tensor in zip(self.weights, weights, strict=False):
                weight.tensor = tensor
            self._calling = True
            try:
                return self.call(inputs if len(inputs) > 1 else inputs[0], **options)
            finally:
                self._calling = False
                for weight in self.weights:
                    weight.tensor = None

        call.__name__ = f"call of {type(self).__name__}"
        learns = tape.purpose.training and self.gradient is not None
        return Recording(
            call,
            tape,
            [*inputs, *weights],
            [*learn, *(w.trainable and learns for w in self.weights)],
        )

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the run of ``call`` on the inputs and weights as they are."""
        output, sources, expected = buffers.output, buffers.sources, buffers.call.output.shape
        purpose = Purpose(output.gradient is not None, dtype=output.full.dtype)
        tape = _OwnTape(self, purpose, output.full.shape[1], buffers.noise, buffers.training)
        learn = [source.gradient is not None and purpose.training for source in sources]
        shapes = [source.shape for source in buffers.call.sources]
        recording = buffers.recording = self._recording(shapes, tape, learn)
        weights = list(zip(self.weights, recording.values[len(sources) :], strict=True))

        def forward() -> None:
            for value, source in zip(recording.values, sources, strict=False):
                value.full = source.full
            for weight, value in weights:
                value.numbers[:, 0] = weight.array.ravel()
            result = recording.forward()
            if result.shape != expected or not result.batched:
                raise ShapeMismatch(
                    f"call of {type(self).__name__} must always return rows of shape {expected}; "
                    f"got {result.shape}"
                )
            np.copyto(output.numbers, tape.values[result].numbers)

        return forward

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the pass back over what ``call`` did, for inputs and weights."""
        recording, delta = buffers.recording, natural(buffers.delta, buffers.call.output)
        pairs = [
            (into, value)
            for into, value in zip(targets.into, recording.values, strict=False)
            if into is not None
        ]
        at = 0
        of_weights = zip(self.weights, recording.values[len(targets.into) :], strict=True)
        for weight, value in of_weights:
            if weight.trainable and targets.weights is not None:
                pairs.append((targets.weights[at : at + weight.size, np.newaxis], value))
                at += weight.size

        def backward() -> None:
            recording.backward(delta)
            for into, value in pairs:
                np.copyto(into, value.gradient)

        return backward

    def numpy_line(self, *_: Any) -> NoReturn:
        """Raise EngineError: a program of one's own is not translated."""
        raise EngineError(f"{type(self).__name__} is a layer of your own: it cannot be exported")

    def onnx_nodes(self, *_: Any) -> NoReturn:
        """Raise EngineError."""
        self.numpy_line()

    def keras_config(self) -> NoReturn:
        """Raise EngineError."""
        self.numpy_line()


class _OwnTape(LiveTape):
    """The tape of what one layer's ``call`` does."""

    def __init__(
        self, layer: Layer, purpose: Purpose, rows: int, noise: Any, training: bool = False
    ) -> None:
        super().__init__(rows, purpose, noise)
        self._layer, self.training = layer, training

    def apply(self, layer: Base, sources: tuple[Tensor, ...], training: bool | None) -> Tensor:
        """Call a layer or do an operation, in training or not as the whole layer is."""
        if layer.noisy:
            self._layer.noisy = True  # type: ignore[misc]
        return super().apply(layer, sources, self.training if training is None else training)

    def _see_to_weights(self, layer: Base) -> None:
        if layer.weights:
            raise EngineError(
                f"{type(self._layer).__name__} calls the layer {layer.name!r}, which has weights: "
                "a layer of your own has weights by add_weight alone; make it a Model to hold "
                "layers"
            )


def _once(build: Callable[..., None]) -> Callable[..., None]:
    """Return a ``build`` that notes the shape, and does nothing the second time."""

    @wraps(build)
    def noted(self: Layer, input_shape: Any) -> None:
        if not self.built:
            build(self, input_shape)
            self.input_shapes = tuple(shapes_of(input_shape)[1])

    return noted


def _arguments(kind: type) -> list[str]:
    """Return the names of the constructor's arguments, but those that every layer has."""
    return [
        name
        for name, one in inspect.signature(kind).parameters.items()
        if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        and name not in ("name", "trainable", "dtype")
    ]
