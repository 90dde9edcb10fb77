"""Works a step of training out for one example or mini-batch, and checks its gradient.

The step is worked out in one block, as training does one; the check is done in blocks after it,
for as many parameters as are cheap.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.documents.backprop import Backprop
from app.errors import check_range
from app.runs.backprop_answers import (
    BackpropAnswer,
    BackpropBatch,
    BackpropCheck,
    BackpropUpdate,
    HeadBackprop,
    LayerBackprop,
    StateRow,
)
from app.runs.blocks import Work
from app.runs.bulk import section
from app.runs.network.branched_model import only_dense, targets_for
from app.runs.network.examples import Examples, examples, stepper_of
from app.runs.network.loss_along import loss_along
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import BLOCK_COST, ModelSnapshot, cuts
from app.runs.network.topology import Topology
from app.runs.wire_messages import CommandData
from engine.gradient_check import GradientCheck
from engine.inspection import Inspection, LayerInspection
from engine.worked_step import MemoryRow, Update, WorkedStep, work_step

Shown = Any  # an array, or None

MOST_UNITS = 200_000  # numbers of z, of a and of δ each, of a batch
PASS_COST = 2_000_000  # of a complex pass over nothing, in multiplications
WEIGHT_COST, UNIT_COST = 10, 20_000  # of one weight, and one activation, in complex numbers
CHECK_BLOCKS = 10  # of an answer, at most, that the check takes


def backprop(training: NetworkTraining, body: CommandData) -> Work[BackpropAnswer]:
    """Return every number of a step on one example or on its mini-batch; the step is not done."""
    asked = Backprop.model_validate(body)
    stepper_of(training)  # a rule without gradients has nothing to work out
    if asked.parameter is not None:
        check_range("parameter", asked.parameter, 0, training.model.parameters.size - 1)
    chosen = examples(training, asked)
    look = ModelSnapshot.at(training.model, training.topology)
    targets = targets_for(look.model, chosen.targets)
    step = work_step(look.model, chosen.inputs, targets)
    stands = training.epoch, training.position
    gradient = step.update.gradient
    check = GradientCheck.of(look.model, chosen.inputs, targets, gradient)
    yield
    checked = yield from _checking(look, check, len(chosen.inputs), asked.parameter)
    answer = _answer(asked, chosen, step, stands, checked)
    answer["heads"] = _heads(look, step.passes, asked.batch)
    if asked.parameter is not None:
        answer["along"] = yield from loss_along(look, chosen, asked.parameter)
    return answer


def _answer(
    asked: Backprop,
    chosen: Examples,
    step: WorkedStep,
    stands: tuple[int, int],
    check: BackpropCheck,
) -> BackpropAnswer:
    passes, batch = only_dense(step.passes), asked.batch
    layers, units = passes.layers, sum(layer.activations.size for layer in passes.layers)
    if len(passes.outputs) > 1:  # the auxiliary output is computed before the output
        layers = [*layers[:-2], *reversed(layers[-2:])]
    output, error, target = passes.outputs[0], passes.errors[0], passes.targets[0]
    return {
        "epoch": stands[0],
        "position": stands[1],
        "point": chosen.point,
        "row": asked.row,
        "of": None if asked.row is None else asked.of,
        "inputs": _of_rows(chosen.inputs, batch),
        "target": _of_rows(target, batch),
        "layers": [_layer(layer, batch, units <= MOST_UNITS) for layer in layers],
        "output": _of_rows(output, batch),
        "output_error": _of_rows(error, batch),
        "loss": passes.loss,
        "losses": passes.losses,
        "heads": None,
        "penalty": step.penalty,
        "update": _update(step.update),
        "check": check,
        "batch": _batch(chosen),
        "along": None,
    }


def _heads(look: ModelSnapshot, passes: Inspection, batch: bool) -> list[HeadBackprop] | None:
    auxiliary = look.topology.auxiliary
    if auxiliary is None:
        return None
    names = look.topology.layers[-1].name, auxiliary.name
    return [
        {
            "name": name,
            "weight": objective.weight,
            "output": _of_rows(output, batch),
            "output_error": _of_rows(error, batch),
            "loss": float(losses.mean()),
            "losses": losses,
        }
        for name, objective, output, error, losses in zip(
            names, look.model.objectives, passes.outputs, passes.errors, passes.parts, strict=True
        )
    ]


def _of_rows(array: Shown, batch: bool) -> Shown:
    """Return an array [rows, n] of a batch, or [n] of the one row."""
    return array if batch or array is None else array[0]


def _layer(layer: LayerInspection, batch: bool, shown: bool) -> LayerBackprop:
    z, a, slope, delta = (
        _of_rows(array, batch) if shown else None
        for array in (layer.pre_activations, layer.activations, layer.slopes, layer.deltas)
    )
    numbers: LayerBackprop = {
        "name": layer.name,
        "z": z,
        "a": a,
        "slope": slope,
        "delta": delta,
        "kernel_gradient": layer.kernel_gradient,
        "bias_gradient": layer.bias_gradient,
    }
    return section(numbers)


def _batch(chosen: Examples) -> BackpropBatch | None:
    if chosen.rows is None:
        return None
    return {"rows": chosen.rows.tolist(), "place": chosen.place, "next": chosen.is_next}


def _update(update: Update) -> BackpropUpdate:
    state = {name: _state_row(row) for name, row in update.memory.items()}
    numbers: BackpropUpdate = {
        "optimizer": update.optimizer,
        "iteration": update.iteration,
        "learning_rate": update.learning_rate,
        "constants": update.constants,
        "parameters": update.parameters,
        "gradient": update.gradient,
        "penalty_gradient": update.penalty_gradient,
        "state": section(state),
        "truncation": update.truncation,
        "new_parameters": update.new_parameters,
    }
    return section(numbers)


def _state_row(row: MemoryRow) -> StateRow:
    return section(StateRow(before=row.before, after=row.after, corrected=row.corrected))


def _checking(
    look: ModelSnapshot, check: GradientCheck, rows: int, wanted: int | None
) -> Work[BackpropCheck]:
    """Return the check of a gradient, in blocks; the wanted parameter is among what is checked."""
    total, jumps = check.gradient.size, check.behind_jumps
    cost = pass_cost(look.topology, rows)
    most = CHECK_BLOCKS * BLOCK_COST // cost if cost <= BLOCK_COST else 0
    places = _spread(jumps, total, most)
    if wanted is not None and most and wanted >= jumps:
        places = np.union1d(places, [wanted])
    found = np.full(total, np.nan)
    for part in cuts(len(places), max(1, BLOCK_COST // cost)):
        with look.taken():
            found[places[part]] = check.derivatives(places[part])
        yield
    there = np.isfinite(found)
    reason = _reason(look.topology, jumps, total - jumps - len(places), places, there)
    if not there.any():
        return section(_unchecked(reason or "the derivatives are not finite numbers"))
    difference = np.abs(found - check.gradient)[there]
    answer: BackpropCheck = {
        "complex_step": found,
        "checked": int(there.sum()),
        "largest_difference": float(difference.max()),
        "reason": reason,
    }
    return section(answer)


def pass_cost(topology: Topology, rows: int) -> int:
    """Return what a pass in complex numbers costs, in multiplications of real ones."""
    last = topology.layers[-1]
    weights, units = last.bias + last.units, sum(layer.units for layer in topology.stages)
    return PASS_COST + WEIGHT_COST * weights * (1 + rows) + UNIT_COST * units * rows


def _spread(first: int, total: int, most: int) -> NDArray[np.intp]:
    """Return the places from `first` on, or `most` of them, evenly spread."""
    count = min(total - first, most)
    return np.unique(np.linspace(first, total - 1, count).round().astype(np.intp))


def _reason(
    topology: Topology, jumps: int, left: int, places: NDArray[np.intp], there: NDArray[np.bool_]
) -> str | None:
    """Return in words why some parameters have no derivative beside their gradient."""
    words = []
    if jumps:
        names = [layer.activation for layer in topology.layers if layer.kernel < jumps]
        jumping = next(name for name in reversed(names) if name in ("step", "sign"))
        words.append(f"{jumps} act through {jumping}, which jumps: it has no derivative there")
    if left:
        words.append(f"{left} are left out, as the network is large")
    if kinks := len(places) - int(there.sum()):
        words.append(f"{kinks} stand at a kink, or their derivative is not finite")
    return "; ".join(words) or None


def _unchecked(reason: str) -> BackpropCheck:
    return {"complex_step": None, "checked": 0, "largest_difference": None, "reason": reason}
