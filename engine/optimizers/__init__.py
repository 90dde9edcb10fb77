"""Optimizers: rules that turn gradients into changes of the parameters.

All parameters of a model are one flat vector, and so is the gradient, so an optimizer is a few
whole-vector operations whatever the depth; its memory is ``slots`` equally flat arrays (the rows
of ``state``) and a count of steps.  Nothing is allocated in a step.
Symbols: p parameters, g gradient, η learning rate, t the number of the step from 1.
Names, defaults and arithmetic are Keras's; sources stand at the classes.
"""

from typing import Any

from engine import schedules
from engine.choices import choose
from engine.optimizers.descent import SGD, Adagrad, Momentum, Nesterov, RMSprop
from engine.optimizers.ftrl import Ftrl
from engine.optimizers.further import Adadelta, Lion
from engine.optimizers.moments import Adam, Adamax, AdamW, Nadam
from engine.optimizers.optimizer import Optimizer
from engine.serialized import serialized

__all__ = [
    "OPTIMIZERS", "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lion",
    "Momentum", "Nadam", "Nesterov", "Optimizer", "RMSprop", "get", "schedules",
]  # fmt: skip

__getattr__ = serialized(__name__)

OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.name: optimizer
    for optimizer in (
        SGD, Momentum, Nesterov, RMSprop, Adagrad, Adam, AdamW, Nadam, Adamax, Adadelta, Ftrl,
        Lion,
    )
}  # fmt: skip


def get(choice: Any, **settings: Any) -> Optimizer:
    """Return an optimizer by name with ``settings``, or as it is.  Raises UnknownChoice.

    ``{"class_name": "Adam", "config": {…}}`` is a name with settings too.
    """
    if isinstance(choice, Optimizer):
        return choice
    if isinstance(choice, dict) and {"class_name", "config"} <= set(choice):
        return get(choice["class_name"], **choice["config"])
    name = choice.lower() if isinstance(choice, str) else choice
    return choose("optimizer", OPTIMIZERS, name)(**settings)
