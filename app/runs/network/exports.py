"""Exports a run: its weights as they are, or its experiment as a program that trains it.

A program begins with the initial weights and trains on the run's own points.  In the first epoch it
visits them in the order of the run, so that its first loss is the run's.  After that, NumPy goes on
as the run does, and Keras shuffles in its own way.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import numpy as np

from app.documents.experiment import Experiment
from app.encoding.messages import Tensors, encode_tensors
from app.errors import Unprocessable
from app.runs.blocks import Work
from app.runs.network.building import Part, make_model, make_stepper
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import cuts
from engine.errors import EngineError
from engine.serialization import formats, keras_code, numpy_training
from engine.serialization.numpy_code import literal_parts
from engine.source_text import comment

NUMBERS_TO_A_LINE = 20
NUMBERS_AT_ONCE = 2_000  # written as JSON
EPOCHS = 100  # that a program trains, unless the run has trained more
DATA = "\n\n{columns}\n"
SCALES = """

# Each input below is (value - mean) / deviation, where a word's value is 1 in its rows and 0 else.
means = {means}
deviations = {deviations}
"""
TARGET = """# So is y: output * target_deviation + target_mean is in the target's own units.
target_mean, target_deviation = {mean}, {deviation}
"""
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


def export(training: NetworkTraining, form: str) -> Work[bytes]:
    """Return a run in one of FORMS.  Raises Unprocessable if that form cannot express it."""
    try:
        content = FORMS[form](training)
        return content if isinstance(content, bytes) else (yield from content)
    except (EngineError, ImportError) as error:
        raise Unprocessable(f"this run cannot be had as {form}: {error}") from error


def _weights(training: NetworkTraining) -> Tensors:
    return {
        f"{layer.name}/{weight.name}": weight.array.copy()
        for layer in training.model.layers
        for weight in layer.weights
    }


def _safetensors(training: NetworkTraining) -> bytes:
    """Return the weights, with the document and the epoch as metadata."""
    metadata = {"experiment": training.document.model_dump_json(), "epoch": str(training.epoch)}
    return encode_tensors(metadata, _weights(training))


def _json(training: NetworkTraining) -> Work[bytes]:
    document, weights = training.document.model_dump_json(), _weights(training)
    written = [f'{{"epoch": {training.epoch}, "experiment": {document}, "weights": {{']
    for number, (name, array) in enumerate(weights.items()):
        written.append(f"{', ' * bool(number)}{json.dumps(name)}: [")
        for rows in cuts(len(array), max(1, NUMBERS_AT_ONCE * len(array) // array.size)):
            yield
            text = json.dumps(array[rows].tolist(), allow_nan=False)
            written.append(", " * bool(rows.start) + text[1:-1])
        written.append("]")
    return "".join([*written, "}}"]).encode()


def _onnx(training: NetworkTraining) -> bytes:
    return formats.FORMATS["onnx"](training.model, {})


def _keras(training: NetworkTraining) -> Work[bytes]:
    later = max(training.epoch, EPOCHS) - 1
    document, train = training.document, training.data.train
    model = make_model(document)
    yield
    written = yield from _written(chain(keras_code.parts(model), _data(training)))
    stepper = make_stepper(document, model, train)
    stepper.step_sample()  # which draws the epoch's order
    order = _whole_numbers(np.asarray(stepper.order).tolist())
    yield
    l1 = L1 if document.training.regularization.kind == "l1" else ""
    text = KERAS.format(order=order, batch=_batch(document, train), later=later)
    return (written + l1 + text).encode()


def _numpy(training: NetworkTraining) -> Work[bytes]:
    epochs = max(training.epoch, EPOCHS)
    model, batch = make_model(training.document), _batch(training.document, training.data.train)
    yield
    written = yield from _written(chain(numpy_training.parts(model), _data(training)))
    return (written + NUMPY.format(epochs=epochs, batch=batch)).encode()


def _batch(document: Experiment, train: Part) -> int:
    """Return how many samples a full batch has."""
    return min(document.training.batch_size, len(train))


def _written(parts: Iterable[str]) -> Work[str]:
    written = []
    for part in parts:
        written.append(part)
        yield
    return "".join(written)


def _data(training: NetworkTraining) -> Iterator[str]:
    train, labels = training.data.train, training.topology.labels
    if training.data.table is not None:
        scale, target = training.data.table.scale, training.data.target
        yield SCALES.format(means=scale.mean.tolist(), deviations=scale.deviation.tolist())
        if training.document.problem == "regression":
            yield TARGET.format(mean=float(target.mean), deviation=float(target.deviation))
    yield DATA.format(columns=comment(f"The training points: {', '.join(labels)}."))
    for name, array in {"x": train.inputs, "y": train.targets}.items():
        yield f"{name} = "
        yield from literal_parts(array)
        yield "\n"


def _whole_numbers(values: list[int]) -> str:
    parts = (values[at : at + NUMBERS_TO_A_LINE] for at in range(0, len(values), NUMBERS_TO_A_LINE))
    lines = [", ".join(map(str, part)) for part in parts]
    return "[\n    " + ",\n    ".join(lines) + ",\n]"


FORMS: dict[str, Callable[[NetworkTraining], bytes | Work[bytes]]] = {
    "safetensors": _safetensors,
    "json": _json,
    "keras": _keras,
    "numpy": _numpy,
    "onnx": _onnx,
}
