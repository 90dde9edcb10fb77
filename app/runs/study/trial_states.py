"""The states of a study's trials at the end of one epoch, in two arrays.

`weights` has each trial's parameters, running means and optimizer's memory, one after the other.
`records` has each trial's plain values.  A timeline stores 32-bit floats: there a record's 64-bit
numbers are 16-bit pieces, each of which such a float holds exactly.
"""

import json
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.encoding.messages import Json
from app.runs.training.training import State

Singles: TypeAlias = NDArray[np.float32]
Records: TypeAlias = NDArray[np.void]
Words: TypeAlias = NDArray[np.uint64]

NEVER = -1
ARRAYS = "parameters", "fixed", "optimizer"
RECORD = np.dtype(
    [
        ("loss", np.float64),  # not a finite number if it has diverged
        ("test_loss", np.float64),
        ("converged", np.int64),  # the epoch at which it came below the target, or NEVER
        ("diverged", np.int64),  # the epoch at which it diverged, or NEVER
        ("iterations", np.int64),
        ("generator", np.uint64, (5,)),  # of the next epoch's order
    ]
)
HALF = 2**64 - 1  # the lower half of a 128-bit number


class Shape(NamedTuple):
    """The shapes of a trial's arrays, and where they are among all weights."""

    start: int
    stop: int
    shapes: tuple[tuple[int, ...], ...]


class TrialStates:
    """The states of all trials at the end of an epoch."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = shapes
        self.weights: Singles = np.zeros(shapes[-1].stop, np.float32)
        self.records: Records = np.zeros(len(shapes), RECORD)
        for name in ("converged", "diverged"):
            self.records[name] = NEVER

    def like(self, state: State) -> "TrialStates":
        """Return the states of the same trials that `arrays` returned."""
        states = TrialStates(self._shapes)
        states.put_back(state)
        return states

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return a copy of all states, as arrays of 32-bit floats."""
        pieces = self.records.view(np.uint16).astype(np.float32)
        return {"weights": self.weights.copy(), "records": pieces}

    def put_back(self, state: State) -> None:
        """Take on the states that `arrays` returned."""
        self.weights[:] = state.arrays["weights"]
        self.records[:] = state.arrays["records"].astype(np.uint16).view(RECORD)

    def numbers(self, trial: int) -> Singles:
        """Return all that is stored of a trial in `weights`; a view."""
        return self.weights[slice(*self._shapes[trial][:2])]

    def parameters(self, trial: int) -> Singles:
        """Return a trial's parameters; a view."""
        start, _, (first, *_) = self._shapes[trial]
        return self.weights[start : start + first[0]]

    def state(self, trial: int, epoch: int) -> State:
        """Return a trial's state, as its network's timeline would store it at an epoch."""
        at, arrays, record = self._shapes[trial].start, {}, self.records[trial]
        for name, shape in zip(ARRAYS, self._shapes[trial].shapes, strict=True):
            size = prod(shape)
            arrays[name] = self.weights[at : at + size].reshape(shape).copy()
            at += size
        values: dict[str, Json] = {
            "epoch": epoch,
            "iterations": int(record["iterations"]),
            "generator": json.dumps(from_words(record["generator"])),
            "noise": "",  # dense layers draw nothing
        }
        return State(arrays, values)

    def store(self, trial: int, state: State) -> None:
        """Store a trial's state; its record's other fields stay as they are."""
        start, stop, _ = self._shapes[trial]
        numbers = [state.arrays[name].ravel() for name in ARRAYS]
        np.concatenate(numbers, out=self.weights[start:stop])
        record, generator = self.records[trial], state.values["generator"]
        record["iterations"], record["generator"] = state.values["iterations"], _read(generator)

    def copy_trial(self, trial: int, other: "TrialStates") -> None:
        """Take on another's state of a trial."""
        self.numbers(trial)[:] = other.numbers(trial)
        self.records[trial] = other.records[trial]


def shapes_of(states: Sequence[State]) -> list[Shape]:
    """Return where the arrays of some states stand, one trial after the other."""
    shapes: list[Shape] = []
    for state in states:
        start = shapes[-1].stop if shapes else 0
        arrays = [state.arrays[name] for name in ARRAYS]
        size = sum(array.size for array in arrays)
        shapes.append(Shape(start, start + size, tuple(array.shape for array in arrays)))
    return shapes


def _read(generator: Json) -> Words:
    assert isinstance(generator, str)
    return as_words(json.loads(generator))


def as_words(state: Mapping[str, Any]) -> Words:
    """Return the state of a PCG64 as five 64-bit numbers."""
    number, step = state["state"]["state"], state["state"]["inc"]
    left_over = state["has_uint32"] << 32 | state["uinteger"]
    words = [number >> 64, number & HALF, step >> 64, step & HALF, left_over]
    return np.array(words, np.uint64)


def from_words(words: Words) -> dict[str, Any]:
    """Return the state that `as_words` has read."""
    high, low, step_high, step_low, left_over = words.tolist()
    state = {"state": high << 64 | low, "inc": step_high << 64 | step_low}
    rest = {"has_uint32": left_over >> 32, "uinteger": left_over & (2**32 - 1)}
    return {"bit_generator": "PCG64", "state": state, **rest}
