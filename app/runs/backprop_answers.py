"""What a run of a network answers when a step of it is worked out: every number of the step.

Of one example, arrays of units have the shape `[units]`; of a batch they are `[rows, units]`.
Vectors of parameters are flat, in the topology's order.
"""

from typing import Literal, TypedDict

from app.runs.answers import Array, Query


class LayerBackprop(TypedDict):
    """One layer's numbers; those of units are None for a batch with too many of them."""

    name: str
    z: Array | None
    a: Array | None
    slope: Array | None  # da/dz; None too where units depend on each other, as softmax makes them
    delta: Array | None  # the derivative of the mean loss by z: of each row its share
    kernel_gradient: Array  # [inputs, units], of the mean loss
    bias_gradient: Array


class HeadBackprop(TypedDict):
    """One of two outputs: how much its loss counts, and its own numbers."""

    name: str
    weight: float  # of its loss in the total
    output: Array
    output_error: Array | None  # the derivative of the mean total loss by this output
    loss: float  # as if it counted whole
    losses: Array  # the same, of each row


class StateRow(TypedDict):
    """A row of an optimizer's memory, for all parameters."""

    before: Array
    after: Array
    corrected: Array | None  # as the step used it, where its start at 0 was corrected


class BackpropUpdate(TypedDict):
    """What the optimizer makes of the gradient."""

    optimizer: str
    iteration: int  # the number of the step, from 1
    learning_rate: float
    constants: dict[str, float]
    parameters: Array
    gradient: Array  # of the mean loss and the penalty
    penalty_gradient: Array  # the penalty's part of it
    state: dict[str, StateRow]  # by the symbols of the optimizer's formula
    truncation: Array | None  # what L1 that stops at zero adds after the optimizer's step
    new_parameters: Array


class BackpropCheck(TypedDict):
    """Derivatives of the same loss by complex step, in double precision."""

    complex_step: Array | None  # None where a parameter was not looked at, or has no derivative
    checked: int  # how many parameters have one
    largest_difference: float | None
    reason: str | None  # why some or all have none


class LossAlong(TypedDict):
    """The mean loss, without penalties, for values of one parameter, all others as they are."""

    parameter: int
    values: Array  # [41], the present one in the middle
    losses: Array


class BackpropBatch(TypedDict):
    """The mini-batch that holds the row, in this epoch's order."""

    rows: list[int]  # of the training set
    place: int  # of the row that was asked for, among them
    next: bool  # whether training does this batch next


class BackpropAnswer(TypedDict):
    """Forward, loss, backward and update of one example or of its mini-batch."""

    epoch: int
    position: int
    point: list[float]  # in the plane
    row: int | None
    of: Literal["train", "test"] | None
    inputs: Array
    target: Array  # as the loss takes it
    layers: list[LayerBackprop]  # as edits number them: an auxiliary output is the last
    output: Array
    output_error: Array | None  # the derivative of the mean loss by the output; None: see docs
    loss: float
    losses: Array  # of each row
    heads: list[HeadBackprop] | None  # main and auxiliary; None: there is one output
    penalty: float
    update: BackpropUpdate
    check: BackpropCheck
    batch: BackpropBatch | None
    along: LossAlong | None  # of the parameter that was asked for; None too where it costs too much


BACKPROP = Query[BackpropAnswer]("backprop")
