"""What a run answers to questions that change nothing: plain data, every number finite or null.

Each is worked out in blocks (blocks.py).  Only large arrays stay arrays, as they are on their way
to a writer (bulk.py, app/encoding/large_json.py).
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from app.documents.commands import Boundary, Inspect, Neuron, Predict
from app.documents.fields import field_errors
from app.documents.points import allowed_labels, label_fits
from app.encoding.messages import finite, thin
from app.errors import NotFound, Unprocessable
from app.limits.caps import HISTORY_ROWS
from app.runs.blocks import Work
from app.runs.bulk import Entries, Section, is_large
from app.runs.training import checkpoints
from app.runs.training.building import Part, targets_of
from app.runs.training.evaluation import labels_of
from app.runs.training.passes import ModelSnapshot, Rows, cuts, passes
from app.runs.training.plane import rows_at
from app.runs.training.topology import OUTPUT
from app.runs.training.training_session import TrainingSession
from app.runs.worker.exports import export
from app.runs.worker.frames import UNITS, cells
from engine.inspection import LayerInspection

Answer = dict[str, Any]
Floats = NDArray[np.float64]

POINTS = 1000  # that a neuron is laid open over
POINTS_AT_ONCE = 128  # of them: there and back, three times what a pass costs
WRITTEN_AT_ONCE = 1000  # points
BINS = 24
SOUND = ("experiment", "topology", "points")  # that came in, or were made, with finite numbers


def kind_of(query: Any) -> str | None:
    """Return which of ANSWERS a query asks for; None if it is none."""
    kind = query.get("type") if isinstance(query, dict) else None
    return kind if isinstance(kind, str) and kind in ANSWERS else None


def answer(session: TrainingSession, query: Any) -> Work[Answer] | None:
    """Return the work of answering a query; None if it is none.  The work raises AppError."""
    if (kind := kind_of(query)) is None:
        return None
    body = {key: value for key, value in query.items() if key not in ("type", "number")}
    return _answer(kind, session, body)


def _answer(kind: str, session: TrainingSession, body: Answer) -> Work[Answer]:
    with in_plain_words():
        told = ANSWERS[kind](session, body)
        if isinstance(told, Generator):
            told = yield from told
    return {key: value if key in SOUND else _finite(value) for key, value in told.items()}


def _finite(value: Any) -> Any:
    """Return plain data with None for what is not finite; large arrays are left to the writer."""
    if is_large(value):
        return value
    if isinstance(value, list) and value and isinstance(value[0], Section):
        return [Section({key: _finite(entry) for key, entry in one.items()}) for one in value]
    return finite(value)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what pydantic finds wrong into a refusal that says it in one sentence."""
    try:
        yield
    except ValidationError as error:
        faults = field_errors(error)
        told = "; ".join(f"{fault['path']}: {fault['detail']}".lstrip(": ") for fault in faults)
        raise Unprocessable(told, errors=faults) from None


def describe(session: TrainingSession, _: Answer) -> Work[Answer]:
    """Return all that a viewer needs who comes in now."""
    training = session.training
    now = {
        **experiment(session, {}),
        "topology": training.topology.message(),
        "history": {
            "columns": training.history.columns,
            "rows": thin(training.history.rows, HISTORY_ROWS).copy(),
        },
        "parameters": training.model.parameters.copy(),
    }
    told = yield from status(session, {})
    yield
    train = yield from _points(training.experiment.problem, training.data.train)
    test = yield from _points(training.experiment.problem, training.data.test)
    return {**told, **now, "points": Section(train=train, test=test)}


def experiment(session: TrainingSession, _: Answer) -> Answer:
    """Return the document alone, for viewers who have all but its newest change."""
    document = Section(session.experiment.model_dump(mode="json"))
    document["data"] = Section(document["data"])
    if points := document["data"]["points"]:
        document["data"]["points"] = Entries(points)
    return {"experiment": document}


def status(session: TrainingSession, _: Answer) -> Work[Answer]:
    """Return where the run stands, with its figures."""
    training, state = session.training, session.state()
    figures = yield from training.measuring()
    losses = {"loss": figures.loss, "test_loss": figures.test_loss}
    metrics = {**losses, **training.evaluator.metrics(figures)}
    return {**state, "metrics": metrics, "confusion": figures.confusion}


def history(session: TrainingSession, _: Answer) -> Answer:
    """Return the figures of every epoch that is kept."""
    kept = session.training.history
    return {"columns": kept.columns, "rows": kept.rows}


def predict(session: TrainingSession, body: Answer) -> Work[Answer]:
    """Return the outputs for points of the plane, and what they mean."""
    points, document = Predict.model_validate(body).inputs, session.experiment
    look = ModelSnapshot.at(session.training.model, session.training.topology)
    outputs = np.empty((len(points), document.outputs), np.float32)
    for block, stages in passes(look, rows_at(session.training.data.plane, points)):
        outputs[block] = stages[-1]
        yield
    return {"outputs": outputs, "labels": labels_of(document, outputs)}


