"""What a run answers about other weights than it has, and the queries by name."""

from collections.abc import Mapping
from typing import TypedDict

from app.runs.answers import Array, Query


class TrainingPath(TypedDict):
    """Where the stored epochs lie on the plane, and what they are away from it."""

    epochs: list[int]
    places: Array  # [n, 2]
    losses: Array  # [n], the training losses there, not those of the plane beneath
    distances: Array  # [n], from the plane


class PlaneOfWeights(TypedDict):
    """A place (x, y) is middle + (x − origin₁) · direction₁ + (y − origin₂) · direction₂."""

    middle: Array  # [weights]
    directions: Array  # [2, weights]
    origin: list[float]


class LandscapeAnswer(TypedDict):
    """The training loss over a plane through the present weights, without penalties."""

    epoch: int
    position: int
    weights: list[int] | None  # the two that the plane changes; None: the path's own plane
    share: float | None  # of the paths' squared way that the plane holds; None: there is no way
    x: Array  # [steps]
    y: Array  # [steps]
    losses: Array  # [steps, steps], a row for each y; None where one is not finite
    path: TrainingPath
    beside: TrainingPath | None  # that of another run; its losses are measured on this one's data
    place: list[float]  # of the present weights
    loss: float
    plane: PlaneOfWeights | None  # None: the network has too many weights to send them


class WeightPathAnswer(TypedDict):
    """The path of a run, for the landscape of another one; never sent to clients."""

    surface: Mapping[str, str]  # what decides the loss of given weights, by path
    epochs: list[int]
    states: Array  # [n, weights]


class WhatIfAnswer(TypedDict):
    """What a network would answer with other weights."""

    loss: float
    test_loss: float
    resolution: int
    range: tuple[float, float]  # of its values, for colours
    values: Array  # [channels, resolution, resolution]


LANDSCAPE = Query[LandscapeAnswer]("landscape")
WEIGHT_PATH = Query[WeightPathAnswer]("weight_path")
WHAT_IF = Query[WhatIfAnswer]("what_if")
