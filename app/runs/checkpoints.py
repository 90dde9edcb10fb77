"""A run as bytes, and back: to go on elsewhere as if nothing had happened, to the bit.

Arrays go into a safetensors file, everything else as JSON into its metadata.  Never pickle.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.experiment import Experiment
from app.messages import Tensors, decode_tensors, encode_tensors

if TYPE_CHECKING:
    from app.runs.session import Session

TIMELINE_BYTES = 64 * 1024  # of past epochs: about a hundred of a small network
STEPPER = "stepper."  # what the stepper's own arrays are called here


@dataclass(frozen=True)
class Saved:
    """What a checkpoint holds."""

    experiment: Experiment
    facts: dict[str, Any]
    tensors: Tensors


def save(session: "Session") -> bytes:
    """Return a session as bytes."""
    trial, snapshot = session.trial, session.trial.stepper.snapshot()
    arrays = {key: value for key, value in snapshot.items() if isinstance(value, np.ndarray)}
    plain, epochs = trial.timeline.sparse(TIMELINE_BYTES)
    facts = {
        "session": session.facts(),
        "stopping": trial.stopping.state(),
        "failure": trial.failure,
        "ended": trial.ended,
        "timeline": plain,
        "stepper": {key: value for key, value in snapshot.items() if key not in arrays},
    }
    tensors: Tensors = {STEPPER + key: value for key, value in arrays.items()}
    tensors["history"], tensors["timeline"] = trial.history.rows, epochs
    if not np.array_equal(trial.sound, trial.model.parameters):
        tensors["sound"] = trial.sound
    if trial.stopping.best is not None:
        tensors["best"] = trial.stopping.best
    metadata = {"experiment": trial.experiment.model_dump_json(), "facts": json.dumps(facts)}
    return encode_tensors(metadata, tensors)


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
