"""The state of a run, as the server and its clients get it."""

from typing import Literal, NotRequired, TypedDict

Status = Literal["ready", "running", "paused", "finished", "diverged", "failed"]


class Failure(TypedDict):
    """How a run has diverged: in which epoch and layer, why, and what to do."""

    epoch: int
    layer: int  # from 1
    reason: str
    advice: str


class RunState(TypedDict):
    """The state of a run; every visible change makes `seq` grow."""

    status: Status
    epoch: int  # complete ones
    position: int  # samples of the epoch that were seen
    seq: int
    generation: int  # counts rebuilds
    revision: int  # counts changes of the document
    can_undo: bool
    can_redo: bool
    reason: NotRequired[str]
    diverged: NotRequired[Failure]


class Mark(TypedDict):
    """What was changed in a run's document at an epoch: the new values, by their paths."""

    epoch: int
    values: dict[str, object]


class SessionFacts(TypedDict):
    """What a checkpoint has of a session besides its training."""

    status: Status
    reason: str
    kept: bool
    generation: int
    revision: int
    goal: tuple[str, int] | None  # the unit, and how many are left
