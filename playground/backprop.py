"""What a run answers when a step of it is worked out.

Keys of no use here are left out; docs/protocol.md has all of them.
"""

from collections.abc import Mapping
from typing import TypedDict

from playground.wire import Numbers


class LayerBackprop(TypedDict):
    """One layer's numbers; of a batch the first four are [rows, units]."""

    name: str
    z: Numbers | None
    a: Numbers | None
    slope: Numbers | None
    delta: Numbers | None
    kernel_gradient: Numbers
    bias_gradient: Numbers


class StateRow(TypedDict):
    """A row of the optimizer's memory."""

    before: Numbers
    after: Numbers
    corrected: Numbers | None


class BackpropUpdate(TypedDict):
    """What the optimizer makes of the gradient; vectors are flat, as a run's parameters."""

    optimizer: str
    iteration: int
    learning_rate: float
    constants: Mapping[str, float]
    parameters: Numbers
    gradient: Numbers
    penalty_gradient: Numbers
    state: Mapping[str, StateRow]
    truncation: Numbers | None
    new_parameters: Numbers


class BackpropCheck(TypedDict):
    """Derivatives by complex step, beside the gradient."""

    complex_step: Numbers | None
    checked: int
    largest_difference: float | None
    reason: str | None


class BackpropBatch(TypedDict):
    """The mini-batch that holds the row."""

    rows: list[int]
    place: int
    next: bool


class LossAlong(TypedDict):
    """The mean loss, without penalties, for values of one parameter, all others as they are."""

    parameter: int
    values: list[float]  # the present one in the middle
    losses: list[float | None]


class Backprop(TypedDict):
    """Forward, loss, backward and update of one example or of its mini-batch."""

    epoch: int
    position: int
    inputs: Numbers
    target: Numbers
    layers: list[LayerBackprop]
    output: Numbers
    output_error: Numbers | None
    loss: float | None
    losses: Numbers
    penalty: float | None
    update: BackpropUpdate
    check: BackpropCheck
    batch: BackpropBatch | None
    along: LossAlong | None  # of the parameter that was asked for
