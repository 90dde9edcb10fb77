"""What may be asked of a run that learns by the perceptron's rule (docs/protocol.md)."""

from typing import TypedDict

from playground.transport import Transport

Floats = list[float]


class RuleLook(TypedDict):
    """An example as the rule meets it; weights are [outputs][inputs + 1], the bias at the end."""

    row: int
    point: Floats
    x: Floats
    targets: Floats
    scores: Floats
    is_mistake: list[bool]
    before: list[Floats]
    after: list[Floats]


class Separator(TypedDict):
    """The plane that parts an output's points most widely: R, γ, (R / γ)², weights of length 1."""

    radius: float
    margin: float
    bound: float
    weights: Floats


class Pocket(TypedDict):
    """The weights so far that got most training points right."""

    right: int
    weights: list[Floats]


class MapLines(TypedDict):
    """Each output's score over the map, a1·x1 + a2·x2 + b, as [outputs][a1, a2, b]."""

    weights: list[Floats]
    pocket: list[Floats]


class Perceptron(TypedDict):
    """Where a perceptron stands: its counts, the newest example, the next one, its pocket."""

    epoch: int
    position: int
    samples: int
    learning_rate: float
    mistakes: int
    updates: int
    bound: float | None
    cycle: int | None
    last: RuleLook | None
    next: RuleLook
    pocket: Pocket
    is_separable: bool | None
    separators: list[Separator | None]
    on_map: MapLines | None


class Orders(TypedDict):
    """The mistakes of the rule over many orders of the training points, and their bound."""

    mistakes: list[int]
    converged: list[bool]
    epochs: int
    bound: float | None
    separators: list[Separator | None]


class Logistic(TypedDict):
    """Logistic regression on the same points, one output against the rest each."""

    samples: int
    right: list[int]  # of the training points, for each output
    weights: list[Floats]  # [outputs][inputs + 1], the bias at the end
    on_map: list[Floats] | None  # [outputs][a1, a2, b]


class PerceptronQueries:
    """The queries of a run that learns by the perceptron's rule; others refuse them."""

    _server: Transport
    _path: str

    def perceptron(self) -> Perceptron:
        """Return where it stands: counts, the example at hand and what the rule makes of it."""
        answer: Perceptron = self._server.ask("GET", f"{self._path}/perceptron")
        return answer

    def logistic(self) -> Logistic:
        """Return logistic regression on the training points, to stand beside the rule."""
        answer: Logistic = self._server.ask("GET", f"{self._path}/logistic")
        return answer

    def orders(self) -> Orders:
        """Return how many mistakes the rule makes over 32 orders of the training points."""
        answer: Orders = self._server.ask("GET", f"{self._path}/orders")
        return answer
