"""Gradients by complex step, to check the backward pass against: exact to rounding, and slow.

f(p + ih) has the imaginary part h f'(p) up to terms of h², and h may be 1e-20, for no difference
of near numbers is taken.  It uses the functions' values alone and shares nothing with the backward
pass (Squire & Trapp, 1998).  The model must be float64.
"""

import numpy as np

from engine import activations, regularizers
from engine.arrays import Array
from engine.models import Sequential

STEP = 1e-20


def complex_loss(model: Sequential, parameters: Array, x: Array, y: Array) -> complex:
    """Return mean loss and penalties at complex ``parameters``; ``y`` is ``[outputs, rows]``."""
    a, penalty = x.T, 0j
    for layer in model.network.layers:
        block = parameters[layer.slice].reshape(layer.block.shape)
        kernel, bias = block[: layer.inputs], block[layer.inputs :]
        z = kernel.T @ a + (bias.T if layer.use_bias else 0)
        a = activations.get(layer.activation).value(z)
        penalty += _penalty(regularizers.get(layer.kernel_regularizer), kernel)
    objective = model.objective
    return objective.loss.rows(y, z if objective.fused else a).mean() + penalty


def _penalty(regularizer: regularizers.Regularizer | None, kernel: Array) -> complex:
    """Return the penalty whose derivative is in the gradient, which a truncating one is not."""
    if regularizer is None:
        return 0j
    l1 = 0.0 if regularizer.truncates else regularizer.l1
    return l1 * np.maximum(kernel, -kernel).sum() + regularizer.l2 * np.square(kernel).sum()


def complex_step_gradient(model: Sequential, x: object, y: object) -> Array:
    """Return the derivative of loss and penalties by each parameter of a compiled model."""
    inputs, targets = model.pair(x, y)
    gradient = np.empty_like(model.parameters)
    for number in range(gradient.size):
        moved = model.parameters.astype(complex)
        moved[number] += 1j * STEP
        gradient[number] = complex_loss(model, moved, inputs, targets).imag / STEP
    return gradient


def backward_gradient(model: Sequential, x: object, y: object) -> Array:
    """Return the same by the model's own backward pass."""
    model.inspect(x, y)
    model.penalties.refresh()
    model.penalties.add_gradients()
    return model.gradients.copy()
