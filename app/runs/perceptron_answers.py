"""What a run that learns by the perceptron's rule answers besides, and the queries by name."""

from typing import TypedDict

from app.runs.answers import Array, Query


class RuleLook(TypedDict):
    """An example as the rule meets it; weights are [outputs][inputs + 1], the bias at the end."""

    row: int  # of the training points
    point: Array  # where it is on the map
    x: Array  # [inputs]
    targets: Array  # [outputs], −1 or 1
    scores: Array  # [outputs], w·x + b before the update
    is_mistake: Array  # [outputs]
    before: Array
    after: Array


class Separator(TypedDict):
    """The line, or plane, that parts an output's points most widely."""

    radius: float  # R: the length of the longest row, with a 1 for the bias at its end
    margin: float  # γ: the least distance of a row from the plane, among these longer rows
    bound: float  # (R / γ)²: the most updates of this output
    weights: list[float]  # of length 1, the bias at the end


class PocketAnswer(TypedDict):
    """The weights so far that got most training points right."""

    right: int
    weights: Array


class MapLines(TypedDict):
    """Each output's score over the map, a1·x1 + a2·x2 + b, as [outputs][a1, a2, b]."""

    weights: Array
    pocket: Array


class PerceptronAnswer(TypedDict):
    """Where a perceptron stands: its counts, the newest example, the next one, its pocket."""

    epoch: int
    position: int
    samples: int  # of an epoch
    learning_rate: float
    mistakes: int  # of the epoch in progress, or of the last one at its end
    updates: int
    bound: float | None
    cycle: int | None  # the earlier update after which all was as it is now
    last: RuleLook | None
    next: RuleLook
    pocket: PocketAnswer
    is_separable: bool | None  # None: not known yet
    separators: list[Separator | None]  # of the outputs that are known
    on_map: MapLines | None  # None: features bend the score over the map


class OrdersAnswer(TypedDict):
    """The mistakes of the rule over many orders of the training points, from weights of 0."""

    mistakes: list[int]  # of each order, of all outputs, until it converged or was given up
    converged: list[bool]
    epochs: int  # after which an order was given up
    bound: float | None  # on the mistakes of every order
    separators: list[Separator | None]  # of each output


class LogisticAnswer(TypedDict):
    """Logistic regression on the same points: probabilities instead of a hard edge."""

    samples: int  # training points
    right: list[int]  # of them, for each output
    weights: Array  # [outputs, inputs + 1], the bias at the end; the score is the log of the odds
    on_map: Array | None  # [outputs][a1, a2, b]; None: features bend the score over the map


PERCEPTRON = Query[PerceptronAnswer]("perceptron")
ORDERS = Query[OrdersAnswer]("orders")
LOGISTIC = Query[LogisticAnswer]("logistic")
