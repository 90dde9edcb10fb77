"""A run as bytes, and back: to go on elsewhere as if nothing had happened, to the bit.

Arrays go into a safetensors file, everything else as JSON into its metadata.  Never pickle.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.documents.experiment import Experiment
from app.encoding.messages import Tensors, decode_tensors, encode_tensors
from app.runs.training.timeline import Past, Snapshot
from app.runs.training.topology import check_range

if TYPE_CHECKING:
    from app.runs.training.training_session import Session

Facts = dict[str, Any]

TIMELINE_BYTES = 64 * 1024  # of past epochs: about a hundred of a small network
STEPPER = "stepper."  # what the stepper's own arrays are called here


@dataclass(frozen=True)
class Saved:
    """What a checkpoint holds."""

    experiment: Experiment
    facts: Facts
    tensors: Tensors


def save(session: "Session", **changes: Any) -> bytes:
    """Return a session as bytes, with changes to its facts."""
    trial = session.trial
    facts = {
        "session": session.facts() | changes,
        "stopping": trial.stopping.state(),
        "failure": trial.failure,
        "ended": trial.ended,
    }
    tensors: Tensors = {"history": trial.history.rows}
    if not np.array_equal(trial.sound, trial.model.parameters):
        tensors["sound"] = trial.sound
    if trial.stopping.best is not None:
        tensors["best"] = trial.stopping.best
    past = trial.timeline.sparse(TIMELINE_BYTES)
    return _packed(trial.experiment, facts, trial.stepper.snapshot(), past, tensors)


def fork(session: "Session", epoch: int | None) -> bytes:
    """Return as bytes another run, which stands where this one does, or at one of its epochs.

    They are what that run would save; it need not be made for it.  Raises Conflict, Unprocessable.
    """
    own, still = {"kept": False, "goal": None}, {"status": "paused", "reason": ""}
    if epoch is None:
        return save(session, **own, **(still if session.status == "running" else {}))
    session.check_sound()
    check_range("epoch", epoch, 0, session.trial.latest)
    trial, snapshot = session.trial, session.trial.snapshot_at(epoch)
    there = snapshot["epoch"]
    stopping = {"best_loss": None, "best_epoch": there, "seconds": trial.stopping.seconds}
    facts = {
        "session": session.facts() | own | still,
        "stopping": stopping,
        "failure": None,
        "ended": None,
    }
    past = trial.timeline.sparse(TIMELINE_BYTES, until=there)
    history = trial.history.until(there)
    return _packed(trial.experiment, facts, snapshot, past, {"history": history})


def _packed(
    experiment: Experiment, facts: Facts, snapshot: Snapshot, past: Past, tensors: Tensors
) -> bytes:
    arrays = {key: value for key, value in snapshot.items() if isinstance(value, np.ndarray)}
    facts["timeline"], epochs = past
    facts["stepper"] = {key: value for key, value in snapshot.items() if key not in arrays}
    named = {STEPPER + key: value for key, value in arrays.items()}
    metadata = {"experiment": experiment.model_dump_json(), "facts": json.dumps(facts)}
    return encode_tensors(metadata, {**named, **tensors, "timeline": epochs})


def load(blob: bytes) -> Saved:
    """Return what a checkpoint holds."""
    metadata, tensors = decode_tensors(blob)
    experiment = Experiment.model_validate_json(metadata["experiment"])
    return Saved(experiment, json.loads(metadata["facts"]), tensors)


def put_back(saved: Saved, session: "Session") -> None:
    """Bring a new session of the same experiment to where the checkpoint was taken."""
    trial, facts = session.trial, saved.facts
    arrays = {
        key.removeprefix(STEPPER): value.copy()
        for key, value in saved.tensors.items()
        if key.startswith(STEPPER)
    }
    trial.stepper.restore({**facts["stepper"], **arrays})
    trial.sound[:] = saved.tensors.get("sound", trial.model.parameters)
    trial.history.refill(saved.tensors["history"])
    trial.timeline.refill(facts["timeline"], saved.tensors["timeline"])
    best = saved.tensors.get("best")
    trial.stopping.restore(facts["stopping"], None if best is None else best.copy())
    trial.resume(facts["failure"], facts["ended"])
    session.resume(facts["session"])
