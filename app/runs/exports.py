"""A run to take away: its weights as they are, or its experiment as a program that does the same.

A program begins with the initial weights and trains on the run's own points.  It meets them in the
first epoch in the order of the run, so that its first loss is the run's; NumPy's goes on as the run
does, Keras shuffles in its own way from then on.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from app.errors import Unprocessable
from app.messages import encode_tensors
from app.runs.trial import Trial
from engine.errors import EngineError
from engine.serialization import exports, keras_code, numpy_training
from engine.serialization.numpy_code import literal
from engine.source_text import comment

if TYPE_CHECKING:
    from app.runs.session import Session

NUMBERS_TO_A_LINE = 20
EPOCHS = 100  # that a program trains where the run has not gone further
DATA = "\n\n{columns}\nx = {x}\ny = {y}\n"
KERAS = """
# The first epoch meets the points in the playground's order; from then on Keras shuffles.
order = {order}
first = model.fit(x[order], y[order], batch_size={batch}, epochs=1, shuffle=False)
later = model.fit(x, y, batch_size={batch}, epochs={later})
print(first.history["loss"] + later.history["loss"])
"""
L1 = """
# Keras's L1 pulls weights towards zero and past it; the playground's holds them there.  The losses
# of the two differ.
"""
NUMPY = """
print(train(x, y, epochs={epochs}, batch_size={batch}))
"""


def export(session: "Session", form: str) -> bytes:
    """Return a run in one of FORMS.  Raises Unprocessable if it cannot be said so."""
    try:
        return FORMS[form](session)
    except (EngineError, ImportError) as error:
        raise Unprocessable(f"this run cannot be had as {form}: {error}") from error


def _weights(session: "Session") -> dict[str, Any]:
    return {
        f"{layer.name}/{weight.name}": weight.array
        for layer in session.trial.model.layers
        for weight in layer.weights
    }


def _safetensors(session: "Session") -> bytes:
    """Return the weights, with the document and the epoch beside them."""
    about = {"experiment": session.experiment.model_dump_json(), "epoch": str(session.epoch)}
    return encode_tensors(about, _weights(session))


def _json(session: "Session") -> bytes:
    weights = {name: array.tolist() for name, array in _weights(session).items()}
    document = session.experiment.model_dump(mode="json")
    told = {"epoch": session.epoch, "experiment": document, "weights": weights}
    return json.dumps(told, allow_nan=False).encode()


def _onnx(session: "Session") -> bytes:
    return exports.FORMATS["onnx"](session.trial.model, {})


def _keras(session: "Session") -> bytes:
    trial = Trial(session.experiment)
    program = keras_code.source(trial.model) + _data(trial)
    program += L1 if trial.experiment.training.regularization.kind == "l1" else ""
    trial.stepper.step_sample()  # which draws the epoch's order
    order = _whole_numbers(np.asarray(trial.stepper.order).tolist())
    later = max(session.epoch, EPOCHS) - 1
    return (program + KERAS.format(order=order, batch=trial.batch, later=later)).encode()


def _numpy(session: "Session") -> bytes:
    trial = Trial(session.experiment)
    program = numpy_training.source(trial.model) + _data(trial)
    epochs = max(session.epoch, EPOCHS)
    return (program + NUMPY.format(epochs=epochs, batch=trial.batch)).encode()


def _data(trial: Trial) -> str:
    train = trial.data.train
    columns = comment(f"The training points: {', '.join(trial.topology.labels)}.")
    return DATA.format(columns=columns, x=literal(train.inputs), y=literal(train.targets))


def _whole_numbers(values: list[int]) -> str:
    parts = (values[at : at + NUMBERS_TO_A_LINE] for at in range(0, len(values), NUMBERS_TO_A_LINE))
    lines = [", ".join(map(str, part)) for part in parts]
    return "[\n    " + ",\n    ".join(lines) + ",\n]"


FORMS: dict[str, Callable[["Session"], bytes]] = {
    "safetensors": _safetensors,
    "json": _json,
    "keras": _keras,
    "numpy": _numpy,
    "onnx": _onnx,
}
