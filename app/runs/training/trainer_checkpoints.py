"""Saves a trainer as bytes and restores it, so that it goes on elsewhere, the same to the bit.

Arrays go into a safetensors file, everything else as JSON into its metadata.  Never pickle.
"""

import json
from collections.abc import Sequence
from typing import NotRequired, TypedDict

import numpy as np

from app.documents.document import Document
from app.documents.run_kinds import parse_document
from app.encoding.messages import Json, Tensors, decode_tensors, encode_tensors
from app.runs.blocks import Work
from app.runs.states import Failure, Mark, SessionFacts
from app.runs.training.history import History
from app.runs.training.runtime import runtime_of
from app.runs.training.stopping import StoppingFacts
from app.runs.training.timeline import Past, Rows
from app.runs.training.trainer import Trainer
from app.runs.training.training import State
from app.runs.training.undo_stack import PackedState

TIMELINE_BYTES = 64 * 1024  # of past epochs: about a hundred of a small network
PackedStack = tuple[Sequence[PackedState], bytes]
STEPPER = "stepper."  # the prefix of the stepper's own arrays


class Facts(TypedDict):
    """What a checkpoint says besides its arrays, the timeline and the training's own values."""

    session: SessionFacts
    stopping: StoppingFacts
    failure: Failure | None
    ended: str | None
    changes: NotRequired[list[int]]  # as the trainer has them; not in one of an older version
    marks: NotRequired[list[Mark]]
    row_is_missing: NotRequired[bool]  # of the history, for the epoch at which a fork stands
    undo: NotRequired[list[PackedState]]  # the places of the states among the bytes of them


class StoredFacts(Facts):
    """All that a checkpoint says besides its arrays."""

    timeline: list[tuple[Json, ...]]
    stepper: dict[str, Json]
    epochs_per_row: NotRequired[int]  # of the history; not in a checkpoint of an older version


def save_trainer(trainer: Trainer, session: SessionFacts, undo: PackedStack = ((), b"")) -> bytes:
    """Return a trainer as bytes, with the facts of its session and its packed undo stack."""
    facts: Facts = {
        "session": session,
        "stopping": trainer.stopping.facts(),
        "failure": trainer.failure,
        "ended": trainer.ended,
        "changes": trainer.changes,
        "marks": trainer.marks,
    }
    tensors: Tensors = {}
    state = trainer.training.snapshot()
    learned = state.arrays.get("parameters", trainer.training.parameters)
    if not np.array_equal(trainer.sound, learned):
        tensors["sound"] = trainer.sound
    if trainer.stopping.best is not None:
        tensors["best"] = trainer.stopping.best
    if undo[0]:
        facts["undo"], tensors["undo"] = [*undo[0]], np.frombuffer(undo[1], np.uint8)
    past = trainer.timeline.sparse(TIMELINE_BYTES, fewest=trainer.document.saved_epochs)
    return packed(trainer.document, facts, state, (trainer.history, past), tensors)


def packed(
    document: Document, facts: Facts, snapshot: State, past: tuple[History, Past], tensors: Tensors
) -> bytes:
    """Return such bytes of their parts."""
    history, (timeline, epochs) = past
    stored: StoredFacts = {
        **facts,
        "timeline": timeline,
        "stepper": snapshot.values,
        "epochs_per_row": history.epochs_per_row,
    }
    named = {STEPPER + key: value for key, value in snapshot.arrays.items()}
    metadata = {"experiment": document.model_dump_json(), "facts": json.dumps(stored)}
    tensors |= {"history": history.rows, "timeline": epochs}
    return encode_tensors(metadata, {**named, **tensors})


def restoring_trainer(blob: bytes) -> Work[tuple[Trainer, SessionFacts]]:
    """Return the trainer that was saved, made in blocks, and the facts of its session."""
    metadata, tensors = decode_tensors(blob)
    raw, facts = json.loads(metadata["experiment"]), json.loads(metadata["facts"])
    yield
    document = parse_document(raw)
    yield
    arrays = _own(tensors)
    with runtime_of(document).recall(arrays):
        trainer = yield from Trainer.building(document, is_restored=True)
    trainer.training.restore(State(arrays, facts["stepper"]))
    _put_back(facts, tensors, trainer)
    return trainer, facts["session"]


def undo_states(blob: bytes) -> tuple[list[PackedState], bytes]:
    """Return the packed undo stack of a checkpoint."""
    metadata, tensors = decode_tensors(blob)
    content = tensors["undo"].tobytes() if "undo" in tensors else b""
    return json.loads(metadata["facts"]).get("undo", []), content


def stored_past(blob: bytes) -> tuple[Json, list[int], Rows]:
    """Return the document of a checkpoint as plain data, and its epochs with their parameters.

    Where it has no past, they are those at which it stands.
    """
    metadata, tensors = decode_tensors(blob)
    facts, now = json.loads(metadata["facts"]), tensors[f"{STEPPER}parameters"]
    epochs, rows = [plain[0] for plain in facts["timeline"]], tensors["timeline"][:, : now.size]
    raw: Json = json.loads(metadata["experiment"])
    return (raw, epochs, rows) if epochs else (raw, [facts["stepper"]["epoch"]], now[np.newaxis])


def _own(tensors: Tensors) -> Tensors:
    """Return the arrays of the training itself, by their names."""
    return {
        key.removeprefix(STEPPER): value.copy()
        for key, value in tensors.items()
        if key.startswith(STEPPER)
    }


def _put_back(facts: StoredFacts, tensors: Tensors, trainer: Trainer) -> None:
    trainer.sound[:] = tensors.get("sound", trainer.training.parameters)
    trainer.history.refill(tensors["history"], facts.get("epochs_per_row", 1))
    trainer.timeline.refill(facts["timeline"], tensors["timeline"])
    best = tensors.get("best")
    trainer.stopping.restore(facts["stopping"], None if best is None else best.copy())
    trainer.changes, trainer.marks = facts.get("changes", []), facts.get("marks", [])
    trainer.resume(facts["failure"], facts["ended"])
    if facts.get("row_is_missing"):
        trainer.complete_history()
