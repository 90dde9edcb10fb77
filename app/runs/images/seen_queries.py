"""Answers what a network says of one picture, of the data or drawn, and what its layers see."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from app.runs.blocks import Work
from app.runs.image_answers import LayerMaps, PictureAnswer
from app.runs.images.drawing import centred, decoded
from app.runs.images.image_screen import map_layer
from app.runs.images.image_training import ImageTraining
from app.runs.images.moments import Moment, value_of
from app.runs.images.pictures import INK, scaled
from app.runs.images.said import rounded
from app.runs.wire_messages import CommandData

TOP = 3  # classes that are named first


def answer_picture(training: ImageTraining, query: CommandData) -> Work[PictureAnswer]:
    """Return what the network says of a picture as it is now."""
    split, picture = training.split, query.get("id")
    side = split.pictures.side
    if picture is None:
        seen = centred(decoded(cast(str, query["pixels"]), side)).reshape(1, -1)
    else:
        ids = split.pictures.checked([picture])
        seen = split.pictures.pixels(ids)
    moment, epoch = Moment.now(training.model), training.epoch
    yield
    _, plan = next(moment.passes(scaled(seen), 1))
    (said,) = moment.probabilities(plan)
    order = np.argsort(-said, kind="stable")[:TOP]
    answer: PictureAnswer = {
        "epoch": epoch,
        "probabilities": rounded(said),
        "top": [(int(one), round(float(said[one]), 6)) for one in order],
        "seen": b64encode(seen.tobytes()).decode(),
        "layers": [*_maps(training.image_model.maps, plan)] if query.get("maps") else [],
    }
    if picture is not None:
        (label,) = split.labels(ids)
        answer["label"] = int(label) if label >= 0 else None
    return answer


def _maps(layers: list[Any], plan: Any) -> Iterator[LayerMaps]:
    """Yield what each layer with maps makes of the one picture of a plan."""
    for layer in layers:
        about = map_layer(layer)
        sides = about["height"], about["width"], about["channels"]
        values = value_of(plan, layer)[:, 0].reshape(sides).transpose(2, 0, 1)
        largest = max(float(values.max()), 0.0)
        share = np.clip(values, 0, None) / (largest or 1)
        levels = np.round(share * INK).astype(np.uint8)
        text = b64encode(levels.tobytes()).decode()
        yield {**about, "largest": largest, "maps": text}
