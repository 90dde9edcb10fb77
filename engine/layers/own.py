"""Layer: the base of layers of one's own, written as ``build`` and ``call`` with ``engine.ops``.

Such a layer is one call on its model's tape, as any other is.  Within it, ``call`` runs for each
batch on a tape of its own, on which the weights are tensors without rows; the backward pass is that
of all tapes (``engine.backpropagation``).
"""

import inspect
from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from engine import constraints, initializers, regularizers
from engine.added_losses import AddsLosses
from engine.arguments import KeepsArguments
from engine.arrays import Array
from engine.config import float_type
from engine.errors import EngineError, NotReady, ShapeMismatch
from engine.exportable import Untranslated
from engine.inputs import shapes_of
from engine.layer import Layer as Base
from engine.layers.own_tape import OwnTape
from engine.layers.own_words import draws, once, row_shape, told
from engine.layers.several import Several, together
from engine.ops.recording import Recording
from engine.parts import kept, tracked
from engine.tape.buffers import CallBuffers, GradientTargets, Pass
from engine.tape.tape import Purpose, any_noise
from engine.tensors import Call, Result, Shape, Tensor, call_of
from engine.weight import Weight


class _OfAll(type):
    """Has all layers and models be instances of ``layers.Layer``, as they are in Keras."""

    def __instancecheck__(cls, thing: Any) -> bool:
        of_all = cls is Layer and hasattr(type(thing), "_own_parts")
        return of_all or super().__instancecheck__(thing)


