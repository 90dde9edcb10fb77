"""Says how far a regression's answers lie from the targets, and how each point pulls at it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import Residuals
from app.errors import Unprocessable, check_range
from app.runs.blocks import Work
from app.runs.network.branched_model import inspect_dense, layer_inputs
from app.runs.network.building import Part, SplitData
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, cuts
from app.runs.network.table_inputs import Scale
from app.runs.residual_answers import ResidualsAnswer, StraightLine
from app.runs.wire_messages import CommandData
from engine.row_gradients import row_gradients

Floats = NDArray[np.float64]

POINTS = 1000  # of a set that are looked at: the first ones, which were dealt by chance
POINTS_AT_ONCE = 128  # forward and backward


@dataclass(frozen=True)
class _Seen:
    """What a network did with rows: in its own units, before they are told."""

    outputs: Floats  # [n, outputs]
    losses: Floats  # [n]
    pulls: Floats  # [n], the lengths of the rows' gradients


def residuals(training: NetworkTraining, body: CommandData) -> Work[ResidualsAnswer]:
    """Return the residuals of a set, and each point's share of the loss and of the gradient."""
    asked, document = Residuals.model_validate(body), training.document
    if document.problem != "regression":
        raise Unprocessable("residuals are of numbers; this run learns classes")
    check_range("output", asked.output, 0, document.outputs - 1)
    data, stands = training.data, (training.epoch, training.position)
    part = data.train if asked.of == "train" else data.test
    look = ModelSnapshot.at(training.model, training.topology)
    line = _line(look, data, asked.output)
    seen = yield from _seen(look, part)
    count, output = len(seen.losses), asked.output
    targets = data.target.back(part.targets[:count].astype(float))[:, output]
    outputs = data.target.back(seen.outputs)[:, output]
    order = np.argsort(-seen.pulls, kind="stable")
    return {
        "epoch": stands[0],
        "position": stands[1],
        "of": asked.of,
        "output": output,
        "points": len(part),
        "rmse": float(np.sqrt(np.square(targets - outputs).mean())),
        "mae": float(np.abs(targets - outputs).mean()),
        "loss": float(seen.losses.mean()),
        "rows": order,
        "places": part.points[order],
        "targets": targets[order],
        "outputs": outputs[order],
        "residuals": (targets - outputs)[order],
        "loss_shares": _shares(seen.losses)[order],
        "gradient_shares": _shares(seen.pulls)[order],
        "line": line,
    }


def _seen(look: ModelSnapshot, part: Part) -> Work[_Seen]:
    """Return both passes of the first rows; refuse them if a number is not finite."""
    count = min(len(part), POINTS)
    outputs, losses, pulls = np.empty((count, part.targets.shape[1])), *np.empty((2, count))
    for block in cuts(count, POINTS_AT_ONCE):
        inputs = part.inputs[block]
        with look.taken(), np.errstate(all="ignore"):
            passes = inspect_dense(look.model, inputs, part.targets[block])
            read = layer_inputs(look.topology, inputs, passes.layers)
            pulls[block] = row_gradients(read) * len(inputs)
        outputs[block], losses[block] = passes.outputs[0], passes.losses
        yield
    if not all(np.isfinite(numbers).all() for numbers in (outputs, losses, pulls)):
        raise Unprocessable("an output of the network is not a finite number: it has no residuals")
    return _Seen(outputs, losses, pulls)


def _shares(values: Floats) -> Floats:
    total = values.sum()
    return values / total if total else np.zeros(len(values))


def _line(look: ModelSnapshot, data: SplitData, output: int) -> StraightLine | None:
    """Return the straight line that a network is without hidden layers, in its data's units."""
    topology = look.topology
    if len(topology.layers) > 1 or topology.layers[0].activation != "linear":
        return None
    table, names = data.table, topology.inputs
    if table is not None and any(column.known for column in table.columns):
        return None
    if table is not None and len(table.columns) != len(names):
        return None
    layer = topology.layers[0]
    kernel = look.parameters[layer.kernel : layer.bias].reshape(len(names), layer.units)
    weights, bias = kernel[:, output].astype(float), float(look.parameters[layer.bias + output])
    inputs = table.scale if table else Scale(np.zeros(len(names)), np.ones(len(names)))
    mean, deviation = (
        np.broadcast_to(part, (layer.units,))[output]
        for part in (data.target.mean, data.target.deviation)
    )
    weights = weights / inputs.deviation
    return {
        "inputs": list(topology.labels or names),
        "weights": [float(one) for one in weights * deviation],
        "bias": float((bias - weights @ inputs.mean) * deviation + mean),
    }
