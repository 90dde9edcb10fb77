"""Activation functions, each held together with its derivative so that the two cannot drift apart.

Symbols: ``z`` is a unit's input, ``a = value(z)`` its output; backpropagation holds both, so a
derivative may use whichever is cheaper.  Every function maps an array of any shape to one of that
shape and writes to ``out`` if it is given; ``out`` must not be an input.  Inside the engine units
come first (``[units, rows]``); called directly (``relu(x)``) an activation takes ``[rows, units]``
as Keras's do, which matters to softmax alone.  Values accept complex input, for derivatives by
complex step; where a function has pieces, the real part chooses the piece.
Sources: Goodfellow et al., "Deep Learning" (2016), ch. 6.3; the papers named beside the functions.
"""

from typing import Any

from engine.activations.activation import Activation
from engine.activations.own import of_function
from engine.activations.table import (
    ACTIVATIONS,
    elu,
    exponential,
    gelu,
    hard_sigmoid,
    leaky_relu,
    linear,
    mish,
    relu,
    relu6,
    selu,
    sigmoid,
    sign,
    silu,
    softmax,
    softplus,
    softsign,
    step,
    tanh,
)
from engine.choices import choose
from engine.serialized import serialized

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "elu",
    "exponential",
    "gelu",
    "get",
    "hard_sigmoid",
    "leaky_relu",
    "linear",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "sign",
    "silu",
    "softmax",
    "softplus",
    "softsign",
    "step",
    "swish",
    "tanh",
]  # fmt: skip

__getattr__ = serialized(__name__)
swish = silu  # its other name


def get(choice: Any) -> Activation:
    """Return an activation by name, as it is, or of a function; None is linear.

    Raises UnknownChoice.
    """
    choice = getattr(choice, "activation", choice)  # of a layer that is one
    if isinstance(choice, Activation):
        return choice
    if callable(choice) and hasattr(choice, "__name__") and not isinstance(choice, type):
        return of_function(choice)
    return choose("activation", ACTIVATIONS, choice or "linear", {"swish": "silu"})
