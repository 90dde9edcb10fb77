"""What the residuals of a regression are, as the server answers them (docs/protocol.md)."""

from typing import TypedDict

Floats = list[float]


class StraightLine(TypedDict):
    """What a single linear neuron has learned: output = Σ weight · input + bias, in their units."""

    inputs: list[str]
    weights: Floats
    bias: float


class Residuals(TypedDict):
    """How far answers lie from targets, in the target's units; rows with the largest pull first."""

    epoch: int
    position: int
    of: str
    output: int
    points: int  # of the whole set; the first 1,000 are looked at
    rmse: float
    mae: float
    loss: float
    rows: list[int]
    places: list[Floats]  # on the map
    targets: Floats
    outputs: Floats
    residuals: Floats  # target − output
    loss_shares: Floats
    gradient_shares: Floats  # of the lengths of the rows' gradients by all weights
    line: StraightLine | None
