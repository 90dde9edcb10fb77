"""The server's text messages on a stream (docs/protocol.md says what they mean).

Left out: which viewers get them, and when.
"""

from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict, Unpack, cast

from app.runs.answers import Description, DocumentAnswer
from app.runs.states import Failure, Mark, RunState, Status
from app.services.run_answers import NewRun


class Audience(TypedDict):
    """A run's viewers, the neuron that is shown to them, and the receiver's rights."""

    viewers: int
    can_control: bool
    pinned: str | None


class Surroundings(Audience):
    """What a snapshot says besides the run."""

    server: str
    build: str


class Snapshot(Description):
    """All that a newly arrived viewer needs; the first message of a stream."""

    type: Literal["snapshot"]
    run: str
    viewers: int
    can_control: bool
    pinned: str | None
    server: str
    build: str


class StatusMessage(TypedDict):
    """What a run is doing; with the document if a live setting of it has changed."""

    type: Literal["status"]
    status: Status
    epoch: int
    seq: int
    reason: NotRequired[str]
    can_undo: bool
    can_redo: bool
    viewers: int
    can_control: bool
    pinned: str | None
    experiment: NotRequired[Mapping[str, object]]
    marks: NotRequired[list[Mark]]


class MadeRun(TypedDict):
    """Where a new run is, and what steers it."""

    id: str
    control_token: str
    url: str
    stream_url: str


class Done(TypedDict):
    """The answer to an accepted command; of a fork, with the new run."""

    type: Literal["done"]
    command: str
    status: Status
    epoch: int
    seq: int
    run: NotRequired[MadeRun]
    number: NotRequired[int]


class ErrorMessage(TypedDict):
    """The answer to a refused message."""

    type: Literal["error"]
    code: str
    detail: str
    number: NotRequired[int]


class Diverged(Failure):
    """How a run has diverged."""

    type: Literal["diverged"]


class Pong(TypedDict):
    """The answer to a ping."""

    type: Literal["pong"]


class Bye(TypedDict):
    """The last message of a stream."""

    type: Literal["bye"]
    reason: str


ServerMessage = Snapshot | StatusMessage | Done | ErrorMessage | Diverged | Pong | Bye


def snapshot(description: Description, *, run: str, **around: Unpack[Surroundings]) -> Snapshot:
    """Return the first message of a stream."""
    return {"type": "snapshot", "run": run, **description, **around}


def status(
    state: RunState, changed: DocumentAnswer | None = None, **around: Unpack[Audience]
) -> StatusMessage:
    """Return what a run is doing; with its document if that is given."""
    message: StatusMessage = {
        "type": "status",
        "status": state["status"],
        "epoch": state["epoch"],
        "seq": state["seq"],
        "can_undo": state["can_undo"],
        "can_redo": state["can_redo"],
        "viewers": around["viewers"],
        "can_control": around["can_control"],
        "pinned": around["pinned"],
    }
    if "reason" in state:
        message["reason"] = state["reason"]
    if changed is not None:
        message["experiment"], message["marks"] = changed["experiment"], changed["marks"]
    return message


def done(command: str, answer: RunState | NewRun, number: int | None = None) -> Done:
    """Return the answer to an accepted command; of a fork, with the new run."""
    message: Done = {
        "type": "done",
        "command": command,
        "status": answer["status"],
        "epoch": answer["epoch"],
        "seq": answer["seq"],
    }
    if command == "fork":
        made = cast(NewRun, answer)
        message["run"] = {
            "id": made["id"],
            "control_token": made["control_token"],
            "url": made["url"],
            "stream_url": made["stream_url"],
        }
    if number is not None:
        message["number"] = number
    return message


def error(code: str, detail: str, number: int | None = None) -> ErrorMessage:
    """Return the answer to a refused message."""
    message: ErrorMessage = {"type": "error", "code": code, "detail": detail}
    if number is not None:
        message["number"] = number
    return message


def diverged(failure: Failure) -> Diverged:
    """Return that a run has diverged: epoch, layer, reason and advice."""
    return {"type": "diverged", **failure}


def pong() -> Pong:
    """Return the answer to a ping."""
    return {"type": "pong"}


def bye(reason: str) -> Bye:
    """Return the last message of a stream."""
    return {"type": "bye", "reason": reason}
