"""How Keras calls things: settings as expressions of Keras code.

Where Keras lacks something that means the same in other words, those are used: momentum is an
argument of SGD, half the squared error is the squared error with half the weight.
"""

import inspect
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from engine import constraints, initializers, layers, losses, optimizers, regularizers
from engine.activations import ACTIVATIONS, Activation
from engine.constraints import Constraint
from engine.errors import EngineError
from engine.initializers import Initializer
from engine.losses import Loss
from engine.metrics import CLASSES
from engine.regularizers import Regularizer
from engine.serialization.objects import activation_settings, config_of
from engine.source_text import quoted

LAYERS_WITH_A_NUMBER = {"leaky_relu": layers.LeakyReLU, "elu": layers.ELU}


class Words:
    """Expressions for Keras, ``foreign``, or for the engine in its place."""

    def __init__(self, foreign: bool) -> None:
        self.foreign = foreign
        self._definitions: dict[str, None] = {}

    def definitions(self) -> str:
        """Return the functions that the expressions made so far need."""
        return "".join(self._definitions)

    def made(
        self, module: str, kind: type, config: Mapping[str, Any], always: Collection[str] = ()
    ) -> str:
        """Return the call of a class, without what is as it would be anyway, but for ``always``."""
        parameters = inspect.signature(kind).parameters
        arguments = [
            f"{name}={self.value(value)}"
            for name, value in config.items()
            if name in always
            or (name in parameters and not _is_usual(value, parameters[name].default))
        ]
        return f"keras.{module}.{kind.__name__}({', '.join(arguments)})"

    def value(self, value: Any) -> str:
        """Return a setting as an expression.  Raises EngineError."""
        value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, Activation):
            return self.activation(value)
        if isinstance(value, Initializer):
            return self.initializer(value)
        if isinstance(value, Regularizer):
            return self.regularizer(value)
        if isinstance(value, Constraint):
            _must_be_known(value, constraints.CONSTRAINTS)
            return self.made("constraints", type(value), config_of(value))
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
        if self.foreign and value.keras:
            return value.keras
        return self.made("initializers", type(value), config_of(value))

    def activation(self, value: Activation) -> str:
        """Return an activation: its name, or the layer that has its number."""
        name, number = activation_settings(value)
        if number:
            return self.made("layers", LAYERS_WITH_A_NUMBER[name], number)
        if name not in ACTIVATIONS:
            raise EngineError(f"Keras code has no words for the activation {name!r}")
        if not (self.foreign and value.keras):
            return quoted(name)
        if value.keras_definition:
            self._definitions[value.keras_definition] = None
        return value.keras

    def regularizer(self, value: Regularizer) -> str:
        """Return a regularizer."""
        _must_be_known(value, regularizers.REGULARIZERS)
        said = value.in_keras() if self.foreign else value
        return self.made("regularizers", type(said), config_of(said))

    def optimizer(self, value: Any) -> str:
        """Return an optimizer with its rate of now."""
        _must_be_known(value, optimizers.OPTIMIZERS)
        said = value.in_keras() if self.foreign else value
        config = config_of(said)
        rest = {name: one for name, one in config.items() if name not in ("name", "learning_rate")}
        code = self.made("optimizers", type(said), rest)
        rate = f"learning_rate={self.value(config['learning_rate'])}"
        return code.replace("(", f"({rate}, ", 1).replace(", )", ")")

    def loss(self, value: Loss, outputs: int) -> str:
        """Return a loss of so many outputs."""
        _must_be_known(value, losses.LOSSES)
        said = value.in_keras(outputs)[0] if self.foreign else value
        return self.made("losses", type(said), config_of(said))

    def share(self, value: Loss, outputs: int) -> float:
        """Return what a loss must be multiplied by to be what ``loss`` calls it."""
        return value.in_keras(outputs)[1] if self.foreign else 1.0

    def metric(self, named: tuple[str, Any], outputs: int) -> str:
        """Return a metric: the name that says it all, or its class with its settings and name."""
        title, metric = named
        if title in ("accuracy", "acc"):
            return quoted(title)
        _must_be_known(metric, CLASSES)
        kind, said = type(metric), metric.in_keras(outputs) if self.foreign else metric
        config = {**config_of(said), "name": None if title == kind.name else title}
        made = self.made("metrics", kind, config, kind.always_said)
        return quoted(title) if made.endswith("()") else made


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
    if isinstance(value, tuple) and isinstance(usual, int):  # the same along all axes
        return set(value) == {usual}
    return type(value) is type(usual) and bool(value == usual)
