"""What a server answers to questions about a run, as JSON (docs/protocol.md)."""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from playground.wire import Numbers

Training = Literal["keras", "numpy", "pytorch"]
Predicting = Literal["keras_predict", "numpy_predict", "pytorch_predict"]
Form = Literal["safetensors", "json", "onnx", Training, Predicting]  # of an exported file


class PredictionAnswer(TypedDict):
    """What the network answers for points of the plane."""

    outputs: Numbers
    labels: Numbers


class RowAnswer(TypedDict):
    """What the network answers for a row of its table: a class, or a value in its units."""

    outputs: list[float]
    label: NotRequired[str]
    probabilities: NotRequired[dict[str, float] | None]
    value: NotRequired[float]
    values: NotRequired[dict[str, float]]  # of several targets, by their names


class RowAnswers(TypedDict):
    """The answers for rows, in their order."""

    answers: list[RowAnswer]


class LayerPasses(TypedDict):
    """One layer's values and gradients for one example."""

    name: str
    pre_activations: Numbers
    activations: Numbers
    deltas: Numbers
    kernel_gradient: Numbers
    bias_gradient: Numbers


class Inspection(TypedDict):
    """One example's way through the network and back."""

    input: list[float]
    target: float | list[float]
    inputs: Numbers
    outputs: Numbers
    loss: float | None
    layers: list[LayerPasses]


class ThresholdCurve(TypedDict):
    """Vertices of a curve, and the area under it; None where there is no curve."""

    x: Numbers
    y: Numbers
    area: float | None


class ThresholdAnswer(TypedDict):
    """What a threshold on an output decides; a ratio is None where it divides by 0."""

    threshold: float
    usual: float
    range: tuple[float, float]
    output: int
    of: str
    points: int
    matrix: list[list[int]]
    accuracy: float | None
    most_frequent: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    roc: ThresholdCurve
    precision_recall: ThresholdCurve
    outcomes: list[int]


class PathShares(TypedDict):
    """The share of each path; None where neither has a part."""

    deep: float | None
    wide: float | None


class PathsAnswer(TypedDict):
    """How much each path counts, and what both outputs answer at training points."""

    epoch: int
    position: int
    points: int
    output: PathShares
    gradient: PathShares
    main: Numbers
    auxiliary: Numbers | None


Histogram = TypedDict("Histogram", {"counts": list[int], "from": float, "to": float})


class UnitGradient(TypedDict):
    """The gradient of the mean loss by a unit's bias and weights."""

    bias: float | None
    weights: Numbers


class NeuronAnswer(TypedDict):
    """What a unit does over training points, and its gradient."""

    neuron: str
    points: int  # how many
    histogram: Histogram  # of its pre-activations
    dead: float  # share of the points at which its slope is 0
    saturated: float  # share at which a bounded activation has under a twentieth of its slope
    gradient: UnitGradient


class SetOutputs(TypedDict):
    """What a network should answer for points of a set, and what it answers, [n, outputs]."""

    points: int  # of the whole set; the first 500 are looked at
    targets: Numbers
    outputs: Numbers


class PointOutputs(TypedDict):
    """The same of the points for training and of those for test."""

    train: SetOutputs
    test: SetOutputs


class Remedy(TypedDict):
    """Something to do about a finding, and the commands that do it."""

    label: str
    commands: list[Mapping[str, Any]]


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
    gradient: float | None
    dead: list[int]  # units
    saturated: float | None  # share of values


class Diagnosis(TypedDict):
    """Why a run learns badly, if it does."""

    epoch: int
    findings: list[Finding]
    layers: list[LayerFigures]


class MapAnswer(TypedDict):
    """A neuron over the plane, [channels, resolution, resolution]."""

    values: Numbers


class TrialsAnswer(TypedDict):
    """Trials of a study, in rows."""

    total: int
    columns: list[str]
    rows: list[list[Any]]


class TrialAnswer(TypedDict):
    """One trial, with its whole document."""

    trial: int
    epoch: int
    status: str  # docs/studies.md has them all
    since: int | None
    loss: float | None
    test_loss: float | None
    settings: Mapping[str, Any]
    reason: NotRequired[str]
    experiment: Mapping[str, Any]


class ImportanceAnswer(TypedDict):
    """How much each setting of a search decides by itself."""

    epoch: int
    metric: str
    trials: int
    importance: list[dict[str, Any]]  # path, share, trials, groups
