"""What any kind of run answers to commands and queries, and the queries by name.

An array that has many numbers stays one on its way from a worker, and becomes a list if it has few
(bulk.py).  What only the run's kind knows is opaque here: its document, topology and points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NotRequired, TypedDict, TypeVar

from numpy.typing import NDArray

from app.runs.states import Mark, RunState

Answer = Mapping[str, object]  # of any command or query
Array = NDArray[Any] | list[Any]
A = TypeVar("A", bound=Answer)


@dataclass(frozen=True)
class Query(Generic[A]):
    """The name of a query, and the type of its answer."""

    kind: str


class StatusAnswer(RunState):
    """A run's state and its metrics; None stands for a number that is not finite."""

    metrics: Mapping[str, float | None]
    confusion: list[list[int]] | None  # [true][predicted] test points


class HistoryColumns(TypedDict):
    """The names of a history's columns."""

    columns: list[str]


class HistoryAnswer(HistoryColumns):
    """The rows of a history, each for some epochs in succession."""

    rows: Array
    epochs_per_row: int  # at most


class DocumentAnswer(TypedDict):
    """A run's document, and what was changed in it while it trained."""

    experiment: Mapping[str, object]
    marks: list[Mark]


class Description(StatusAnswer):
    """All that a newly arrived viewer needs."""

    experiment: Mapping[str, object]
    marks: list[Mark]
    topology: Mapping[str, object]
    history: HistoryColumns
    changes: list[int]  # the epochs at which it went on with another document
    parameters: Array
    points: Mapping[str, object]


class Remedy(TypedDict):
    """Something to do about a finding: a label for a button, and the commands behind it."""

    label: str
    commands: list[Mapping[str, object]]


class Finding(TypedDict):
    """A reason why a run learns badly."""

    code: str
    gist: str  # of the text, where there is space for a line
    text: str
    remedies: list[Remedy]
    layer: NotRequired[str]


class LayerFigures(TypedDict):
    """How a layer takes part in learning."""

    name: str
    gradient: float  # root mean square
    dead: list[int]  # units
    saturated: float  # share of values


class Diagnosis(TypedDict):
    """Why a run learns badly, if it does."""

    epoch: int
    findings: list[Finding]
    layers: list[LayerFigures]


class CheckpointAnswer(TypedDict):
    """Another run, to be made of its checkpoint's bytes, and the epoch at which it stands."""

    checkpoint: Array
    epoch: int


class FileAnswer(TypedDict):
    """A run as a file's bytes."""

    file: Array


DESCRIBE = Query[Description]("describe")
EXPERIMENT = Query[DocumentAnswer]("experiment")
HISTORY = Query[HistoryAnswer]("history")
DIAGNOSIS = Query[Diagnosis]("diagnosis")
FORK = Query[CheckpointAnswer]("fork")
EVENT_FILES = Query[FileAnswer]("tensorboard")
FILM = Query[FileAnswer]("film")
