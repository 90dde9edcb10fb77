"""A worked step: forward, loss, backward and update of a batch with every number in between.

The passes are the model's own.  The update is the optimizer's and the regularizers' own, done by
copies that stand where they stand, on copies of the parameters: nothing is changed by asking, and
the new parameters are those of a step of training on the same rows, to the bit.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.inspection import Inspection, inspect
from engine.optimizers import Optimizer
from engine.regularizers import Penalties
from engine.trainable import Trainable


@dataclass(frozen=True)
class MemoryRow:
    """One row of an optimizer's memory, a number for each parameter."""

    before: Array
    after: Array
    corrected: Array | None  # as the step used it, if its start was corrected


@dataclass(frozen=True)
class Update:
    """What optimizer and regularizers make of a gradient; vectors are flat, as the parameters.

    p ← p − (what the optimizer makes of ``gradient``) + ``truncation``.
    """

    optimizer: str  # its name
    iteration: int  # the number of this step, from 1
    learning_rate: float
    constants: dict[str, float]  # the optimizer's other numbers, by the names of its arguments
    parameters: Array
    gradient: Array  # of the mean loss and the penalties
    penalty_gradient: Array  # the part of it that the penalties have
    clipped: Array | None  # the gradient as the step used it, where the optimizer clips
    memory: dict[str, MemoryRow]  # by the symbols of the optimizer's formula
    truncation: Array | None  # the change by penalties that stop at zero; None: there are none
    new_parameters: Array


@dataclass(frozen=True)
class WorkedStep:
    """All numbers of a step; ``penalty`` is the sum of what is added to the loss."""

    passes: Inspection
    penalty: float
    update: Update


def work_step(model: Trainable, x: Any, y: Any) -> WorkedStep:
    """Return all numbers of a step of training on these rows together, which is not done.

    Raises NotCompiled, ShapeMismatch.
    """
    passes = inspect(model, x, y)
    with np.errstate(all="ignore"):
        penalty, update = _update(model)
    return WorkedStep(passes, penalty + passes.added, update)


def _update(model: Trainable) -> tuple[float, Update]:
    """Return the penalty, and the update by the gradients that the last pass left."""
    network, optimizer = model.compiled.network, model.optimizer
    p, g = network.parameters.copy(), network.gradients.copy()
    only = np.zeros_like(g)
    Penalties(network.trainable_weights, p, only).add_gradients()
    penalties = Penalties(network.trainable_weights, p, g)
    penalty = penalties.value()
    penalties.add_gradients()
    gradient = g.copy()
    twin, step = optimizer.twin(p, g, [part for _, _, part in network.trainable_weights])
    before = {name: row.copy() for name, row in _memory(twin).items()}
    rate = twin.rate
    step()
    twin.iterations = optimizer.iterations + 1  # rules that do not depend on it do not count it
    stepped = p.copy()
    penalties.truncate(rate)
    update = Update(
        optimizer.name,
        twin.iterations,
        float(rate),
        _constants(optimizer),
        network.parameters.copy(),
        gradient,
        only,
        g if any(vars(optimizer.clipping).values()) else None,
        _rows(twin, before, g),
        p - stepped if penalties.truncating else None,
        p,
    )
    return penalty, update


def _constants(optimizer: Optimizer) -> dict[str, float]:
    """Return an optimizer's numbers and what is switched on, the learning rate apart."""
    given = {name: v for name, v in optimizer.get_config().items() if name != "learning_rate"}
    numbers = {name: v for name, v in given.items() if isinstance(v, int | float)}
    return {name: float(v) for name, v in numbers.items() if v is not False}


def _memory(optimizer: Optimizer) -> dict[str, Array]:
    """Return the memory's rows by their symbols; by their places, where a rule has no symbols."""
    names = optimizer.symbols or tuple(f"s{place}" for place in range(1, optimizer.slots + 1))
    return dict(zip(names, optimizer.state, strict=True))


def _rows(optimizer: Optimizer, before: dict[str, Array], gradient: Array) -> dict[str, MemoryRow]:
    corrected = optimizer.corrected(gradient)
    return {
        name: MemoryRow(before[name], row.copy(), corrected.get(name))
        for name, row in _memory(optimizer).items()
    }
