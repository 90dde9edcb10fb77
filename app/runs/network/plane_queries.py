"""Answers the queries about a network on a plane: outputs, maps, one example, one unit, exports.

Each answer is computed in blocks (blocks.py).  Large arrays stay arrays on their way to a writer
(bulk.py).
"""

import numpy as np
from numpy.typing import NDArray

from app.documents.commands import Boundary, Inspect, Neuron, Predict
from app.errors import NotFound
from app.runs.answers import FileAnswer
from app.runs.blocks import Work
from app.runs.bulk import section
from app.runs.network.activity import dead_share, saturated_share, slopes
from app.runs.network.branched_model import inspect_dense
from app.runs.network.evaluation import labels_of
from app.runs.network.examples import at_point
from app.runs.network.exports import export
from app.runs.network.frames import UNITS, behind_the_winner, cells
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import ModelSnapshot, cuts, passes
from app.runs.network.plane import rows_at
from app.runs.network.topology import OUTPUT
from app.runs.plane_answers import (
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
Singles = NDArray[np.float32]

POINTS = 1000  # over which a neuron is examined
POINTS_AT_ONCE = 128  # of them: forward and backward cost three times as much as a pass
BINS = 24


def predict(training: NetworkTraining, body: CommandData) -> Work[Prediction]:
    """Return the outputs for points of the plane, and the labels that they stand for."""
    points, document = Predict.model_validate(body).inputs, training.document
    look = ModelSnapshot.at(training.model, training.topology)
    outputs = np.empty((len(points), document.outputs), training.model.dtype)
    for block, stages in passes(look, rows_at(training.data.plane, points)):
        outputs[block] = stages[-1]
        yield
    return {"outputs": outputs, "labels": labels_of(document, outputs)}


def boundary(training: NetworkTraining, body: CommandData) -> Work[PlaneMap]:
    """Return one neuron, or all outputs, over the plane [channels, side, side]."""
    query = Boundary.model_validate(body)
    look, side = ModelSnapshot.at(training.model, training.topology), query.resolution
    topology = look.topology
    place = (len(topology.stages), None) if query.neuron == OUTPUT else topology.place(query.neuron)
    if place is None:
        raise _unknown(query.neuron, [OUTPUT, *topology.neurons])
    stage, unit = place
    units = slice(topology.channels) if unit is None else slice(unit, unit + 1)
    values = np.empty((topology.channels if unit is None else 1, side * side))
    for block, stages in passes(look, cells(training.data.plane, (side,))):
        outputs = stages[stage][:, units].T
        if unit is None and topology.contest:
            outputs = behind_the_winner(outputs)
        values[:, block] = np.round(outputs.astype(float), 6)
        yield
    return {
        "neuron": query.neuron,
        "resolution": side,
        "range": topology.range if topology.is_output(stage) else UNITS,
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
    asked = Inspect.model_validate(body)
    example = at_point(training, asked.input, asked.target)
    both = inspect_dense(training.model, example.inputs, example.targets)
    layers = [_passes_of(layer) for layer in both.layers]
    return {
        "input": asked.input,
        "target": asked.target,
        "inputs": example.inputs[0],
        "outputs": both.outputs[0][0],
        "loss": both.loss,
        "layers": layers,
    }


def neuron(training: NetworkTraining, body: CommandData) -> Work[NeuronAnswer]:
    """Return what a unit does over training points, and its gradient.

    That is the histogram of its pre-activations, and at which shares of the points it is dead and
    saturated, as the diagnosis counts them.  The gradient is that of the mean loss, without
    penalties, by the unit's bias and weights.
    """
    name = Neuron.model_validate(body).neuron
    place = training.topology.place(name)
    if place is None:
        inputs, neurons = training.topology.inputs, training.topology.neurons
        raise _unknown(name, neurons[len(inputs) :])
    values, outputs, gradient = yield from _laid_open(training, *place)
    there = values[np.isfinite(values)].astype(float)
    counts, edges = np.histogram(there, BINS) if there.size else (np.zeros(BINS), np.zeros(2))
    activation = training.topology.stages[place[0] - 1].activation
    steepness = slopes(activation, values, outputs)
    return {
        "neuron": name,
        "points": len(values),
        "histogram": {"counts": counts.astype(int), "from": edges[0], "to": edges[-1]},
        "dead": dead_share(activation, steepness),
        "saturated": saturated_share(activation, steepness),
        "gradient": {"bias": gradient[0], "weights": gradient[1:]},
    }


def _laid_open(
    training: NetworkTraining, stage: int, unit: int
) -> Work[tuple[Singles, Singles, Floats]]:
    """Return a unit's z and a at each point, and the mean gradient, its bias first."""
    train, look = training.data.train, ModelSnapshot.at(training.model, training.topology)
    count, blocks, gradient = min(len(train), POINTS), [], np.zeros(1)
    for part in cuts(count, POINTS_AT_ONCE):
        with look.taken():
            layers = inspect_dense(look.model, train.inputs[part], train.targets[part]).layers
        layer = layers[stage - 1]
        blocks.append(np.stack([layer.pre_activations[:, unit], layer.activations[:, unit]]))
        slope = np.append(layer.bias_gradient[unit], layer.kernel_gradient[:, unit])
        gradient = gradient + slope.astype(float) * (blocks[-1].shape[1] / count)
        yield
    values, outputs = np.concatenate(blocks, axis=1)
    return values, outputs, gradient


def _passes_of(layer: LayerInspection) -> LayerPasses:
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
