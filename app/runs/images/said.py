"""What a network said of the pictures that validate, at the end of the last complete epoch."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.runs.blocks import Work
from app.runs.image_answers import SaidPicture
from app.runs.images.image_training import ImageTraining

Singles: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]

DECIMALS = 6


def validated(training: ImageTraining) -> Work[Singles]:
    """Return the outputs [n, classes] for the pictures that validate.

    After a run has gone back they are computed in blocks, and held until the next epoch's end.
    """
    if training.outputs is not None:
        return training.outputs
    state, moment, rows = training.state, training.moment, training.split.validation
    parts = []
    for _, plan in moment.passes(rows, training.together):
        parts.append(moment.probabilities(plan))
        yield
    outputs = np.concatenate(parts)
    if training.state is state:
        training.outputs = outputs
    return outputs


def said_pictures(training: ImageTraining, outputs: Singles, places: Places) -> list[SaidPicture]:
    """Return some of the pictures that validate, by their places, in that order."""
    ids = training.split.validation.ids[places]
    labels = training.split.labels(ids)
    return [
        {
            "id": int(picture),
            "label": int(label),
            "said": int(row.argmax()),
            "probabilities": rounded(row),
        }
        for picture, label, row in zip(ids, labels, outputs[places], strict=True)
    ]


def rounded(numbers: Singles) -> list[float]:
    """Return numbers with as many decimals as a reader needs."""
    result: list[float] = np.round(numbers.astype(float), DECIMALS).tolist()
    return result
