"""Exports a run: its weights as they are, or as a program that trains or predicts.

The programs are written in `training_programs` and `predicting_programs`.
"""

import json
from collections.abc import Callable
from functools import partial

from app.encoding.messages import Tensors, encode_tensors
from app.errors import Unprocessable
from app.runs.blocks import Work
from app.runs.network import training_programs as programs
from app.runs.network.branched_model import dense_layers
from app.runs.network.network_training import NetworkTraining
from app.runs.network.passes import cuts
from app.runs.network.predicting_programs import CODES, predicting
from engine.errors import EngineError
from engine.serialization import formats

NUMBERS_AT_ONCE = 2_000  # written as JSON


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
        for layer in dense_layers(training.model)
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


FORMS: dict[str, Callable[[NetworkTraining], bytes | Work[bytes]]] = {
    "safetensors": _safetensors,
    "json": _json,
    "keras": programs.keras,
    "numpy": programs.numpy,
    "pytorch": programs.pytorch,
    "onnx": _onnx,
    **{f"{language}_predict": partial(predicting, language=language) for language in CODES},
}
