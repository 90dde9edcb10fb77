"""What a search has done: the executions of its trials, in order, as plain data and arrays.

An execution is a trial's training from where it stood as far as the method wanted.  Hyperband's
trials may have several.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any, NotRequired, TypedDict, cast

import numpy as np
from numpy.typing import NDArray

from app.documents.variations import Changes
from app.encoding.messages import Json
from app.runs.states import Failure
from app.runs.training.training import State

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Place:
    """The round of elimination that an execution is for."""

    bracket: int
    round: int
    chosen: tuple[int, ...] = ()  # all trials that go on in this round; none in the first


@dataclass(frozen=True)
class Execution:
    """One execution of a trial; numbers that there are not yet are NaN."""

    trial: int
    values: Changes
    asked: int  # until which epoch it was to be trained
    begun: int = 0  # the trial's epochs before it
    epochs: int = 0  # the trial's epochs so far
    loss: float = nan
    test_loss: float = nan
    best: float = nan  # the least value of the goal's metric after any of its epochs
    place: Place | None = None
    failure: Failure | None = None  # how it diverged
    unfit: str = ""  # why its values do not fit each other
    state: State | None = None  # at the end of its last epoch, or where it diverged
    space: int = 0  # which of the search's spaces, one after the other, it was proposed from

    @property
    def score(self) -> float | None:
        """What it came to; None: to nothing."""
        lost = self.failure is not None or bool(self.unfit) or not isfinite(self.best)
        return None if lost else self.best


class _StateFacts(TypedDict):
    arrays: list[tuple[str, str, list[int]]]  # name, type and shape of each
    values: dict[str, Json]


class _Facts(TypedDict):
    """An execution without its arrays; None stands for NaN."""

    trial: int
    values: Changes
    asked: int
    begun: int
    epochs: int
    figures: list[float | None]  # loss, test loss, best
    place: NotRequired[tuple[int, int, list[int]]]
    failure: NotRequired[Failure]
    unfit: NotRequired[str]
    state: NotRequired[_StateFacts]
    space: NotRequired[int]


def packed(executions: Sequence[Execution]) -> tuple[Bytes, list[Json]]:
    """Return executions as the bytes of their arrays, and all else of them."""
    arrays = [a for one in executions if one.state is not None for a in one.state.arrays.values()]
    content = b"".join(array.tobytes() for array in arrays)
    data = np.frombuffer(content, np.uint8) if content else np.zeros(0, np.uint8)
    return data, [cast(Json, _facts(one)) for one in executions]


def unpacked(data: Bytes, facts: Sequence[Json]) -> list[Execution]:
    """Return what `packed` was given."""
    content, found, at = data.tobytes(), list[Execution](), 0
    for one in cast(Sequence[_Facts], facts):
        execution = _execution(one)
        if state := one.get("state"):
            arrays: dict[str, NDArray[Any]] = {}
            for name, kind, shape in state["arrays"]:
                count, dtype = int(np.prod(shape)), np.dtype(kind)
                arrays[name] = np.frombuffer(content, dtype, count, at).reshape(shape).copy()
                at += count * dtype.itemsize
            execution = replace(execution, state=State(arrays, state["values"]))
        found.append(execution)
    return found


def _facts(one: Execution) -> _Facts:
    figures = [one.loss, one.test_loss, one.best]
    facts: _Facts = {
        "trial": one.trial,
        "values": one.values,
        "asked": one.asked,
        "begun": one.begun,
        "epochs": one.epochs,
        "figures": [figure if isfinite(figure) else None for figure in figures],
    }
    if one.place is not None:
        facts["place"] = one.place.bracket, one.place.round, list(one.place.chosen)
    if one.failure is not None:
        facts["failure"] = one.failure
    if one.unfit:
        facts["unfit"] = one.unfit
    if one.space:
        facts["space"] = one.space
    if one.state is not None:
        arrays = [(name, a.dtype.str, list(a.shape)) for name, a in one.state.arrays.items()]
        facts["state"] = {"arrays": arrays, "values": one.state.values}
    return facts


def _execution(facts: _Facts) -> Execution:
    loss, test_loss, best = (nan if one is None else one for one in facts["figures"])
    place = None
    if "place" in facts:
        bracket, level, chosen = facts["place"]
        place = Place(bracket, level, tuple(chosen))
    return Execution(
        facts["trial"],
        facts["values"],
        facts["asked"],
        facts["begun"],
        facts["epochs"],
        loss,
        test_loss,
        best,
        place,
        facts.get("failure"),
        facts.get("unfit", ""),
        space=facts.get("space", 0),
    )
