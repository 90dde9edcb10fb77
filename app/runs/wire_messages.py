"""The messages between the server and a worker, each a JSON header with bytes behind it.

A message to the worker has the field `do`, a message to the server the field `is`.  Large arrays
and long lists of commands and answers are sent as bulk.py says.
"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from app.errors import FieldFault
from app.runs.answers import Answer
from app.runs.states import RunState

CommandData = Mapping[str, object]  # a command or a query, as clients send it: it is checked again
Numbers = dict[str, int]  # of the last step that was done, by client


class ViewData(TypedDict):
    """A View, as plain data."""

    neuron: str
    resolution: int
    thumbnails: int
    fps: int
    trials: list[int]


# Make a run; the body is the experiment or the checkpoint that `from` names.  If it has `failed`,
# it may only be read, and quotes that fault; if it `waits`, its server was restarted, and it
# is paused.
Create = TypedDict(
    "Create",
    {
        "do": Literal["create"],
        "run": str,
        "from": Literal["experiment", "checkpoint"],
        "seq": int,
        "numbers": Numbers,
        "failed": str,
        "waits": bool,
    },
)


class Call(TypedDict):
    """Execute a command or answer a query; the body has its large arrays.

    No client waits for the answer after `until`, by the worker's monotonic clock.
    """

    do: Literal["call"]
    run: str
    id: int
    until: float
    command: CommandData


class Table(TypedDict):
    """Store an uploaded table, whose columns are the body, before a run names it."""

    do: Literal["table"]
    table: str


class Delete(TypedDict):
    """End a run."""

    do: Literal["delete"]
    run: str


class AskPicture(TypedDict):
    """Draw a frame of a state above `newer`, not before `at`, by the worker's monotonic clock."""

    do: Literal["picture"]
    run: str
    view: ViewData
    newer: int  # seq
    generation: int
    epochs_per_row: int  # of the history that the viewers have
    since: int  # the last epoch of it
    at: float


class Drop(TypedDict):
    """No viewer waits for that view's frames any more."""

    do: Literal["drop"]
    run: str
    view: ViewData


class Beat(TypedDict):
    """Give a sign of life; these are the runs that have viewers."""

    do: Literal["beat"]
    watched: list[str]


ToWorker = Create | Call | Table | Delete | AskPicture | Drop | Beat


class ErrorFields(TypedDict):
    """An AppError, as plain data."""

    status: int
    code: str
    detail: str
    errors: list[FieldFault]
    headers: dict[str, str]


# The first message of a worker, and its answer to each beat.
Alive = TypedDict("Alive", {"is": Literal["alive"]})

# A run is made, or it cannot be made.
Created = TypedDict("Created", {"is": Literal["created"], "run": str})
Uncreated = TypedDict("Uncreated", {"is": Literal["uncreated"], "run": str, "error": ErrorFields})

# A part of an answer: entries of a long list, or else the body is some of its bytes.
Part = TypedDict(
    "Part",
    {
        "is": Literal["part"],
        "id": int,
        "list": NotRequired[str],
        "entries": NotRequired[list[Any]],
    },
)
# The last part; the body is the end of its bytes.
AnswerMessage = TypedDict("AnswerMessage", {"is": Literal["answer"], "id": int, "value": Answer})
Refusal = TypedDict("Refusal", {"is": Literal["refusal"], "id": int, "error": ErrorFields})

# A run's state has changed.
StateMessage = TypedDict("StateMessage", {"is": Literal["state"], "run": str, "state": RunState})
# The body is a run's newest checkpoint.
CheckpointMessage = TypedDict(
    "CheckpointMessage", {"is": Literal["checkpoint"], "run": str, "numbers": Numbers}
)
# The body is a frame that was asked for.
PictureMessage = TypedDict(
    "PictureMessage",
    {"is": Literal["picture"], "run": str, "view": ViewData, "since": int, "at": float},
)
# A run's own code has failed: the worker has dropped it, and logged the fault.
Fault = TypedDict("Fault", {"is": Literal["fault"], "run": str, "fault": str})

OfAnswer = Part | AnswerMessage | Refusal
OfRun = Created | Uncreated | StateMessage | CheckpointMessage | PictureMessage | Fault
ToServer = Alive | OfAnswer | OfRun

# A cell of a cluster tells the server of a new worker, by its number, or how the worker ended, and
# passes on what the worker says.
Started = TypedDict("Started", {"is": Literal["started"], "worker": int})
Exited = TypedDict("Exited", {"is": Literal["exited"], "returncode": int, "run": str, "hung": bool})
FromCell = Started | Exited | ToServer
