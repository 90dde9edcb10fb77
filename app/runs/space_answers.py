"""What a run answers about the space of a hidden layer, and the query by name."""

from typing import TypedDict

from app.runs.answers import Array, Query


class ScoreLine(TypedDict):
    """An output's sum over the picture: weights · place + bias."""

    weights: list[float]  # along both axes
    bias: float


class BentSpace(TypedDict):
    """Where a hidden layer places the plane's grid and the training points, as two numbers each."""

    epoch: int
    position: int
    layer: str
    units: int
    axes: str  # "units": its two neurons; "components": the two directions of the widest spread
    share: float | None  # of the points' variance along both axes; None: they do not vary
    across: Array  # [lines, places, 2]: lines of one x2 each, where x1 grows
    up: Array  # [lines, places, 2]: lines of one x1 each, where x2 grows
    points: Array  # [n, 2], of the first training points
    of: int  # how many training points there are
    scores: list[ScoreLine]  # of each output behind the last hidden layer; of others none


BENT_SPACE = Query[BentSpace]("bent_space")
