"""A fit that was interrupted: what training had changed by then, from which it goes on.

state.json          the epoch to go on with, the generators, and the optimizer's counters
arrays.safetensors  the parameters, the other weights, and the optimizer's memory
"""

from typing import Any

import numpy as np

from engine.errors import DamagedModel
from engine.random import generator_state, set_generator_state
from engine.serialization import arrays, zipped
from engine.serialization.text import need, parsed, written
from engine.state import SavedState

STATE, ARRAYS = "state.json", "arrays.safetensors"
NOTES = {"format": "neural-playground backup"}
HELD = ("parameters", "fixed", "optimizer")


def packed(model: Any, epoch: int) -> bytes:
    """Return the state of a model in training, to go on with an epoch counted from 0."""
    state = SavedState(model).read()
    rest = {
        "epoch": epoch,
        "iterations": int(state["iterations"]),
        "learning_rate": float(state["learning_rate"]),
        "noise": state["noise"],
        "shuffles": generator_state(model.shuffles),
    }
    held = {name: np.asarray(state[name]) for name in HELD}
    return zipped.packed(
        {STATE: written(rest).encode(), ARRAYS: arrays.packed(held, NOTES)},
    )


def restore(model: Any, data: bytes, what: str) -> int:
    """Put a model into such a state; return the epoch to go on with.

    Raises DamagedModel, also where the state is another model's.
    """
    with zipped.complaints(what):
        parts = zipped.unpacked(data, (STATE, ARRAYS), (STATE, ARRAYS))
        state, held = parsed(parts[STATE], STATE), arrays.unpacked(parts[ARRAYS], ARRAYS)
        if set(held) != set(HELD):
            raise DamagedModel(f"{ARRAYS} must hold {', '.join(HELD)}; got {sorted(held)}")
        kinds = {"iterations": int, "learning_rate": float, "noise": str}
        rest = {name: need(state, name, kind) for name, kind in kinds.items()}
        epoch, shuffles = need(state, "epoch", int), need(state, "shuffles", str)
        SavedState(model).write({**held, **rest})
        set_generator_state(model.shuffles, shuffles)
        return int(epoch)
