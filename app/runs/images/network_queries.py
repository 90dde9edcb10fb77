"""Answers what a network for images has become: its weights, units and scores."""

import math
from base64 import b64encode
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from app.errors import check_range
from app.runs.blocks import Work
from app.runs.image_answers import (
    CloudAnswer,
    ExcitingAnswer,
    FirstWeights,
    LayerSummary,
    SummaryAnswer,
)
from app.runs.images.image_screen import first_layer
from app.runs.images.image_training import ImageTraining
from app.runs.images.moments import Moment, value_of
from app.runs.images.pictures import Rows
from app.runs.images.said import Singles, rounded, validated
from app.runs.training.runtime import Answering
from app.runs.wire_messages import CommandData
from engine.tsne import embedding

Floats: TypeAlias = NDArray[np.float64]

GREY, SPAN = 128, 127  # the byte of 0, and of the largest weight above it
WEIGHTS_TOGETHER = 50_000  # numbers that become bytes in a block
COMPONENTS = 3
PCA, TSNE = "pca", "tsne"
MOST_EMBEDDED = 500  # pictures: t-SNE compares each two of them 600 times


def image_summary(training: ImageTraining, _: CommandData) -> SummaryAnswer:
    """Return the model as Keras sums it up."""
    model = training.model
    return {
        "text": training.image_model.summary,
        "parameters": model.count_params(),
        "trainable": model.parameters.size,
        "layers": [_summed_up(layer) for layer in model.layers],
    }


def _summed_up(layer: Any) -> LayerSummary:
    return {
        "name": layer.name,
        "type": type(layer).__name__,
        "shape": [*layer.output_shape(*layer.input_shapes)],
        "parameters": layer.count_params(),
    }


def first_weights(training: ImageTraining, query: CommandData) -> Work[FirstWeights]:
    """Return the first layer's weights as pictures."""
    first, count = cast(int, query["first"]), cast(int, query["count"])
    layer = training.image_model.first
    sides = first_layer(training.image_model, training.split.pictures.side)
    check_range("first", first, 0, sides["units"] - 1)
    kernel = _array(layer, "kernel").reshape(-1, sides["units"])[:, first : first + count].T.copy()
    bias = _array(layer, "bias")[first : first + count].copy()
    epoch = training.epoch
    scales = np.abs(kernel).max(axis=1)
    norms = np.sqrt(np.square(kernel).sum(axis=1))
    yield
    pictures, step = np.empty(kernel.shape, np.uint8), max(1, WEIGHTS_TOGETHER // kernel.shape[1])
    for at in range(0, len(kernel), step):
        part = slice(at, at + step)
        share = kernel[part] / np.where(scales[part] > 0, scales[part], 1)[:, np.newaxis]
        pictures[part] = np.round(GREY + SPAN * share).astype(np.uint8)
        yield
    return {
        "epoch": epoch,
        "layer": layer.name,
        "units": sides["units"],
        "first": first,
        "height": sides["height"],
        "width": sides["width"],
        "scales": rounded(scales),
        "norms": rounded(norms),
        "biases": rounded(bias),
        "pictures": b64encode(pictures.tobytes()).decode(),
    }


def _array(layer: Any, name: str) -> Singles:
    """Return a layer's weight by its name; zeros of a bias that it has not."""
    found = [weight.array for weight in layer.own_weights if weight.name == name]
    array: Singles = found[0] if found else np.zeros(layer.units, np.float32)
    return array


def exciting(training: ImageTraining, query: CommandData) -> Work[ExcitingAnswer]:
    """Return the pictures that validate for which a unit's value is greatest."""
    number, unit = cast(int, query["layer"]), cast(int, query["unit"])
    layers, split = training.image_model.hidden, training.split
    check_range("layer", number, 1, len(layers))
    layer = layers[number - 1]
    units = math.prod(layer.output_shape(*layer.input_shapes))
    check_range("unit", unit, 0, units - 1)
    epoch, moment = training.epoch, training.moment
    outputs = yield from validated(training)
    values: Singles = np.empty(len(split.validation), np.float32)
    for block, plan in moment.passes(split.validation, training.together):
        values[block] = value_of(plan, layer)[unit]
        yield
    best = np.argsort(-values, kind="stable")[: cast(int, query["count"])]
    ids = split.validation.ids[best]
    rows = zip(ids, split.labels(ids), outputs[best].argmax(axis=1), values[best], strict=True)
    return {
        "epoch": epoch,
        "layer": number,
        "unit": unit,
        "units": units,
        "pictures": [
            {"id": int(one), "label": int(label), "said": int(said), "activation": float(value)}
            for one, label, said, value in rows
        ],
    }


def cloud(training: ImageTraining, query: CommandData) -> Work[CloudAnswer]:
    """Return the scores before the softmax on their principal components, or by t-SNE."""
    split, count = training.split, cast(int, query["count"])
    if is_tsne := query.get("method") == TSNE:
        check_range("count", count, 1, MOST_EMBEDDED)
    rows = Rows(split.pictures, split.validation.ids[:count])
    moment, epoch = Moment.now(training.model), training.epoch
    parts, said = [], []
    for _, plan in moment.passes(rows, training.together):
        parts.append(plan.call_buffers[-1].z.T.astype(float))
        said += moment.probabilities(plan).argmax(axis=1).tolist()
        yield
    scores = np.concatenate(parts)
    if is_tsne:
        found = yield from embedding(scores)
        points, shares, divergence = found.places, np.empty(0), found.divergence
    else:
        (points, shares), divergence = principal(scores), None
    return {
        "epoch": epoch,
        "method": TSNE if is_tsne else PCA,
        "ids": rows.ids.tolist(),
        "labels": split.labels(rows.ids).tolist(),
        "said": said,
        "points": np.round(points, 4).tolist(),
        "shares": np.round(shares, 4).tolist(),
        "divergence": divergence,
    }


def principal(scores: Floats) -> tuple[Floats, Floats]:
    """Return points [n, classes] on their first components [n, at most 3], and their shares.

    A component's sign is such that its largest weight is positive.
    """
    centred = scores - scores.mean(axis=0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:COMPONENTS]
    largest = np.abs(axes).argmax(axis=1)
    axes = axes * np.sign(axes[np.arange(len(axes)), largest])[:, np.newaxis]
    variances = np.square(sizes)
    total = variances.sum()
    shares = variances[:COMPONENTS] / (total if total > 0 else 1)
    return centred @ axes.T, shares


QUERIES: dict[str, Answering] = {
    "image_summary": image_summary,
    "first_weights": first_weights,
    "exciting": exciting,
    "cloud": cloud,
}
