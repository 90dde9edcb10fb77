"""What a run of a network on a plane answers to the queries of its kind, and these by name."""

from typing import NotRequired, TypedDict

from app.runs.answers import Array, Query


class PlanePoints(TypedDict):
    """Points of the plane for training and test, `[x1, x2, label]` each."""

    train: list[list[float]]
    test: list[list[float]]


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
    """A unit's pre-activations over training points, and its gradient."""

    neuron: str
    points: int  # how many
    histogram: Histogram
    gradient: UnitGradient


class FileAnswer(TypedDict):
    """The run as an exported file's bytes."""

    file: Array


PREDICT = Query[Prediction]("predict")
ANSWER_ROWS = Query[RowAnswers]("answer_rows")
BOUNDARY = Query[PlaneMap]("boundary")
INSPECT = Query[Inspection]("inspect")
NEURON = Query[NeuronAnswer]("neuron")
MODEL = Query[FileAnswer]("model")
