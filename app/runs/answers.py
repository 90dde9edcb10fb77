"""What a run answers to questions that change nothing: plain data, every number finite or null.

Only large arrays stay arrays, as they are on their way to a writer (bulk.py, app/writing.py).
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from app.errors import NotFound, Unprocessable
from app.fields import field_errors
from app.limits import HISTORY_ROWS
from app.messages import finite, thin
from app.points import allowed_labels, label_fits
from app.runs.blocks import Singles, Work, finish, outputs_of
from app.runs.build import Part, targets_of
from app.runs.bulk import is_large
from app.runs.exports import export
from app.runs.frames import UNITS, cells
from app.runs.measures import labels_of
from app.runs.topology import OUTPUT
from app.schemas import Boundary, Inspect, Neuron, Predict
from engine.inspection import LayerInspection

if TYPE_CHECKING:
    from app.runs.session import Session

Answer = dict[str, Any]

POINTS = 1000  # that a neuron is laid open over, so that it takes a slice's time
BINS = 24


def answer(session: "Session", query: Any) -> Work[Answer] | None:
    """Return the work of answering a query; None if it is none.  The work raises AppError."""
    if not isinstance(query, dict):
        return None
    kind = query.get("type")
    if not isinstance(kind, str) or kind not in ANSWERS:
        return None
    body = {key: value for key, value in query.items() if key not in ("type", "number")}
    return _answer(kind, session, body)


def _answer(kind: str, session: "Session", body: Answer) -> Work[Answer]:
    with in_plain_words():
        told = ANSWERS[kind](session, body)
        if isinstance(told, Generator):
            told = yield from told
    return {key: value if is_large(value) else finite(value) for key, value in told.items()}


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what pydantic finds wrong into a refusal that says it in one sentence."""
    try:
        yield
    except ValidationError as error:
        faults = field_errors(error)
        told = "; ".join(f"{fault['path']}: {fault['detail']}".lstrip(": ") for fault in faults)
        raise Unprocessable(told, errors=faults) from None


def describe(session: "Session", _: Answer) -> Answer:
    """Return all that a viewer needs who comes in now."""
    trial = session.trial
    rows = thin(trial.history.rows, HISTORY_ROWS)
    return {
        **status(session, {}),
        **experiment(session, {}),
        "topology": trial.topology.message(),
        "points": {
            "train": _points(session, trial.data.train),
            "test": _points(session, trial.data.test),
        },
        "history": {"columns": trial.history.columns, "rows": rows},
        "parameters": trial.model.parameters,
    }


def experiment(session: "Session", _: Answer) -> Answer:
    """Return the document alone, for viewers who have all but its newest change."""
    return {"experiment": session.experiment.model_dump(mode="json")}


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


def predict(session: "Session", body: Answer) -> Work[Answer]:
    """Return the outputs for points of the plane, and what they mean."""
    points, document = Predict.model_validate(body).inputs, session.experiment
    last = len(session.trial.topology.layers)
    outputs = yield from _outputs(session, session.trial.data.plane.inputs(points), last)
    return {"outputs": outputs.T, "labels": labels_of(document, outputs.T)}


def boundary(session: "Session", body: Answer) -> Work[Answer]:
    """Return one neuron, or all outputs, over the plane [channels, side, side]."""
    asked = Boundary.model_validate(body)
    topology, side = session.trial.topology, asked.resolution
    last = len(topology.layers)
    place = (last, None) if asked.neuron == OUTPUT else topology.place(asked.neuron)
    if place is None:
        raise _unknown(asked.neuron, [OUTPUT, *topology.neurons])
    stage, unit = place
    inputs = cells(session.trial.data.plane, (side,))
    channels = yield from _outputs(session, inputs, stage)
    channels = channels if unit is None else channels[unit : unit + 1]
    return {
        "neuron": asked.neuron,
        "resolution": side,
        "range": topology.range if stage == last else UNITS,
        "values": np.round(channels.astype(float), 6).reshape(-1, side, side),
    }


def fork(session: "Session", body: Answer) -> Answer:
    """Return as a checkpoint another run that stands at one of this one's epochs."""
    epoch = body.get("epoch")
    other = type(session).from_checkpoint(session.checkpoint(), seq=0)
    other.kept = False
    other.rest()
    if epoch is not None:
        other.trial.timeline = session.trial.timeline.copy()
        other.seek(epoch)
        other.trial.forget_later()
    return {"checkpoint": np.frombuffer(other.checkpoint(), np.uint8)}


def model(session: "Session", body: Answer) -> Answer:
    """Return the run as a file to take away."""
    return {"file": np.frombuffer(export(session, body["format"]), np.uint8)}


def _unknown(neuron: str, known: list[str]) -> NotFound:
    return NotFound(f"neuron must be one of {', '.join(known)}; got {neuron!r}")


def inspect(session: "Session", body: Answer) -> Answer:
    """Return one example's way through the network and, if it has a target, back."""
    asked, document = Inspect.model_validate(body), session.experiment
    inputs = session.trial.data.plane.inputs(np.array([asked.input], float))
    outputs = finish(_outputs(session, inputs, len(session.trial.topology.layers))).T
    allowed = allowed_labels(document.problem, document.data.classes)
    if not label_fits(document.problem, asked.target, document.data.classes):
        raise Unprocessable(f"target must be {allowed}; got {asked.target!r}")
    targets = targets_of(document, np.array([asked.target], float))
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


def _outputs(session: "Session", inputs: Singles, stage: int) -> Work[Singles]:
    return outputs_of(session.trial.model, session.trial.topology, inputs, stage)


def _points(session: "Session", part: Part) -> list[Any]:
    labels = part.labels
    if session.experiment.problem != "regression":
        labels = labels.astype(int)
    points = np.round(part.points, 4).tolist()
    return [[*point, label] for point, label in zip(points, labels.tolist(), strict=True)]


ANSWERS: dict[str, Callable[["Session", Answer], Answer | Work[Answer]]] = {
    "describe": describe,
    "experiment": experiment,
    "status": status,
    "history": history,
    "predict": predict,
    "boundary": boundary,
    "inspect": inspect,
    "neuron": neuron,
    "fork": fork,
    "model": model,
}
