"""Answers queries, which change nothing: plain data, every number finite or null.

Each answer is computed in blocks (blocks.py).  Only large arrays stay arrays on their way to a
writer (bulk.py, app/encoding/large_json.py).
"""

from collections.abc import Callable, Generator
from typing import Any, cast

import numpy as np

from app.documents.field_errors import refusing_fields
from app.encoding.messages import finite
from app.errors import Unprocessable
from app.runs.answers import (
    Answer,
    CheckpointAnswer,
    Description,
    Diagnosis,
    DocumentAnswer,
    FileAnswer,
    HistoryAnswer,
    StatusAnswer,
)
from app.runs.blocks import Work
from app.runs.bulk import Entries, Section, is_large
from app.runs.training import checkpoints
from app.runs.training.event_log import EventOrder, event_log
from app.runs.training.runtime import runtime_of, runtimes
from app.runs.training.trainer import Trainer
from app.runs.training.training import Parameters
from app.runs.training.training_session import TrainingSession
from app.runs.wire_messages import CommandData

SOUND = ("experiment", "topology", "points")  # that came in, or were made, with finite numbers
NONE: Parameters = np.zeros(0, np.float32)


def kind_of(query: Any) -> str | None:
    """Return the kind of a query, one of KINDS; None if it is no query."""
    kind = query.get("type") if isinstance(query, dict) else None
    return kind if isinstance(kind, str) and kind in KINDS else None


def answer(session: TrainingSession, query: Any) -> Work[Answer] | None:
    """Return the work of answering a query; None if it is no query.  The work raises AppError."""
    if (kind := kind_of(query)) is None:
        return None
    body = {key: value for key, value in query.items() if key not in ("type", "number")}
    return _answer(kind, session, body)


def _answer(kind: str, session: TrainingSession, body: CommandData) -> Work[Answer]:
    with refusing_fields():
        answered = _asked(kind, session, body)
        if isinstance(answered, Generator):
            answered = yield from answered
    return {key: value if key in SOUND else _finite(value) for key, value in answered.items()}


def _asked(kind: str, session: TrainingSession, body: CommandData) -> Answer | Work[Answer]:
    if (generic := GENERIC.get(kind)) is not None:
        return generic(session, body)
    runtime = runtime_of(session.document)
    if (own := runtime.queries.get(kind)) is not None:
        return own(session.training, body)
    if (own := runtime.of_session.get(kind)) is not None:
        return own(session, body)
    raise Unprocessable(f"a run of this kind answers no {kind}")


def _finite(value: Any) -> Any:
    """Return plain data with None for what is not finite; large arrays are left to the writer."""
    if is_large(value):
        return value
    if isinstance(value, Section):
        return Section({key: _finite(entry) for key, entry in value.items()})
    if isinstance(value, Entries):
        return Entries(finite(value))
    if isinstance(value, list) and value and isinstance(value[0], Section):
        return [_finite(one) for one in value]
    return finite(value)


def describe(session: TrainingSession, _: CommandData) -> Work[Description]:
    """Return all that a newly arrived viewer needs."""
    trainer, training = session.trainer, session.training
    document, topology = experiment(session, {}), training.screen.topology()
    shown = training.parameters if session.document.shows_parameters else NONE
    parameters, changes = shown.copy(), [*trainer.changes]
    state = yield from status(session, {})
    yield
    points = yield from training.screen.points()
    return {
        **state,
        **document,
        "topology": topology,
        "history": {"columns": list(trainer.history.columns)},
        "changes": changes,
        "parameters": parameters,
        "points": points,
    }


def experiment(session: TrainingSession, _: CommandData) -> DocumentAnswer:
    """Return the document alone, for viewers that have everything but its newest change."""
    document = session.document.model_dump(mode="json")
    parts = Section({key: _part(value) for key, value in document.items()})
    return {"experiment": parts, "marks": [*session.trainer.marks]}


def _part(value: Any) -> Any:
    """Mark the long lists in a part of a document, so that they travel in parts."""
    if not isinstance(value, dict):
        return value
    return Section({key: Entries(v) if isinstance(v, list) else v for key, v in value.items()})


def status(session: TrainingSession, _: CommandData) -> Work[StatusAnswer]:
    """Return the run's state and its metrics."""
    state = session.state()
    figures = (yield from session.trainer.metrics.shown()).message()
    losses = {"loss": figures["loss"], "test_loss": figures["test_loss"]}
    metrics = {**losses, **figures["metrics"]}
    return {**state, "metrics": metrics, "confusion": figures["confusion"]}


def history(session: TrainingSession, _: CommandData) -> HistoryAnswer:
    """Return the rows of the run's history."""
    kept = session.trainer.history
    columns, rows = list(kept.columns), kept.rows.copy()
    return {"columns": columns, "rows": rows, "epochs_per_row": kept.epochs_per_row}


def diagnosis(session: TrainingSession, _: CommandData) -> Work[Diagnosis]:
    """Return what is wrong with a training, and what to do about it."""
    diagnose = runtime_of(session.document).diagnose
    if diagnose is None:
        raise Unprocessable("a run of this kind answers no diagnosis")
    return diagnose(session.trainer)


def open_trial(session: TrainingSession, body: CommandData) -> Work[CheckpointAnswer]:
    """Return, as a checkpoint, a run of one trial of a study."""
    opening = runtime_of(session.document).open_trial
    if opening is None:
        raise Unprocessable("a run of this kind has no trials")
    return opening(session.trainer, cast(int, body["trial"]))  # the server has checked it


def tensorboard(session: TrainingSession, body: CommandData) -> Work[FileAnswer]:
    """Return a run as event files, which TensorBoard shows, in a zip."""
    own = runtime_of(session.document).event_files
    write: Callable[[Trainer, EventOrder], Work[bytes]] = own or event_log
    order = EventOrder(cast(str, body["name"]), cast(float, body["time"]))
    try:
        return _file((yield from write(session.trainer, order)))
    except ImportError as error:
        raise Unprocessable(f"this run cannot be had as event files: {error}") from error


def film(session: TrainingSession, _: CommandData) -> Work[FileAnswer]:
    """Return the epochs of a run, as far as they are stored, as an animated GIF."""
    filming = runtime_of(session.document).film
    if filming is None:
        raise Unprocessable("a run of this kind has no film")
    return _file((yield from filming(session.trainer)))


def _file(content: bytes) -> FileAnswer:
    return {"file": np.frombuffer(content, np.uint8)}


def fork(session: TrainingSession, body: CommandData) -> CheckpointAnswer:
    """Return, as a checkpoint, another run that stands at one of this one's epochs."""
    wanted = cast(int | None, body.get("epoch"))  # the server has checked it
    blob, epoch = checkpoints.fork(session, wanted)
    return {"checkpoint": np.frombuffer(blob, np.uint8), "epoch": epoch}


GENERIC: dict[str, Callable[[TrainingSession, CommandData], Answer | Work[Answer]]] = {
    "describe": describe,
    "experiment": experiment,
    "status": status,
    "history": history,
    "diagnosis": diagnosis,
    "fork": fork,
    "film": film,
    "tensorboard": tensorboard,
    "open_trial": open_trial,
}
LARGE = frozenset({"film", "fork", "open_trial", "tensorboard"}).union(
    *(runtime.large for runtime in runtimes())
)
KINDS = frozenset(GENERIC).union(*((*one.queries, *one.of_session) for one in runtimes()))
