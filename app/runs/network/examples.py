"""The rows that a query is about: a point with its target, a row of the data, or its mini-batch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.documents.backprop import Backprop, Target
from app.documents.points import allowed_labels, label_fits
from app.errors import Unprocessable, check_range, fault
from app.runs.network.building import Singles, targets_of
from app.runs.network.network_training import NetworkTraining
from engine.coming_batch import batch_with
from engine.training import Stepper

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Examples:
    """Some rows together, as the network takes them, and which of them was asked for."""

    inputs: Singles  # [rows, inputs]
    targets: Singles  # [rows, outputs]
    point: list[float]  # where the one that was asked for lies in the plane
    rows: Rows | None = None  # of a mini-batch
    place: int = 0
    is_next: bool = False  # whether training does this batch next


def at_point(training: NetworkTraining, point: list[float], target: Target) -> Examples:
    """Return a point of the plane with its target.  Raises Unprocessable."""
    document = training.document
    size = document.data.label_size(document.problem)
    if not label_fits(document.problem, target, size):
        allowed = allowed_labels(document.problem, size)
        words = f"must be {allowed}; got {target!r}"
        raise Unprocessable.of(fault("target", words, "does_not_fit"))
    inputs = training.data.plane.inputs(np.array([point], float))
    return Examples(inputs, targets_of(document, np.array([target], float)), point)


def examples(training: NetworkTraining, asked: Backprop) -> Examples:
    """Return what is asked for: a point, a row, or the batch that holds it.

    Raises Unprocessable.
    """
    if asked.row is None:
        assert asked.point is not None
        assert asked.target is not None
        return at_point(training, asked.point, asked.target)
    part = training.data.train if asked.of == "train" else training.data.test
    check_range("row", asked.row, 0, len(part) - 1)
    point = part.points[asked.row].tolist()
    if not asked.batch:
        one = slice(asked.row, asked.row + 1)
        return Examples(part.inputs[one], part.targets[one], point)
    rows, is_next = batch_with(stepper_of(training), asked.row)
    place = int(np.flatnonzero(rows == asked.row)[0])
    return Examples(part.inputs[rows], part.targets[rows], point, rows, place, is_next)


def stepper_of(training: NetworkTraining) -> Stepper:
    """Return what trains a network by gradients.  Raises Unprocessable."""
    stepper: object = training.stepper
    if not isinstance(stepper, Stepper):
        raise Unprocessable("a step is worked out of runs that learn by gradients alone")
    return stepper
