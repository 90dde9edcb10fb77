"""What a run of a network on a plane answers to the queries of its kind, and these by name."""

from typing import NotRequired, TypedDict

from app.runs.answers import Array, FileAnswer, Query


class PlanePoints(TypedDict):
    """Points of the plane for training and test, `[x1, x2, label]` each; a label may be a list."""

    train: list[list[float | list[float]]]
    test: list[list[float | list[float]]]


class Prediction(TypedDict):
    """The outputs for some points, and the labels that they stand for."""

    outputs: Array
    labels: Array


class RowAnswer(TypedDict):
    """What the network answers for a row of its table."""

    outputs: list[float]
    label: NotRequired[str]  # the class, by its name
    probabilities: NotRequired[dict[str, float] | None]  # None: the outputs are none
    value: NotRequired[float]  # of a regression, in the target's own units
    values: NotRequired[dict[str, float]]  # of several targets, by their names


class RowAnswers(TypedDict):
    """What the network answers for rows of its table, in their order."""

    answers: list[RowAnswer]


class PlaneMap(TypedDict):
    """One neuron, or all outputs, over the plane."""

    neuron: str
    resolution: int
    range: tuple[float, float]  # of its values, for colours
    values: Array  # [channels, resolution, resolution]


class LayerPasses(TypedDict):
    """One layer's values and gradients for one example."""

    name: str
    pre_activations: Array
    activations: Array
    deltas: Array
    kernel_gradient: Array
    bias_gradient: Array


class Inspection(TypedDict):
    """One example's forward and backward pass through the network."""

    input: list[float]
    target: float | list[float]
    inputs: Array
    outputs: Array
    loss: float
    layers: list[LayerPasses]


Histogram = TypedDict("Histogram", {"counts": Array, "from": float, "to": float})


class UnitGradient(TypedDict):
    """The gradient of the mean loss by a unit's bias and weights."""

    bias: float
    weights: Array


class NeuronAnswer(TypedDict):
    """What a unit does over training points, and its gradient."""

    neuron: str
    points: int  # how many
    histogram: Histogram  # of its pre-activations
    dead: float  # share of the points at which its slope is 0; 0 of a step function
    saturated: float  # share at which a bounded activation has under a twentieth of its slope
    gradient: UnitGradient


class ThresholdCurve(TypedDict):
    """Some vertices of a curve, and the exact area under it; None where there is no curve."""

    x: Array
    y: Array
    area: float | None


class ThresholdAnswer(TypedDict):
    """What a threshold on an output decides; a ratio is None where it divides by 0."""

    threshold: float
    usual: float
    range: tuple[float, float]  # of the output's values, for a slider
    output: int
    of: str  # "train" or "test"
    points: int
    matrix: list[list[int]]  # [true][said], no before yes
    accuracy: float | None
    most_frequent: float | None  # the accuracy of always saying the more frequent one
    precision: float | None
    recall: float | None
    f1: float | None
    roc: ThresholdCurve  # true-positive rate over false-positive rate
    precision_recall: ThresholdCurve  # precision over recall
    outcomes: Array  # of each point, 2 · true + said


class SetOutputs(TypedDict):
    """What the network should answer for points of a set, and what it answers."""

    points: int  # of the whole set
    targets: Array  # [n, outputs], of a regression in its own units
    outputs: Array  # [n, outputs]; None where one is not finite


class PointOutputs(TypedDict):
    """The same of the points for training and of those for test."""

    train: SetOutputs
    test: SetOutputs


PREDICT = Query[Prediction]("predict")
ANSWER_ROWS = Query[RowAnswers]("answer_rows")
BOUNDARY = Query[PlaneMap]("boundary")
INSPECT = Query[Inspection]("inspect")
NEURON = Query[NeuronAnswer]("neuron")
THRESHOLD = Query[ThresholdAnswer]("threshold")
POINT_OUTPUTS = Query[PointOutputs]("point_outputs")
MODEL = Query[FileAnswer]("model")
