"""Activations at the places of maps: those of units together, softmax for one, at each place.

Buffers are ``[places · units, rows]``.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from engine.activations.activation import Activation
from engine.arrays import Array
from engine.tape.buffers import CallBuffers, Pass


def by_units(numbers: Array, units: int) -> Array:
    """Return buffers' numbers as ``[units, places · rows]``, a copy."""
    placed = numbers.reshape(-1, units, numbers.shape[-1])
    return placed.swapaxes(0, 1).reshape(units, -1)


def put_back(numbers: Array, into: Array) -> None:
    """Write numbers ``[units, places · rows]`` to where buffers have them."""
    units, rows = len(numbers), into.shape[-1]
    placed = into.reshape(-1, units, rows)
    np.copyto(placed, numbers.reshape(units, -1, rows).swapaxes(0, 1))


def activation_pass(activation: Activation, units: int, z: Array, a: Array) -> Pass:
    """Return what fills a with the activation of z."""
    if activation.vjp is None or len(z) == units:
        return partial(activation.value, z, a)
    return lambda: put_back(activation.value(by_units(z, units)), a)


def return_pass(activation: Activation, units: int, buffers: CallBuffers) -> Pass:
    """Return what turns dL/da into dL/dz, in the gradient by the output."""
    z, a, delta, vjp = buffers.z, buffers.output.numbers, buffers.delta, activation.vjp
    if buffers.fused:
        return _leave
    if buffers.derivative is not None:
        return partial(np.multiply, delta, buffers.derivative, delta)
    if vjp is None:
        return _leave
    if len(z) == units:
        return partial(vjp, z, a, delta)
    return partial(_return_together, vjp, units, (z, a, delta))


def _return_together(
    vjp: Callable[[Array, Array, Array], None], units: int, buffers: tuple[Array, Array, Array]
) -> None:
    z, a, delta = (by_units(one, units) for one in buffers)
    vjp(z, a, delta)
    put_back(delta, buffers[-1])


def _leave() -> None:
    """Leave the gradient as it is: it is dL/dz already."""
