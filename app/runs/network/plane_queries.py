"""Answers the queries about a network on a plane: outputs, maps, one example, one unit, exports.

Each answer is computed in blocks (blocks.py).  Large arrays stay arrays on their way to a writer
(bulk.py).
"""

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import Boundary, Inspect, Neuron, Predict
from app.documents.points import allowed_labels, label_fits
from app.errors import NotFound, Unprocessable, fault
from app.runs.blocks import Work
from app.runs.bulk import section
from app.runs.network.building import targets_of
from app.runs.network.evaluation import labels_of
from app.runs.network.exports import export
from app.runs.network.frames import UNITS, cells
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, Rows, cuts, passes
from app.runs.network.plane import rows_at
from app.runs.network.topology import OUTPUT
from app.runs.plane_answers import (
    FileAnswer,
    Inspection,
    LayerPasses,
    NeuronAnswer,
    PlaneMap,
    Prediction,
)
from app.runs.training.runtime import Answering
from app.runs.wire_messages import CommandData
from engine.inspection import LayerInspection

Floats = NDArray[np.float64]

POINTS = 1000  # over which a neuron is examined
POINTS_AT_ONCE = 128  # of them: forward and backward cost three times as much as a pass
BINS = 24


def predict(training: NetworkTraining, body: CommandData) -> Work[Prediction]:
    """Return the outputs for points of the plane, and the labels that they stand for."""
    points, document = Predict.model_validate(body).inputs, training.document
    look = ModelSnapshot.at(training.model, training.topology)
    outputs = np.empty((len(points), document.outputs), np.float32)
    for block, stages in passes(look, rows_at(training.data.plane, points)):
        outputs[block] = stages[-1]
        yield
    return {"outputs": outputs, "labels": labels_of(document, outputs)}


def boundary(training: NetworkTraining, body: CommandData) -> Work[PlaneMap]:
    """Return one neuron, or all outputs, over the plane [channels, side, side]."""
    query = Boundary.model_validate(body)
    look, side = ModelSnapshot.at(training.model, training.topology), query.resolution
    topology, last = look.topology, len(look.topology.layers)
    place = (last, None) if query.neuron == OUTPUT else topology.place(query.neuron)
    if place is None:
        raise _unknown(query.neuron, [OUTPUT, *topology.neurons])
    stage, unit = place
    units = slice(None) if unit is None else slice(unit, unit + 1)
    values = np.empty((topology.layers[-1].units if unit is None else 1, side * side))
    for block, stages in passes(look, cells(training.data.plane, (side,))):
        values[:, block] = np.round(stages[stage][:, units].T.astype(float), 6)
        yield
    return {
        "neuron": query.neuron,
        "resolution": side,
        "range": topology.range if stage == last else UNITS,
        "values": values.reshape(-1, side, side),
    }


def model(training: NetworkTraining, body: CommandData) -> Work[FileAnswer]:
    """Return the run as an exported file."""
    file = yield from export(training, str(body["format"]))
    return {"file": np.frombuffer(file, np.uint8)}


def _unknown(neuron: str, known: list[str]) -> NotFound:
    return NotFound(f"neuron must be one of {', '.join(known)}; got {neuron!r}")


def inspect(training: NetworkTraining, body: CommandData) -> Inspection:
    """Return one example's forward and backward pass through the network."""
    asked, document = Inspect.model_validate(body), training.document
    inputs = training.data.plane.inputs(np.array([asked.input], float))
    look = ModelSnapshot.at(training.model, training.topology)
    ((_, stages),) = passes(look, Rows.of(inputs))
    outputs = stages[-1][0].copy()
    allowed = allowed_labels(document.problem, document.data.classes)
    if not label_fits(document.problem, asked.target, document.data.classes):
        words = f"must be {allowed}; got {asked.target!r}"
        raise Unprocessable.of(fault("target", words, "does_not_fit"))
    targets = targets_of(document, np.array([asked.target], float))
    look_back = training.model.inspect(inputs, targets)
    layers = [_laid_open(layer) for layer in look_back.layers]
    return {
        "input": asked.input,
        "target": asked.target,
        "inputs": inputs[0],
        "outputs": outputs,
        "loss": look_back.loss,
        "layers": layers,
    }


def neuron(training: NetworkTraining, body: CommandData) -> Work[NeuronAnswer]:
    """Return the histogram of a unit's pre-activations over training points, and its gradient.

    The gradient is that of the mean loss, without penalties, by the unit's bias and weights.
    """
    name = Neuron.model_validate(body).neuron
    place = training.topology.place(name)
    if place is None:
        inputs, neurons = training.topology.inputs, training.topology.neurons
        raise _unknown(name, neurons[len(inputs) :])
    values, gradient = yield from _gradient(training, *place)
    there = values[np.isfinite(values)]
    counts, edges = np.histogram(there, BINS) if there.size else (np.zeros(BINS), np.zeros(2))
    return {
        "neuron": name,
        "points": len(values),
        "histogram": {"counts": counts.astype(int), "from": edges[0], "to": edges[-1]},
        "gradient": {"bias": gradient[0], "weights": gradient[1:]},
    }


def _gradient(training: NetworkTraining, stage: int, unit: int) -> Work[tuple[Floats, Floats]]:
    """Return a unit's pre-activation at each point, and the mean gradient, its bias first."""
    train, look = training.data.train, ModelSnapshot.at(training.model, training.topology)
    count, values, gradient = min(len(train), POINTS), [], np.zeros(1)
    for part in cuts(count, POINTS_AT_ONCE):
        with look.taken():
            layers = look.model.inspect(train.inputs[part], train.targets[part]).layers
        layer = layers[stage - 1]
        values.append(layer.pre_activations[:, unit].astype(float))
        slope = np.append(layer.bias_gradient[unit], layer.kernel_gradient[:, unit])
        gradient = gradient + slope.astype(float) * (len(values[-1]) / count)
        yield
    return np.concatenate(values), gradient


def _laid_open(layer: LayerInspection) -> LayerPasses:
    """Return one layer's values and gradients for the one example."""
    passes: LayerPasses = {
        "name": layer.name,
        "pre_activations": layer.pre_activations[0],
        "activations": layer.activations[0],
        "deltas": layer.deltas[0],
        "kernel_gradient": layer.kernel_gradient,
        "bias_gradient": layer.bias_gradient,
    }
    return section(passes)


QUERIES: dict[str, Answering] = {
    "predict": predict,
    "boundary": boundary,
    "inspect": inspect,
    "neuron": neuron,
    "model": model,
}
LARGE = frozenset({"predict", "boundary", "model"})  # hold some megabytes while they are answered
