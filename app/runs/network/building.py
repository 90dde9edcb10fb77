"""Builds what a document describes: data split in two, network, stepper.

`data.seed` determines the data, `training.seed` the initial weights and the shuffles; neither
affects the other.  Another ratio of training to test points splits the same points.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.documents.choices import LOSSES
from app.documents.experiment import Experiment, Regularization
from app.documents.features import fault_at
from app.errors import Unprocessable, fault
from app.runs.blocks import Work
from app.runs.network.plane import FeaturePlane, Plane, TablePlane
from app.runs.network.table_inputs import Scale, TableInputs
from app.runs.network.table_rows import reading, rows_of
from app.runs.network.topology import topology_of
from engine import Input, Sequential, layers, losses, optimizers, regularizers
from engine.datasets.generators import generate
from engine.random import permutation, streams
from engine.training import Stepper

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Places = NDArray[np.intp]

UNSCALED = Scale(np.zeros(()), np.ones(()))


@dataclass(frozen=True)
class Part:
    """The points of the training or test set, for maps and for the network."""

    points: Floats  # [n, 2], in the plane
    labels: Floats  # [n], or [n, classes] for several labels at once
    inputs: Singles
    targets: Singles  # [n, outputs]

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class SplitData:
    """All points, split into a training and a test set."""

    train: Part
    test: Part
    plane: Plane
    target: Scale = UNSCALED  # of a regression's labels
    table: TableInputs | None = None
    left_out: int = 0  # rows of a table with a missing cell


def plane_data(experiment: Experiment) -> Work[SplitData]:
    """Return points of a plane, shuffled and split.

    Raises Unprocessable where a feature has no usable value: noise moves points off the plane.
    """
    points, labels = _points(experiment)
    yield
    yield from _check_features(experiment.features, points)
    plane = FeaturePlane(experiment.features)

    def part(chosen: Places) -> Work[Part]:
        part_points, part_labels = points[chosen], labels[chosen]
        inputs = yield from plane.making_inputs(part_points)
        return Part(part_points, part_labels, inputs, targets_of(experiment, part_labels))

    train, test = _dealt(experiment, len(points))
    return SplitData((yield from part(train)), (yield from part(test)), plane)


def _dealt(experiment: Experiment, count: int) -> tuple[Places, Places]:
    """Return the training rows and the test rows of so many rows, by index."""
    (split,) = streams(experiment.data.seed, "split")
    order = permutation(split, count)
    share = min(max(int(count * experiment.data.train_ratio), 1), count - 1)
    return order[:share], order[share:]


def table_data(experiment: Experiment) -> Work[SplitData]:
    """Return a table's rows, at most as many as there are samples, standardised.

    Means and deviations are those of the training rows, and so is what fills missing cells.  A
    regression's target is standardised too, to mean 0 and deviation 1.  Raises Unprocessable if the
    table is missing or does not fit.
    """
    yield from reading(experiment)
    table = rows_of(experiment)
    (choice,) = streams(experiment.data.seed, "rows")
    chosen = permutation(choice, len(table.cells))[: experiment.data.samples]
    cells, labels = table.cells[chosen], table.labels[chosen]
    train, test = _dealt(experiment, len(cells))
    made = TableInputs.fitted(table.columns, cells[train])
    rows, target = made.of_cells(cells), UNSCALED
    yield
    if experiment.problem == "regression":
        target = Scale.of(labels[train])
        labels = target.scaled(labels)
    axes = [made.first_of(name) for name in experiment.data.plane or ()]
    plane = TablePlane.of(rows[train], axes)

    def part(places: Places) -> Part:
        inputs, part_labels = rows[places], labels[places]
        targets = targets_of(experiment, part_labels)
        return Part(plane.shadow(inputs), part_labels, inputs.astype(np.float32), targets)

    return SplitData(part(train), part(test), plane, target, made, table.left_out)


def _points(experiment: Experiment) -> tuple[Floats, Floats]:
    data = experiment.data
    if data.source == "points" and data.points is not None:
        points = np.array([point[:2] for point in data.points], float)
        return points, np.array([point[2] for point in data.points], float)
    return generate(
        data.name,
        samples=data.samples,
        noise=data.noise,
        seed=data.seed,
        classes=data.classes,
    )


def _check_features(features: tuple[str, ...], points: Floats) -> Work[None]:
    for index, name in enumerate(features):
        yield
        if why := fault_at(name, points):
            words = f"must have a usable value at every point: {why}"
            raise Unprocessable.of(fault(f"features.{index}", words, "formula"))


def targets_of(experiment: Experiment, labels: Floats) -> Singles:
    """Return the targets of the outputs for labels."""
    if experiment.problem == "multiclass":
        return np.eye(experiment.outputs, dtype=np.float32)[labels.astype(int)]
    if experiment.problem == "classification" and experiment.training.loss == "binary_crossentropy":
        labels = (labels + 1) / 2
    return labels.reshape(len(labels), -1).astype(np.float32)


def make_model(experiment: Experiment) -> Sequential:
    """Return the network with its initial weights, compiled."""
    training = experiment.training
    model = Sequential(_layers(experiment), name="sequential", seed=training.seed)
    optimizer = optimizers.get(training.optimizer.name)
    optimizer.learning_rate = training.optimizer.learning_rate
    model.compile(optimizer=optimizer, loss=losses.get(LOSSES[training.loss].engine))
    return model


def _layers(experiment: Experiment) -> list[Any]:
    network = experiment.network
    bias = "playground" if network.initializer == "playground" else "zeros"
    regularizer = make_regularizer(experiment.training.regularization)
    return [Input((len(experiment.inputs),), name="input")] + [
        layers.Dense(
            layer.units,
            activation=layer.activation,
            kernel_initializer=network.initializer,
            bias_initializer=bias,
            kernel_regularizer=regularizer,
            name=layer.name,
        )
        for layer in topology_of(experiment).layers
    ]


def make_regularizer(choice: Regularization) -> regularizers.Regularizer | None:
    """Return the penalty on each kernel: rate·Σ|w| down to exact zeros, or ½·rate·Σw².

    The half is TensorFlow Playground's, so that its rates mean the same here.
    """
    if choice.kind == "l1":
        return regularizers.TruncatedL1(choice.rate)
    return regularizers.L2(choice.rate / 2) if choice.kind == "l2" else None


def make_stepper(experiment: Experiment, model: Sequential, train: Part) -> Stepper:
    """Return the stepper that trains the network."""
    training = experiment.training
    return Stepper(
        model,
        train.inputs,
        train.targets,
        batch_size=training.batch_size,
        seed=training.seed,
    )
