"""The loss about a run's path, as the server answers it (docs/protocol.md)."""

from typing import TypedDict

Places = list[list[float]]


class TrainingPath(TypedDict):
    """Where stored epochs lie on the plane, and their own losses."""

    epochs: list[int]
    places: Places
    losses: list[float | None]
    distances: list[float]  # from the plane


class PlaneOfWeights(TypedDict):
    """A place (x, y) is middle + (x − origin₁) · direction₁ + (y − origin₂) · direction₂."""

    middle: list[float]
    directions: Places
    origin: list[float]


class Landscape(TypedDict):
    """The training loss over a plane through the present weights, without penalties."""

    epoch: int
    position: int
    weights: list[int] | None
    share: float | None  # of the paths' squared way that the plane holds
    x: list[float]
    y: list[float]
    losses: list[list[float | None]]  # a row for each y
    path: TrainingPath
    beside: TrainingPath | None  # that of another run
    place: list[float]  # of the present weights
    loss: float
    plane: PlaneOfWeights | None


class WhatIf(TypedDict):
    """What a network would answer with other weights."""

    loss: float | None
    test_loss: float | None
    resolution: int
    range: list[float]
    values: list[Places]  # [channels][resolution][resolution], from x2 = 6 down
