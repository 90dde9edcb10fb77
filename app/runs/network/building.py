"""Builds what a document describes: data split in two, network, stepper.

`data.seed` determines the data, `training.seed` the initial weights and the shuffles; neither
affects the other.  Another ratio of training to test points splits the same points.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.documents.choices import LOSSES, PERCEPTRON
from app.documents.experiment import Experiment, Regularization
from app.documents.features import fault_at
from app.errors import Unprocessable, fault
from app.runs.blocks import Work
from app.runs.network.branched_model import branched_model, loss_weights, targets_for
from app.runs.network.plane import FeaturePlane, Plane, TablePlane
from app.runs.network.table_inputs import Scale, TableInputs
from app.runs.network.table_rows import reading, rows_of
from app.runs.network.topology import Layer, topology_of
from engine import Input, Model, Sequential, layers, losses, optimizers, regularizers
from engine.datasets.generators import generate
from engine.perceptron.criterion import Criterion
from engine.random import permutation, streams
from engine.training import Stepper

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Places = NDArray[np.intp]

MakingData = Callable[[Experiment], Work["SplitData"]]

UNSCALED = Scale(np.zeros(()), np.ones(()))


@dataclass(frozen=True)
class Part:
    """The points of the training or test set, for maps and for the network."""

    points: Floats  # [n, 2], in the plane
    labels: Floats  # [n], or [n, classes] or [n, targets] where there are several at once
    inputs: Singles  # of float64 where the network is
    targets: Singles  # [n, outputs], likewise

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class SplitData:
    """All points, split into a training and a test set."""

    train: Part
    test: Part
    plane: Plane
    target: Scale = UNSCALED  # of a regression's labels, one for each target
    table: TableInputs | None = None
    left_out: int = 0  # rows of a table with a missing cell


def plane_data(experiment: Experiment) -> Work[SplitData]:
    """Return points of a plane, shuffled and split.

    Raises Unprocessable where a feature has no usable value: noise moves points off the plane.
    """
    points, labels = _points(experiment)
    yield
    yield from _check_features(experiment.features, points)
    plane = FeaturePlane(experiment.features, experiment.network.dtype)

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
    plane = TablePlane.of(rows[train], axes, experiment.network.dtype)

    def part(places: Places) -> Part:
        inputs, part_labels = rows[places], labels[places]
        targets, singles = targets_of(experiment, part_labels), inputs.astype(plane.dtype)
        return Part(plane.shadow(inputs), part_labels, singles, targets)

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
        hot = np.eye(experiment.outputs, dtype=experiment.network.dtype)[labels.astype(int)]
        return 2 * hot - 1 if experiment.training.rule == PERCEPTRON else hot
    if experiment.problem == "classification" and experiment.training.loss == "binary_crossentropy":
        labels = (labels + 1) / 2
    return labels.reshape(len(labels), -1).astype(experiment.network.dtype)


def make_model(experiment: Experiment) -> Model:
    """Return the network with its initial weights, compiled."""
    training, model = experiment.training, make_untrainable(experiment)
    optimizer = optimizers.get(training.optimizer.name, **training.optimizer.settings)
    optimizer.learning_rate = training.optimizer.learning_rate
    if training.rule == PERCEPTRON:
        loss: losses.Loss = Criterion()
    else:
        loss = losses.get(LOSSES[training.loss].engine)
    model.compile(optimizer=optimizer, loss=loss, loss_weights=loss_weights(experiment))
    return model


def make_untrainable(experiment: Experiment) -> Model:
    """Return the network with its initial weights, not compiled."""
    seed, network = experiment.training.seed, experiment.network
    topology, dense = topology_of(experiment), _dense(experiment)
    if network.is_branched:
        model = branched_model(experiment, topology, dense)
    else:
        stack = [Input((len(experiment.inputs),), name="input"), *map(dense, topology.layers)]
        model = Sequential(stack, name="sequential", seed=seed, dtype=network.dtype)
    if network.parameters is not None:
        model.parameters[:] = network.parameters
    return model


def _dense(experiment: Experiment) -> Callable[[Layer], layers.Dense]:
    """Return what makes the layers of a network."""
    network = experiment.network
    bias = "playground" if network.initializer == "playground" else "zeros"
    regularizer = make_regularizer(experiment.training.regularization)
    return lambda layer: layers.Dense(
        layer.units,
        activation=layer.activation,
        kernel_initializer=network.initializer,
        bias_initializer=bias,
        kernel_regularizer=regularizer,
        name=layer.name,
    )


def make_regularizer(choice: Regularization) -> regularizers.Regularizer | None:
    """Return the penalty on each kernel: rate·Σ|w| down to exact zeros, or ½·rate·Σw².

    The half is TensorFlow Playground's, so that its rates mean the same here.
    """
    if choice.kind == "l1":
        return regularizers.TruncatedL1(choice.rate)
    return regularizers.L2(choice.rate / 2) if choice.kind == "l2" else None


def make_stepper(experiment: Experiment, model: Model, train: Part) -> Stepper:
    """Return the stepper that trains the network."""
    training = experiment.training
    return Stepper(
        model,
        train.inputs,
        targets_for(model, train.targets),
        batch_size=training.batch_size,
        seed=training.shuffle_seed,
    )
