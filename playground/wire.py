"""What the server sends and gets, as JSON (docs/protocol.md); keys of no use here are left out."""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

Numbers = list[Any]  # nested as deep as the array has axes; None is not finite


class View(TypedDict):
    """What a viewer wants to see."""

    neuron: str
    resolution: int
    thumbnails: int
    fps: NotRequired[int]


class TopologyMessage(TypedDict):
    """The network's plan; a study has no layers and neurons of its own, images have no range."""

    layers: NotRequired[list[Mapping[str, Any]]]
    neurons: NotRequired[list[str]]
    range: NotRequired[tuple[float, float]]
    line: NotRequired[str | None]
    classes: list[str]
    auxiliary: NotRequired[Mapping[str, Any]]


class HistoryColumns(TypedDict):
    """The names of a history's columns."""

    columns: list[str]


class HistoryMessage(HistoryColumns):
    """A history: rows that stand for some epochs each."""

    rows: Numbers


class SnapshotMessage(TypedDict):
    """The first message of a stream, and of every generation of the run."""

    type: Literal["snapshot"]
    status: str
    epoch: int
    generation: int
    experiment: Mapping[str, Any]
    topology: TopologyMessage
    points: Mapping[str, Numbers]
    history: HistoryColumns


class StatusMessage(TypedDict):
    """What the run is doing."""

    type: Literal["status"]
    status: str
    epoch: int
    reason: NotRequired[str]


class OtherMessage(TypedDict):
    """A message that says nothing to this client."""

    type: Literal["done", "error", "diverged", "pong", "bye"]


StreamMessage = SnapshotMessage | StatusMessage | OtherMessage


class FrameView(TypedDict):
    """What a frame shows; of a study no neuron."""

    neuron: NotRequired[str]


class FrameFacts(TypedDict):
    """What a frame says besides its arrays."""

    run: str
    seq: int
    generation: int
    epoch: int
    position: int
    status: str
    loss: float | None
    test_loss: float | None
    metrics: Mapping[str, float | None]
    confusion: list[list[int]] | None
    view: FrameView
    t: float
    history_after: int


class CommandAnswer(TypedDict):
    """Where a command leads to; a fork to a run with an id and a control token."""

    status: str
    epoch: int
    seq: int
    id: NotRequired[str]
    control_token: NotRequired[str]


class RunAnswer(TypedDict):
    """Where a run stands."""

    status: str
    epoch: int
    metrics: Mapping[str, float | None]
    experiment: Mapping[str, Any]
    parameters: Numbers
    viewers: int


class RunRequest(TypedDict):
    """What a new run is made of."""

    autostart: bool
    experiment: NotRequired[Mapping[str, Any]]
    experiment_id: NotRequired[str]


class ExperimentAnswer(TypedDict):
    """A saved experiment."""

    id: str
    url: str
    experiment: Mapping[str, Any]
    epochs: int | None  # of the network that it was saved with


class GalleryPage(TypedDict):
    """Some saved experiments, and where the rest begins."""

    items: list[ExperimentAnswer]
    next: str | None


class Catalog(TypedDict):
    """Every choice with its label, formula and limits, and the caps of the server."""

    version: str
    problems: list[Mapping[str, Any]]
    datasets: list[Mapping[str, Any]]
    features: list[Mapping[str, Any]]
    activations: list[Mapping[str, Any]]
    losses: list[Mapping[str, Any]]
    rules: list[Mapping[str, Any]]
    optimizers: list[Mapping[str, Any]]
    initializers: list[Mapping[str, Any]]
    regularizers: list[Mapping[str, Any]]
    output_activations: Mapping[str, Mapping[str, list[str]]]
    defaults: Mapping[str, Mapping[str, Any]]
    live: list[str]
    listing: str
    limits: Mapping[str, int | float]


class CurveAnswer(TypedDict):
    """An activation and its slope at evenly spaced z."""

    z: Numbers
    values: Numbers
    slopes: Numbers
