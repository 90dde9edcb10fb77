"""What a regression answers about its residuals, and the query by name."""

from typing import TypedDict

from app.runs.answers import Array, Query


class StraightLine(TypedDict):
    """What a single linear neuron has learned: output = Σ weight · input + bias, in their units."""

    inputs: list[str]
    weights: list[float]
    bias: float


class ResidualsAnswer(TypedDict):
    """How far answers lie from targets, in the target's units; rows with the largest pull first.

    A share is of the sum over the rows that are here; it is 0 where that sum is 0.
    """

    epoch: int
    position: int
    of: str  # "train" or "test"
    output: int
    points: int  # of the whole set; the first 1,000 are looked at
    rmse: float
    mae: float
    loss: float  # the mean, without penalties
    rows: Array  # by their places in the set
    places: Array  # [n, 2], on the map
    targets: Array
    outputs: Array
    residuals: Array  # target − output
    loss_shares: Array
    gradient_shares: Array  # of the lengths of the rows' gradients by all weights
    line: StraightLine | None  # None: the network is not one linear neuron on plain numbers


RESIDUALS = Query[ResidualsAnswer]("residuals")
