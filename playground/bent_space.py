"""Where a hidden layer places the plane, as the server answers it (docs/protocol.md)."""

from typing import TypedDict

Places = list[list[float]]


class ScoreLine(TypedDict):
    """An output's sum over the picture: weights · place + bias."""

    weights: list[float]  # along both axes
    bias: float


class BentSpace(TypedDict):
    """The plane's grid and the training points, as two numbers each."""

    epoch: int
    position: int
    layer: str
    units: int
    axes: str  # "units" or "components"
    share: float | None  # of the points' variance along both axes
    across: list[Places]  # lines of one x2 each
    up: list[Places]  # lines of one x1 each
    points: Places  # of the first training points
    of: int  # how many training points there are
    scores: list[ScoreLine]  # of the outputs, behind the last hidden layer
