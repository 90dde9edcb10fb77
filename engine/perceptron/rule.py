"""Rosenblatt's learning rule, one example at a time: w ← w + η (t − ŷ) x, and b likewise.

t and ŷ are 0 or 1, so nothing moves unless the unit is wrong.  A point exactly on the line
counts as wrong whatever its class: ŷ = 1 − t there, or weights of 0 would never start to learn.

Here are the unit, the rule and a record of each update.  When to stop is left to
``perceptron``, what to keep to ``pocket``.  Shapes: weights [outputs, features];
all outputs see the same example and learn on their own.

Source: Rosenblatt, "The perceptron" (1958).
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engine import activations
from engine.arrays import Array
from engine.choices import choose, positive
from engine.perceptron.pocket import KEEPERS, Keeper
from engine.random import permutation


def mistaken(scores: Array, targets: Array) -> Array:
    """Return where the unit is wrong, for targets −1 and +1; on the line it always is."""
    return scores * targets <= 0


@dataclass(frozen=True, eq=False)
class TLU:
    """Threshold logic units: each fires, 1 instead of 0, where w·x + b ≥ 0."""

    weights: Array  # [outputs, features]
    bias: Array  # [outputs]

    def scores(self, X: Array) -> Array:
        """Return w·x + b, [rows, outputs]."""
        return np.asarray(X, dtype=float) @ self.weights.T + self.bias

    def __call__(self, X: Array) -> Array:
        """Return which units fire, [rows, outputs] of 0 and 1."""
        return activations.step(self.scores(X)).astype(int)


@dataclass(frozen=True)
class Rule:
    """How a perceptron learns, and from what order of examples."""

    eta0: float = 1.0
    fit_intercept: bool = True
    shuffle: bool = True
    keep: str = "last"

    def __post_init__(self) -> None:
        positive("eta0", self.eta0)
        choose("keep", KEEPERS, self.keep)


@dataclass(frozen=True, eq=False)
class Step:
    """One look at one example; an entry for each output where it says [outputs]."""

    epoch: int  # complete epochs before it
    index: int  # the example's row
    x: Array  # [features]
    target: Array  # [outputs], t: 0 or 1
    score: Array  # [outputs], w·x + b before the update
    prediction: Array  # [outputs], ŷ: 0 or 1, and wrong on the line
    error: Array  # [outputs], t − ŷ: −1, 0 or 1; 0 for an output that has stopped learning
    before: TLU
    after: TLU
    mistakes: Array  # [outputs], so far, this one counted

    @property
    def is_mistake(self) -> bool:
        """Whether any output learned something."""
        return bool(self.error.any())


class Learner:
    """Weights, and the place in the epoch; steps by an example or an epoch.

    ``rows`` are [rows, features], ``targets`` −1 and +1, [rows, outputs].
    """

    def __init__(self, rows: Array, targets: Array, rule: Rule, generator: Generator) -> None:
        self.rule, self._generator = rule, generator
        outputs = targets.shape[1]
        self._weights = np.zeros((outputs, rows.shape[1] + 1))  # the bias at the end
        self._keeper: Keeper = KEEPERS[rule.keep](self._weights.shape)
        self.mistakes = np.zeros(outputs, dtype=int)
        self.epoch = 0
        self.meet(rows, targets)

    def meet(self, rows: Array, targets: Array) -> None:
        """Go on with these examples, at the start of an epoch, all outputs learning."""
        constant = np.full(len(rows), float(self.rule.fit_intercept))  # 0: the bias never moves
        self._rows, self._targets = np.column_stack([rows, constant]), targets
        self.learning, self.clean = np.ones((2, targets.shape[1]), dtype=bool)
        self._keeper.meet(self._rows, targets)
        self._start_epoch()

    def _start_epoch(self) -> None:
        rows = len(self._rows)
        order = permutation(self._generator, rows) if self.rule.shuffle else np.arange(rows)
        self._order, self.position = order, 0
        self.losses = np.zeros(len(self._weights))  # Σ max(0, −score · target) in this epoch
        self.clean = np.where(self.learning, True, self.clean)  # no mistake in this epoch

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self._rows)

    def _look(self) -> tuple[int, Array, Array]:
        """Learn from the next example; return its row, its scores and its errors."""
        if self.position == len(self._order):
            self._start_epoch()
        index = int(self._order[self.position])
        x, target = self._rows[index], self._targets[index]
        scores = np.vecdot(self._weights, x)  # row by row, so that outputs round alone
        wrong = mistaken(scores, target) & self.learning
        error = target * wrong  # t − ŷ: where wrong, ŷ is the other one of 0 and 1
        if wrong.any():
            self._weights += self.rule.eta0 * error[:, np.newaxis] * x
            self.mistakes += wrong
            self.clean &= ~wrong
            self.losses -= scores * target * wrong
        self._keeper.look(self._weights, wrong, self.learning)
        self.position += 1
        self.epoch += self.position == len(self._order)
        return index, scores, error

    def step_sample(self) -> Step:
        """Learn from the next example and return what happened."""
        epoch, before = self.epoch, self.last
        index, score, error = self._look()
        x, target = self._rows[index, :-1], (self._targets[index] > 0).astype(int)
        prediction = np.where(score == 0, 1 - target, score > 0)
        return Step(
            epoch, index, x, target, score, prediction, error.astype(int),
            before, self.last, self.mistakes.copy(),
        )  # fmt: skip

    def step_epoch(self) -> None:
        """Learn from what is left of this epoch, or from all of the next."""
        self._look()
        while self.position < len(self._order):
            self._look()

    def rest(self, outputs: Array) -> None:
        """Let the outputs of a mask [outputs] learn no more."""
        self.learning &= ~outputs

    @property
    def last(self) -> TLU:
        """The weights as they are now."""
        return TLU(self._weights[:, :-1].copy(), self._weights[:, -1].copy())

    @property
    def kept(self) -> TLU:
        """The weights that the keeper would hand back now."""
        kept = self._keeper.kept(self._weights)
        return TLU(kept[:, :-1].copy(), kept[:, -1].copy())
