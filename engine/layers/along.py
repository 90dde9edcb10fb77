"""Dense layers on rows of several axes: the same product along the last one, at each place.

Buffers are ``[places · numbers, rows]``; here they are seen as ``[places, numbers, rows]``.  What
an activation does to units together, softmax for one, it does at each place.
"""

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.tape.buffers import CallBuffers, GradientTargets, Pass


def _placed(numbers: Array, size: int) -> Array:
    """Return a view of numbers, ``size`` to a place."""
    return numbers.reshape(-1, size, numbers.shape[-1])


def forward_along(layer: Any, buffers: CallBuffers) -> Pass:
    """Return a = activation(z), z = kernelᵀ x + bias at each place."""
    (source,), inputs, units = buffers.sources, layer.inputs, layer.units
    block = layer._block(layer.trainable_values)
    across, bias = block[:inputs].T, block[inputs:].T  # [units, 1], or none
    z, a = _placed(buffers.z, units), _placed(buffers.output.numbers, units)
    value, straight = layer.activation.value, layer.activation.name == "linear"

    def forward() -> None:
        np.matmul(across, _placed(source.numbers, inputs), out=z)
        if bias.size:
            np.add(z, bias, z)
        if not straight:
            for here, there in zip(z, a, strict=True):
                value(here, there)

    return forward


def backward_along(layer: Any, buffers: CallBuffers, targets: GradientTargets) -> Pass:
    """Return the sums over places and rows for kernel and bias; dL/dx = kernel · dL/dz."""
    (source,), (into,), inputs = buffers.sources, targets.into, layer.inputs
    z, a, delta = (
        _placed(one, layer.units) for one in (buffers.z, buffers.output.numbers, buffers.delta)
    )
    down = layer._block(layer.trainable_values)[:inputs]
    block = None if targets.weights is None else layer._block(targets.weights)
    derivative, vjp, fused = buffers.derivative, layer.activation.vjp, buffers.fused
    slope = None if derivative is None else _placed(derivative, layer.units)

    def backward() -> None:
        if not fused:
            if slope is not None:
                np.multiply(delta, slope, delta)
            elif vjp is not None:
                for place in zip(z, a, delta, strict=True):
                    vjp(*place)
        if block is not None:
            x = _placed(source.numbers, inputs)
            block[:inputs] = np.tensordot(x, delta, axes=((0, 2), (0, 2)))
            if layer.use_bias:
                block[inputs] = delta.sum(axis=(0, 2))
        if into is not None:
            np.matmul(down, delta, out=_placed(into, inputs))

    return backward
