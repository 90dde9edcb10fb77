"""What a run answers to questions that change nothing: plain data, every number finite or null."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.errors import NotFound, Unprocessable
from app.limits import HISTORY_ROWS
from app.messages import finite, thin
from app.points import allowed_labels, label_fits
from app.runs.build import Part, inputs_of, targets_of
from app.runs.frames import UNITS, plane
from app.runs.measures import labels_of
from app.runs.topology import OUTPUT
from app.schemas import Boundary, Inspect, Neuron, Predict
from engine.inspection import LayerInspection

if TYPE_CHECKING:
    from app.runs.session import Session

Answer = dict[str, Any]
Singles = NDArray[np.float32]

POINTS = 1000  # that a neuron is laid open over, so that it takes a slice's time
BINS = 24
ROWS = 10_000  # through the network at a time, which bounds the memory of 8 layers of 128


def answer(session: "Session", query: Any) -> Answer | None:
    """Return the answer to a query; None if it is none.  Raises AppError and ValidationError."""
    if not isinstance(query, dict):
        return None
    kind = query.get("type")
    if not isinstance(kind, str) or kind not in ANSWERS:
        return None
    body = {key: value for key, value in query.items() if key not in ("type", "number")}
    told: Answer = finite(ANSWERS[kind](session, body))
    return told


def describe(session: "Session", _: Answer) -> Answer:
    """Return all that a viewer needs who comes in now."""
    trial = session.trial
    rows = thin(trial.history.rows, HISTORY_ROWS)
    return {
        **status(session, {}),
        "experiment": session.experiment.model_dump(mode="json"),
        "topology": trial.topology.message(),
        "points": {
            "train": _points(session, trial.data.train),
            "test": _points(session, trial.data.test),
        },
        "history": {"columns": trial.history.columns, "rows": rows},
        "parameters": trial.model.parameters,
    }


def status(session: "Session", _: Answer) -> Answer:
    """Return where the run stands, with its figures."""
    figures = session.trial.figures()
    losses = {"loss": figures.loss, "test_loss": figures.test_loss}
    metrics = {**losses, **session.trial.gauge.metrics(figures)}
    return {**session.state(), "metrics": metrics, "confusion": figures.confusion}


def history(session: "Session", _: Answer) -> Answer:
    """Return the figures of every epoch that is kept."""
    kept = session.trial.history
    return {"columns": kept.columns, "rows": kept.rows}


def predict(session: "Session", body: Answer) -> Answer:
    """Return the outputs for points of the plane, and what they mean."""
    points = np.array(Predict.model_validate(body).inputs, float)
    outputs = _outputs(session, inputs_of(session.experiment.features, points))[-1]
    return {"outputs": outputs, "labels": labels_of(session.experiment, outputs)}


def boundary(session: "Session", body: Answer) -> Answer:
    """Return one neuron, or all outputs, over the plane [channels, side, side]."""
    asked = Boundary.model_validate(body)
    topology, side = session.trial.topology, asked.resolution
    last = len(topology.layers)
    place = (last, None) if asked.neuron == OUTPUT else topology.place(asked.neuron)
    if place is None:
        raise _unknown(asked.neuron, [OUTPUT, *topology.neurons])
    stage, unit = place
    inputs = plane(topology.inputs, (side,))
    values = (inputs, *_outputs(session, inputs))[stage]
    channels = values.T if unit is None else values.T[unit : unit + 1]
    return {
        "neuron": asked.neuron,
        "resolution": side,
        "range": topology.range if stage == last else UNITS,
        "values": np.round(channels.astype(float), 6).reshape(-1, side, side),
    }


def _unknown(neuron: str, known: list[str]) -> NotFound:
    return NotFound(f"neuron must be one of {', '.join(known)}; got {neuron!r}")


def inspect(session: "Session", body: Answer) -> Answer:
    """Return one example's way through the network and, if it has a target, back."""
    asked, experiment = Inspect.model_validate(body), session.experiment
    inputs = inputs_of(experiment.features, np.array([asked.input], float))
    outputs = _outputs(session, inputs)[-1]
    allowed = allowed_labels(experiment.problem, experiment.data.classes)
    if not label_fits(experiment.problem, asked.target, experiment.data.classes):
        raise Unprocessable(f"target must be {allowed}; got {asked.target!r}")
    targets = targets_of(experiment, np.array([asked.target], float))
    look = session.trial.model.inspect(inputs, targets)
    layers = [_laid_open(layer) for layer in look.layers]
    return {
        "input": asked.input,
        "target": asked.target,
        "inputs": inputs[0],
        "outputs": outputs[0],
        "loss": look.loss,
        "layers": layers,
    }


def neuron(session: "Session", body: Answer) -> Answer:
    """Return how a unit's pre-activations spread over training points, and its gradient there.

    The gradient is that of their mean loss, without penalties, by the unit's bias and weights.
    """
    name = Neuron.model_validate(body).neuron
    place = session.trial.topology.place(name)
    if place is None:
        inputs, neurons = session.trial.topology.inputs, session.trial.topology.neurons
        raise _unknown(name, neurons[len(inputs) :])
    train, (stage, unit) = session.trial.data.train, place
    part = slice(min(len(train), POINTS))
    look = session.trial.model.inspect(train.inputs[part], train.targets[part]).layers[stage - 1]
    values = look.pre_activations[:, unit].astype(float)
    values = values[np.isfinite(values)]
    counts, edges = np.histogram(values, BINS) if values.size else (np.zeros(BINS), np.zeros(2))
    return {
        "neuron": name,
        "points": int(part.stop),
        "histogram": {"counts": counts.astype(int), "from": edges[0], "to": edges[-1]},
        "gradient": {
            "bias": look.bias_gradient[unit],
            "weights": look.kernel_gradient[:, unit],
        },
    }


def _laid_open(layer: LayerInspection) -> Answer:
    """Return what one layer did with the one example."""
    return {
        "name": layer.name,
        "pre_activations": layer.pre_activations[0],
        "activations": layer.activations[0],
        "deltas": layer.deltas[0],
        "kernel_gradient": layer.kernel_gradient,
        "bias_gradient": layer.bias_gradient,
    }


def _outputs(session: "Session", inputs: Singles) -> list[Singles]:
    """Return all layers' outputs [rows, units], a limited number of rows at a time."""
    model = session.trial.model
    with np.errstate(over="ignore", invalid="ignore"):
        parts = [
            [output.copy() for output in model.layer_outputs(inputs[at : at + ROWS])]
            for at in range(0, len(inputs), ROWS)
        ]
    return [np.concatenate(layer) for layer in zip(*parts, strict=True)]


def _points(session: "Session", part: Part) -> list[Any]:
    labels = part.labels
    if session.experiment.problem != "regression":
        labels = labels.astype(int)
    points = np.round(part.points, 4).tolist()
    return [[*point, label] for point, label in zip(points, labels.tolist(), strict=True)]


ANSWERS: dict[str, Callable[["Session", Answer], Answer]] = {
    "describe": describe,
    "status": status,
    "history": history,
    "predict": predict,
    "boundary": boundary,
    "inspect": inspect,
    "neuron": neuron,
}