class Layer(Untranslated, AddsLosses, KeepsArguments, Base, metaclass=_OfAll):
    """What a layer of one's own is made of: ``build`` and ``add_weight``, ``call``.

    >>> class Double(Layer):
    ...     def call(self, inputs):
    ...         return 2 * inputs
    >>> Double()(np.array([[1, 2]])).tolist()
    [[2.0, 4.0]]
    """

    merges = True  # several inputs come to ``call`` as a list
    own_call = True
    adds_losses = False  # whether its ``call`` does

    def __init__(
        self, *, name: str | None = None, trainable: bool = True, activity_regularizer: Any = None,
        **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(name, trainable, **given)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self._calling = False
        self._several: dict[tuple[Shape, ...], Several] = {}  # outputs, by the inputs' shapes
        self._outputs: dict[tuple[Shape, ...], Tensor] = {}  # like those, by the inputs' shapes

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; what ``call`` did before may not be what it does now.

        ``trainable`` is that of all layers within, too.
        """
        if name == "trainable" and vars(self).get(name, value) != value:
            for one in kept(vars(self).values()):
                one.trainable = value
        super().__setattr__(name, value)
        vars(self)["_version"] = vars(self).get("_version", 0) + 1

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if "build" in vars(cls):
            cls.build = once(cls.build)  # type: ignore[method-assign]

    def __getattr__(self, name: str) -> Any:
        """Find weights by their names: themselves, so that ``call`` can be differentiated."""
        weights: list[Weight] = self.__dict__.get("own_weights", [])
        found = next((weight for weight in weights if weight.name == name), None)
        if found is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return found

    def build(self, input_shape: Any) -> None:
        """Make the weights, for inputs of that shape, the rows first as None."""
        self.input_shapes = tuple(shapes_of(input_shape)[1])

    def call(self, inputs: Any) -> Any:
        """Return tensors, one or several; ``training`` may be a second argument.

        One alone may be without rows.
        """
        raise NotReady(f"{type(self).__name__} must define call(self, inputs)")

    def add_weight(  # type: ignore[override]
        self, shape: Any = (), initializer: Any = None, dtype: Any = None, trainable: bool = True,
        regularizer: Any = None, constraint: Any = None, *, name: str | None = None,
    ) -> Weight:  # fmt: skip
        """Declare a weight, in ``__init__`` or ``build``; return it, for ``call`` to use."""
        if self._calling:
            raise EngineError("weights of a layer are made in __init__ or build, not in call")
        if isinstance(shape, str):
            raise EngineError(f"add_weight takes the name by its name: name={shape!r}")
        name = name or f"variable_{len(self.own_weights)}"
        if any(weight.name == name for weight in self.own_weights):
            raise EngineError(f"names of a layer's weights must differ; got {name!r} twice")
        sizes = tuple(map(int, shape)) if np.ndim(shape) else (int(shape),)
        super().add_weight(
            name, sizes, initializers.get(initializer or "glorot_uniform"), trainable
        )
        if regularizer is not None:
            self.penalised = (*self.penalised, name)  # type: ignore[misc]
            setattr(self, f"{name}_regularizer", regularizers.get(regularizer))
        if constraint is not None:
            setattr(self, f"{name}_constraint", constraints.get(constraint))
        return self.own_weights[-1]

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another; a class that overrides it adds its own.

        Raises EngineError of arguments that no file can hold.
        """
        base = super().get_config()
        if type(self).get_config is not Layer.get_config:
            return base
        return {**self._taken(base), **self._config()}

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Apply the layer to tensors or arrays; return its outputs as ``call`` does."""
        if not isinstance(training, bool | np.bool_ | int | None):
            raise EngineError(f"{self.name} takes its inputs in one list: layer([a, b])")
        output = super().__call__(inputs, training)
        given = inputs if isinstance(inputs, list | tuple) else [inputs]
        several = self._several.get(tuple(map(row_shape, given)))
        if several is None:
            return output
        outputs = several.part(output)
        if isinstance(output, Tensor) and output.tape is None and len(self.calls) == 1:
            self.returned = outputs
        return outputs

    def _own_parts(self) -> list[Base]:
        return [self, *tracked(vars(self).values())]

    @property
    def weights(self) -> list[Weight]:
        """All weights, its own first, then those of layers within it."""
        return [weight for one in self._own_parts() for weight in one.own_weights]

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
        if shapes not in self._outputs:
            self._tried(shapes, training=True)  # to meet the layers that draw numbers
            self._outputs[shapes] = self._tried(shapes, training=False)
        return self._outputs[shapes].row_shape

    def note(self, sources: Sequence[Tensor], training: bool | None) -> Call:
        """Note a call, whose output may have no rows.  Raises ShapeMismatch."""
        shapes = tuple(source.row_shape for source in sources)
        shape, tape = self.prepare(*shapes), sources[0].tape
        if self._outputs[shapes].batched:
            return call_of(self, sources, training, shape)
        call = call_of(self, sources, training, (1,))
        call.output = Result(shape, self.name, call, tape, batched=False)
        return call

    def _tried(self, shapes: Sequence[Shape], training: bool) -> Tensor:
        """Return what the output is like for such inputs, by a run on one row of zeros."""
        purpose = Purpose(dtype=float_type(), building=True)
        tape = OwnTape(self, 1, purpose, any_noise(), training)
        drawn = [one.non_trainable_values for one in self._own_parts() if one.drawn]
        before = [values.copy() for values in drawn]
        recording = self._recording(shapes, tape, [False] * len(shapes))
        with np.errstate(all="ignore"):
            for value in recording.values:
                value.numbers[...] = 0
            result = recording.forward()
        for values, were in zip(drawn, before, strict=True):
            values[...] = were  # a try counts for nothing
        return Result(result.row_shape, batched=result.batched)

    def _recording(
        self, shapes: Sequence[Shape], tape: OwnTape, learn: Sequence[bool], eager: bool = True
    ) -> Recording:
        """Return ``call`` as a function; not ``eager``, it is repeated while nothing changes."""
        inputs = [Result(shape, tape=tape) for shape in shapes]
        weights = [
            Result(one.shape, one.name, tape=tape, batched=False) for one in self.own_weights
        ]
        takes = "training" in inspect.signature(self._program()).parameters
        options = {"training": tape.training} if takes else {}

        def call(*_: Tensor) -> Any:
            for weight, tensor in zip(self.own_weights, weights, strict=False):
                weight.tensor = tensor
            vars(self)["_calling"] = True
            try:
                made = self.call(inputs if len(inputs) > 1 else inputs[0], **options)
                made = made.operand() if isinstance(made, Weight) else made
                return together(self._several, tuple(shapes), made, type(self).__name__)
            finally:
                vars(self)["_calling"] = False
                for weight in self.own_weights:
                    weight.tensor = None

        call.__name__ = f"call of {type(self).__name__}"
        learns = tape.purpose.training and self.gradient is not None
        learn = [*learn, *(w.trainable and learns for w in self.own_weights)]
        versioned = None if eager or draws(self._program()) else self
        return Recording(call, tape, [*inputs, *weights], learn, versioned)

    def _program(self) -> Any:
        """Return the function that is run."""
        return self.call

    def forward_pass(self, buffers: CallBuffers) -> Pass:
        """Return the run of ``call`` on the inputs and weights as they are."""
        output, sources, expected = buffers.output, buffers.sources, buffers.call.output
        learns, dtype = output.gradient is not None, output.full.dtype
        purpose = Purpose(learns, dtype=dtype, building=buffers.building)
        rows = sources[0].full.shape[1]
        tape = OwnTape(self, rows, purpose, buffers.noise, buffers.training)
        learn = [source.gradient is not None and purpose.training for source in sources]
        shapes = [source.row_shape for source in buffers.call.sources]
        recording = self._recording(shapes, tape, learn, buffers.eager)
        buffers.recording = recording
        for number, weight in enumerate(self.own_weights, len(sources)):
            recording.hold(number, weight.array)
        pairs = list(zip(recording.values, sources, strict=False))
        for value, source in pairs:
            value.full, value.fed = source.full, source.fed
        pairs = [(value, source) for value, source in pairs if source.fed]
        copyto, out, made = np.copyto, output.numbers, dict[Tensor, Array]()  # the last result

        def forward() -> None:
            for own, source in pairs:
                own.full = source.full
            result = recording.forward()
            numbers = made.get(result)
            if numbers is None:
                self._check_result(result, expected)
                made.clear()
                numbers = tape.values[result].numbers
                if not tape.values[result].fed:  # it stays where it is
                    made[result] = numbers
            copyto(out, numbers)

        return forward

    def _check_result(self, result: Tensor, expected: Tensor) -> None:
        if (result.row_shape, result.batched) != (expected.row_shape, expected.batched):
            always = told(expected)
            raise ShapeMismatch(
                f"call of {type(self).__name__} must always return {always}; got {told(result)}"
            )

    def backward_pass(self, buffers: CallBuffers, targets: GradientTargets) -> Pass:
        """Return the pass back over what ``call`` did, for inputs and weights."""
        into, at = list(targets.into), 0
        for weight in self.own_weights:
            learns = weight.trainable and targets.weights is not None
            part = slice(at, at + weight.size)
            into.append(targets.weights[part, np.newaxis] if learns else None)
            at += weight.size * learns
        recording: Recording = buffers.recording
        recording.aim(into, buffers.delta)
        return recording.backward

    def untranslated(self) -> NoReturn:
        """Raise EngineError: a program of one's own is not translated."""
        raise EngineError(f"{type(self).__name__} is a layer of your own: it cannot be exported")
