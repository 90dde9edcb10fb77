"""What a study answers to the queries of its kind, and these by name."""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from app.runs.answers import CheckpointAnswer, Query

TrialStatus = Literal["training", "converged", "slow", "diverged"]
SearchStatus = Literal["training", "waiting", "done", "culled", "diverged", "unfit"]


class StudyTopology(TypedDict):
    """How many trials there are, in what they differ, and what a map shows."""

    trials: int
    curves: int  # trials that have columns in the history
    paths: list[str]
    channels: int
    range: list[float]  # the outputs that the bytes 0 and 255 stand for
    classes: list[str]


class SearchFacts(TypedDict):
    """How a search chooses, and by which metric."""

    method: str
    metric: str
    brackets: list[list[list[int]]]  # Hyperband's rounds: how many trials, for how many epochs


class SearchTopology(StudyTopology):
    """The same of a search; its trials are those so far."""

    planned: int  # trials at most
    search: SearchFacts


class ShownTrials(TypedDict):
    """The trials whose maps a frame has, and their sides."""

    trials: list[int]
    thumbnails: int


class TrialsAnswer(TypedDict):
    """Trials in rows: the number, the settings that differ, losses, status and since when."""

    epoch: int
    total: int
    first: int
    columns: list[str]
    rows: list[list[Any]]
    brackets: NotRequired[list[list[list[int]]]]  # of a search, as in SearchFacts


class TrialAnswer(TypedDict):
    """One trial, with its whole document."""

    trial: int
    epoch: int
    status: TrialStatus
    since: int | None  # the epoch at which it converged or diverged
    loss: float | None
    test_loss: float | None
    settings: Mapping[str, object]  # that differ, by their paths
    reason: NotRequired[str]  # why it diverged
    experiment: Mapping[str, object]


class SearchTrialAnswer(TypedDict):
    """One trial of a search, with its whole document; None where its values make none."""

    trial: int
    epoch: int
    status: SearchStatus
    since: int | None  # the trial's epoch at which it came to an end
    epochs: int
    bracket: int | None  # of Hyperband, as is the round
    round: int | None
    loss: float | None
    test_loss: float | None
    best: float | None
    settings: Mapping[str, object]  # of the space, by their paths
    reason: NotRequired[str]  # why it is culled, diverged or unfit
    experiment: Mapping[str, object] | None


# Some trials with the same value of a setting, or with values near each other; the median is that
# of their scores, None if that trial has diverged.
Group = TypedDict(
    "Group",
    {
        "value": NotRequired[object],
        "from": NotRequired[float],
        "to": NotRequired[float],
        "trials": int,
        "median": float | None,
    },
)


class Importance(TypedDict):
    """How much a setting decides by itself."""

    path: str
    share: float | None  # of the ranks' variance; None if there are too few trials to say
    trials: int
    groups: list[Group]


class ImportanceAnswer(TypedDict):
    """How much each setting of a search decides by itself."""

    epoch: int
    metric: str
    trials: int
    importance: list[Importance]


TRIALS = Query[TrialsAnswer]("trials")
TRIAL = Query[TrialAnswer | SearchTrialAnswer]("trial")
IMPORTANCE = Query[ImportanceAnswer]("importance")
OPEN_TRIAL = Query[CheckpointAnswer]("open_trial")