def boundary(session: TrainingSession, body: Answer) -> Work[Answer]:
    """Return one neuron, or all outputs, over the plane [channels, side, side]."""
    asked = Boundary.model_validate(body)
    look, side = (
        ModelSnapshot.at(session.training.model, session.training.topology),
        asked.resolution,
    )
    topology, last = look.topology, len(look.topology.layers)
    place = (last, None) if asked.neuron == OUTPUT else topology.place(asked.neuron)
    if place is None:
        raise _unknown(asked.neuron, [OUTPUT, *topology.neurons])
    stage, unit = place
    units = slice(None) if unit is None else slice(unit, unit + 1)
    values = np.empty((topology.layers[-1].units if unit is None else 1, side * side))
    for block, stages in passes(look, cells(session.training.data.plane, (side,))):
        values[:, block] = np.round(stages[stage][:, units].T.astype(float), 6)
        yield
    return {
        "neuron": asked.neuron,
        "resolution": side,
        "range": topology.range if stage == last else UNITS,
        "values": values.reshape(-1, side, side),
    }


def fork(session: TrainingSession, body: Answer) -> Answer:
    """Return as a checkpoint another run that stands at one of this one's epochs."""
    blob = checkpoints.fork(session, body.get("epoch"))
    return {"checkpoint": np.frombuffer(blob, np.uint8)}


def model(session: TrainingSession, body: Answer) -> Work[Answer]:
    """Return the run as a file to take away."""
    file = yield from export(session, body["format"])
    return {"file": np.frombuffer(file, np.uint8)}


def _unknown(neuron: str, known: list[str]) -> NotFound:
    return NotFound(f"neuron must be one of {', '.join(known)}; got {neuron!r}")


def inspect(session: TrainingSession, body: Answer) -> Answer:
    """Return one example's way through the network and, if it has a target, back."""
    asked, document = Inspect.model_validate(body), session.experiment
    inputs = session.training.data.plane.inputs(np.array([asked.input], float))
    look = ModelSnapshot.at(session.training.model, session.training.topology)
    ((_, stages),) = passes(look, Rows.of(inputs))
    outputs = stages[-1][0].copy()
    allowed = allowed_labels(document.problem, document.data.classes)
    if not label_fits(document.problem, asked.target, document.data.classes):
        raise Unprocessable(f"target must be {allowed}; got {asked.target!r}")
    targets = targets_of(document, np.array([asked.target], float))
    look = session.training.model.inspect(inputs, targets)
    layers = [_laid_open(layer) for layer in look.layers]
    return {
        "input": asked.input,
        "target": asked.target,
        "inputs": inputs[0],
        "outputs": outputs,
        "loss": look.loss,
        "layers": layers,
    }


def neuron(session: TrainingSession, body: Answer) -> Work[Answer]:
    """Return how a unit's pre-activations spread over training points, and its gradient there.

    The gradient is that of their mean loss, without penalties, by the unit's bias and weights.
    """
    name = Neuron.model_validate(body).neuron
    place = session.training.topology.place(name)
    if place is None:
        inputs, neurons = session.training.topology.inputs, session.training.topology.neurons
        raise _unknown(name, neurons[len(inputs) :])
    values, gradient = yield from _gradient(session, *place)
    there = values[np.isfinite(values)]
    counts, edges = np.histogram(there, BINS) if there.size else (np.zeros(BINS), np.zeros(2))
    return {
        "neuron": name,
        "points": len(values),
        "histogram": {"counts": counts.astype(int), "from": edges[0], "to": edges[-1]},
        "gradient": {"bias": gradient[0], "weights": gradient[1:]},
    }


def _gradient(session: TrainingSession, stage: int, unit: int) -> Work[tuple[Floats, Floats]]:
    """Return a unit's pre-activation at each point, and the mean gradient, its bias first."""
    train, look = (
        session.training.data.train,
        ModelSnapshot.at(session.training.model, session.training.topology),
    )
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


def _laid_open(layer: LayerInspection) -> Section:
    """Return what one layer did with the one example."""
    return Section(
        name=layer.name,
        pre_activations=layer.pre_activations[0],
        activations=layer.activations[0],
        deltas=layer.deltas[0],
        kernel_gradient=layer.kernel_gradient,
        bias_gradient=layer.bias_gradient,
    )


def _points(problem: str, part: Part) -> Work[Entries]:
    """Return points as they are shown, [x1, x2, label] each."""
    labels = part.labels if problem == "regression" else part.labels.astype(int)
    told = Entries()
    for block in cuts(len(part), WRITTEN_AT_ONCE):
        pairs = np.round(part.points[block], 4).tolist()
        marks = labels[block].tolist()
        told += [[*pair, label] for pair, label in zip(pairs, marks, strict=True)]
        yield
    return told


LARGE = ("predict", "boundary", "fork", "model")  # what holds some megabytes while it is made
ANSWERS: dict[str, Callable[[TrainingSession, Answer], Answer | Work[Answer]]] = {
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
