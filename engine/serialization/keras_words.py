"""How Keras calls things: settings as expressions of Keras code.

Where Keras lacks something that means the same in other words, those are used: momentum is an
argument of SGD, half the squared error is the squared error with half the weight.
"""

import inspect
from collections.abc import Mapping
from typing import Any

from engine import initializers, layers, losses, optimizers, regularizers
from engine.activations import ACTIVATIONS, Activation
from engine.errors import EngineError
from engine.initializers import Initializer
from engine.losses import Loss
from engine.metrics import METRICS
from engine.regularizers import Regularizer
from engine.serialization.objects import activation_settings, config_of
from engine.source_text import quoted

STEP = '''
def step(z):
    """Return 1 where z is 0 or more, 0 elsewhere."""
    return keras.ops.cast(z >= 0, z.dtype)

'''
ACTIVATIONS_OF_OURS = {"step": "step", "sign": "keras.ops.sign"}  # no names to Keras, but functions
INITIALIZERS_OF_OURS = {  # only how weights began, which have moved on since
    "playground": "keras.initializers.RandomUniform(-0.5, 0.5)",
}
LAYERS_WITH_A_NUMBER = {"leaky_relu": layers.LeakyReLU, "elu": layers.ELU}
HALF_SQUARED = "half_squared_error"


class Words:
    """Expressions for Keras, ``foreign``, or for the engine in its place."""

    def __init__(self, foreign: bool) -> None:
        self.foreign = foreign
        self._used_step = False

    def definitions(self) -> str:
        """Return the functions that the expressions made so far need."""
        return STEP if self._used_step else ""

    def made(self, module: str, kind: type, config: Mapping[str, Any]) -> str:
        """Return the call of a class, without what is as it would be anyway."""
        parameters = inspect.signature(kind).parameters
        told = [
            f"{name}={self.value(value)}"
            for name, value in config.items()
            if name in parameters and not _is_usual(value, parameters[name].default)
        ]
        return f"keras.{module}.{kind.__name__}({', '.join(told)})"

    def value(self, value: Any) -> str:
        """Return a setting as an expression.  Raises EngineError."""
        if isinstance(value, Activation):
            return self.activation(value)
        if isinstance(value, Initializer):
            return self.initializer(value)
        if isinstance(value, Regularizer):
            return self.regularizer(value)
        if isinstance(value, list | tuple):
            return f"[{', '.join(map(self.value, value))}]"
        if type(value).__module__.startswith("engine.schedules"):
            return self.made("optimizers.schedules", type(value), config_of(value))
        if value is not None and not isinstance(value, bool | int | float | str):
            raise EngineError(f"Keras code has no words for {value!r:.60}")
        return quoted(value) if isinstance(value, str) else repr(value)

    def initializer(self, value: Initializer) -> str:
        """Return an initializer."""
        _must_be_known(value, initializers.INITIALIZERS)
        if self.foreign and value.name in INITIALIZERS_OF_OURS:
            return INITIALIZERS_OF_OURS[value.name]
        return self.made("initializers", type(value), config_of(value))

    def activation(self, value: Activation) -> str:
        """Return an activation: its name, or the layer that has its number."""
        name, number = activation_settings(value)
        if number:
            return self.made("layers", LAYERS_WITH_A_NUMBER[name], number)
        if name not in ACTIVATIONS:
            raise EngineError(f"Keras code has no words for the activation {name!r}")
        self._used_step |= self.foreign and name == "step"
        return ACTIVATIONS_OF_OURS.get(name, quoted(name)) if self.foreign else quoted(name)

    def regularizer(self, value: Regularizer) -> str:
        """Return a regularizer; Keras's L1 never makes weights exactly 0."""
        _must_be_known(value, regularizers.REGULARIZERS)
        kind = regularizers.L1 if self.foreign and value.truncates else type(value)
        return self.made("regularizers", kind, config_of(value))

    def optimizer(self, value: Any) -> str:
        """Return an optimizer with its rate of now."""
        _must_be_known(value, optimizers.OPTIMIZERS)
        kind, config = type(value), config_of(value)
        if self.foreign and isinstance(value, optimizers.SGD):
            kind = optimizers.SGD
            config = {**config, "momentum": value.momentum, "nesterov": value.nesterov}
        rest = {name: one for name, one in config.items() if name not in ("name", "learning_rate")}
        told = self.made("optimizers", kind, rest)
        rate = f"learning_rate={self.value(config['learning_rate'])}"
        return told.replace("(", f"({rate}, ", 1).replace(", )", ")")

    def loss(self, value: Loss) -> str:
        """Return a loss."""
        _must_be_known(value, losses.LOSSES)
        if self.foreign and value.name == HALF_SQUARED:
            return "keras.losses.MeanSquaredError()"
        return self.made("losses", type(value), config_of(value))

    def share(self, value: Loss) -> float:
        """Return what a loss must be multiplied by to be what ``loss`` calls it."""
        return 0.5 if self.foreign and value.name == HALF_SQUARED else 1.0

    def metric(self, named: tuple[str, Any]) -> str:
        """Return a metric by the name that Keras knows."""
        title, metric = named
        if title in ("accuracy", "acc"):
            return quoted(title)
        if getattr(metric, "name", None) not in METRICS:
            raise EngineError(f"Keras code has no words for the metric {title!r}")
        return quoted(metric.name)


def _must_be_known(value: Any, registry: Mapping[str, Any]) -> None:
    """Raise EngineError unless a registry has the class."""
    if type(value) not in registry.values():
        raise EngineError(f"Keras code has no words for {type(value).__name__}")


def _is_usual(value: Any, usual: Any) -> bool:
    """Say whether a setting is the default."""
    if isinstance(value, Activation):
        return usual is None and value.name == "linear"
    if isinstance(value, Initializer):
        return value.name == usual
    return type(value) is type(usual) and bool(value == usual)
