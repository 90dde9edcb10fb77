"""What clients are told about a run as they know it: by its public id."""

from collections.abc import Mapping
from typing import TypedDict

from app.runs.answers import Array
from app.runs.states import Status


class NewRun(TypedDict):
    """A new run; the control token is told this once."""

    id: str
    control_token: str
    status: Status
    epoch: int
    seq: int
    url: str
    stream_url: str


class RunDescription(TypedDict):
    """A run's status, document and metrics."""

    id: str
    status: Status
    epoch: int
    experiment: Mapping[str, object]
    metrics: Mapping[str, float | None]
    parameters: Array
    viewers: int
