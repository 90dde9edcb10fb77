"""Answers which pictures a network takes for what, now and at past epochs."""

from typing import cast

import numpy as np

from app.errors import Conflict, check_range
from app.runs.answers import FileAnswer
from app.runs.blocks import Work
from app.runs.image_answers import CellAnswer, PastAnswer, PastPicture
from app.runs.images.image_training import ImageTraining
from app.runs.images.moments import Moment
from app.runs.images.pictures import Rows
from app.runs.images.said import Places, Singles, rounded, said_pictures, validated
from app.runs.training.runtime import Answering
from app.runs.training.training_session import TrainingSession
from app.runs.wire_messages import CommandData


def pixels(training: ImageTraining, query: CommandData) -> FileAnswer:
    """Return the bytes of pictures, one after the other.  Raises Conflict of other data."""
    pictures, name = training.split.pictures, training.document.data.name
    if query.get("data") not in (None, name):
        raise Conflict(f"this run learns from {name} now", code="other_data")
    ids = pictures.checked(query["ids"])
    return {"file": pictures.pixels(ids).ravel()}


def cell(training: ImageTraining, query: CommandData) -> Work[CellAnswer]:
    """Return the pictures of a cell of the confusion matrix, the surest first."""
    true, said, first, count = (
        cast(int, query[name]) for name in ("true", "said", "first", "count")
    )
    last = len(training.split.classes) - 1
    check_range("true", true, 0, last)
    check_range("said", said, 0, last)
    epoch = training.epoch
    outputs = yield from validated(training)
    labels = training.split.labels(training.split.validation.ids)
    found = np.flatnonzero((labels == true) & (outputs.argmax(axis=1) == said))
    found = found[np.argsort(-outputs[found, said], kind="stable")]
    shown = said_pictures(training, outputs, found[first : first + count])
    return {"epoch": epoch, "total": len(found), "pictures": shown}


def mistakes(training: ImageTraining, query: CommandData) -> Work[CellAnswer]:
    """Return the mistaken pictures whose own class got the least."""
    count, epoch = cast(int, query["count"]), training.epoch
    outputs = yield from validated(training)
    labels = training.split.labels(training.split.validation.ids)
    own = outputs[np.arange(len(labels)), labels]
    wrong = np.flatnonzero(outputs.argmax(axis=1) != labels)
    worst = wrong[np.argsort(own[wrong], kind="stable")]
    shown = said_pictures(training, outputs, worst[:count])
    return {"epoch": epoch, "total": len(wrong), "pictures": shown}


def past_pictures(session: TrainingSession, query: CommandData) -> Work[PastAnswer]:
    """Return what the network says of pictures, now or at epochs of the time line."""
    trainer, training = session.trainer, session.training
    assert isinstance(training, ImageTraining)
    ids = training.split.pictures.checked(query["ids"])
    wanted = cast(list[int], query["epochs"])
    for one in wanted:
        check_range("epochs", one, 0, trainer.latest)
    rows, epoch = Rows(training.split.pictures, ids), training.epoch
    stored = trainer.timeline.epochs
    if wanted:
        moments = {}
        for one in sorted(wanted):
            state = trainer.timeline.at(one)
            moments[state.epoch] = Moment.of(training.model, state)
            yield
    else:
        moments = {epoch: Moment.now(training.model)}
    outputs = []
    for moment in moments.values():
        said = yield from _outputs(moment, rows, training.together)
        outputs.append(said)
    return {
        "epoch": epoch,
        "stored": stored,
        "epochs": [*moments] if wanted else [],
        "pictures": _past(training, ids, outputs),
    }


def _outputs(moment: Moment, rows: Rows, together: int) -> Work[Singles]:
    parts = []
    for _, plan in moment.passes(rows, together):
        parts.append(moment.probabilities(plan))
        yield
    return np.concatenate(parts)


def _past(training: ImageTraining, ids: Places, outputs: list[Singles]) -> list[PastPicture]:
    labels = training.split.labels(ids)
    return [
        {
            "id": int(picture),
            "label": int(labels[at]) if labels[at] >= 0 else None,
            "said": [int(each[at].argmax()) for each in outputs],
            "probabilities": [rounded(each[at]) for each in outputs],
        }
        for at, picture in enumerate(ids)
    ]


QUERIES: dict[str, Answering] = {"pixels": pixels, "cell": cell, "mistakes": mistakes}
