"""Rosenblatt's rule as a stepper: it takes the place of a ``Stepper`` for one dense layer.

It changes the parameters of a model in place, so that all that is said of a model can be said of
the perceptron.  The order of the examples is drawn from the seed once and is the same in every
epoch: the weights and the place in it determine all that follows, and a cycle can be proven.

Between two mistakes the weights stand still, so the next mistake is looked for in many rows at
once; every score is summed by itself, so that no bit depends on how the work is cut.
"""

from typing import TypedDict, cast

import numpy as np

from engine.arrays import Array
from engine.choices import positive
from engine.divergence import Divergence
from engine.errors import ShapeMismatch
from engine.perceptron.cycles import CycleFacts, CycleSearch
from engine.perceptron.joint_pocket import JointPocket, PocketFacts
from engine.perceptron.rule import mistaken
from engine.random import permutation, streams
from engine.trainable import Trainable
from engine.training import Snapshot

NARROW, WIDE = 16, 1024  # rows that are looked at together, after a mistake and after many without
ARRAYS = "parameters", "pocket", "remembered"


class Counts(PocketFacts, CycleFacts):
    """What a stepper knows besides weights: plain values, all of which an epoch may change."""

    epoch: int
    position: int
    mistakes: int
    updates: int
    learning_rate: float
    is_pure: bool


class Look(TypedDict):
    """One example as the rule meets it; weights have the bias at their end."""

    row: int  # of the examples as they were given
    x: Array  # [features]
    targets: Array  # [outputs], −1 and 1
    scores: Array  # [outputs], before the update
    is_mistake: Array  # [outputs]
    before: Array  # [outputs, features + 1]
    after: Array


class RuleStepper:
    """Trains a model of one dense layer by w ← w + η y x wherever y (w·x + b) ≤ 0.

    ``x`` is [rows, features], ``y`` −1 and +1, [rows, outputs].  It begins with the model's own
    parameters, and it sees when they were changed from outside.  ``updates`` counts all, of all
    outputs, ``mistakes`` those of the epoch in progress, or of the last one at its end.
    """

    batch_size = 1

    def __init__(self, model: Trainable, x: Array, y: Array, *, rate: float, seed: int) -> None:
        self._model, self._rate = model, positive("rate", rate)
        self.divergence: Divergence | None = None  # there is none: steps have the rows' size
        self.order = permutation(streams(seed, "shuffles")[0], len(x))
        self._rows = np.column_stack([x, np.ones(len(x))]).astype(float)[self.order]
        self._targets = np.asarray(y, dtype=float)[self.order]
        self._shape = self._targets.shape[1], self._rows.shape[1]
        if self.parameters.size != self._shape[0] * self._shape[1]:
            raise ShapeMismatch(
                f"the model must be one dense layer of {self._shape[0]} units with biases, on "
                f"{self._shape[1] - 1} inputs; got {self.parameters.size} parameters"
            )
        self.epoch = self.position = self.mistakes = self.updates = 0
        self.pocket = JointPocket(self._rows, self._targets)
        self.cycle = CycleSearch(self.parameters)
        self.last: Look | None = None  # the newest example; none after a restart
        self._pure = not self.parameters.any()
        self._own = self.parameters.copy()  # as the rule left them

    @property
    def parameters(self) -> Array:
        """The model's parameters, flat: they are learned in place."""
        parameters: Array = self._model.network.parameters
        return parameters

    @property
    def weights(self) -> Array:
        """A copy of the weights as doubles, [outputs, features + 1], the biases at the end."""
        outputs, inputs = self._shape
        return np.array(self.parameters.reshape(inputs, outputs).T, dtype=float, order="C")

    @property
    def rate(self) -> float:
        """The learning rate η."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        if rate == self._rate:
            return
        self._rate = positive("rate", rate)
        if self.updates:
            self._forget()

    @property
    def is_pure(self) -> bool:
        """Whether the weights come from 0 by this rule and rate alone, as the bound supposes."""
        if not self.updates:
            return not self.parameters.any()
        return self._pure and np.array_equal(self._own, self.parameters)

    @property
    def repeats(self) -> int | None:
        """The earlier update after which weights and place were the present ones, if proven."""
        is_own = np.array_equal(self._own, self.parameters)
        return self.cycle.earlier(self.updates) if is_own else None

    def _forget(self) -> None:
        """Take the parameters as they are: the past determines the future no more."""
        self._pure = not self.updates and not self.parameters.any()
        self._own = self.parameters.copy()
        self.cycle.forget(self.updates)
        self.pocket.change()

    def step_sample(self) -> None:
        """Learn from the next example."""
        self.run_batches(1)

    def run_batches(self, count: int | None) -> None:
        """Learn from so many examples, but not past the epoch's end; None is all that are left."""
        if not np.array_equal(self._own, self.parameters):
            self._forget()
        if self.position == 0:
            self.mistakes = 0
        rows = len(self._rows)
        self._learn(rows if count is None else min(rows, self.position + count))
        if self.position == rows:
            self.position = 0
            self.epoch += 1
        self._own = self.parameters.copy()

    def _learn(self, end: int) -> None:
        """Learn from the examples up to a place in the order."""
        weights, width = self.weights, NARROW
        while self.position < end:
            span = slice(self.position, min(end, self.position + width))
            scores = np.vecdot(self._rows[span, np.newaxis], weights)
            wrong = mistaken(scores, self._targets[span])
            hits = np.logical_or.reduce(wrong, axis=1)
            before, first = weights, int(hits.argmax())
            is_mistake, width = bool(hits[first]), min(2 * width, WIDE)
            seen = first if is_mistake else len(hits)
            self.position += seen
            if seen:
                self.pocket.survive(seen, weights)
            if is_mistake:
                weights, width = self._update(wrong[first], weights), NARROW
            if self.position == end:
                at = first if is_mistake else len(hits) - 1
                self.last = self._look_at(span.start + at, before, weights)

    def _update(self, wrong: Array, weights: Array) -> Array:
        """Learn from the next example, which some outputs [outputs] have wrong."""
        x, targets = self._rows[self.position], self._targets[self.position]
        moved = weights + (self._rate * targets * wrong)[:, np.newaxis] * x
        self.parameters.reshape(self._shape[::-1])[:] = moved.T  # rounded as the model's are
        self.position += 1
        self.updates += int(wrong.sum())
        self.mistakes += int(wrong.sum())
        weights = self.weights
        self.pocket.change(weights)
        self.cycle.look(self.updates, self.position % len(self._rows), self.parameters)
        return weights

    def _look_at(self, place: int, before: Array, after: Array) -> Look:
        """Return the example at a place of the order, with the weights before and after it."""
        x, targets = self._rows[place], self._targets[place]
        scores = np.vecdot(before, x)
        return {
            "row": int(self.order[place]),
            "x": x[:-1].copy(),
            "targets": targets.copy(),
            "scores": scores,
            "is_mistake": mistaken(scores, targets),
            "before": before.copy(),
            "after": after.copy(),
        }

    def next_look(self) -> Look:
        """Return what the rule will do with the next example; nothing is changed by asking."""
        x, targets, weights = self._rows[self.position], self._targets[self.position], self.weights
        wrong = mistaken(np.vecdot(weights, x), targets)
        moved = weights + (self._rate * targets * wrong)[:, np.newaxis] * x
        return self._look_at(self.position, weights, moved.astype(self.parameters.dtype))

    def counts(self) -> Counts:
        """Return all that it knows besides weights, as plain values."""
        if not np.array_equal(self._own, self.parameters):
            self._forget()
        return {
            "epoch": self.epoch,
            "position": self.position,
            "mistakes": self.mistakes,
            "updates": self.updates,
            "learning_rate": self._rate,
            "is_pure": self._pure,
            **self.pocket.facts(),
            **self.cycle.facts(),
        }

    def snapshot(self) -> Snapshot:
        """Return all that training depends on, as arrays and plain values, but for the data."""
        counts, dtype = self.counts(), self.parameters.dtype
        return {
            "parameters": self.parameters.copy(),
            "pocket": self.pocket.weights.ravel().astype(dtype),
            "remembered": self.cycle.remembered.copy(),
            **counts,
        }

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of a stepper made alike.  Raises ShapeMismatch."""
        for name in ARRAYS:
            if snapshot[name].shape != self.parameters.shape:
                wanted, got = self.parameters.shape, snapshot[name].shape
                raise ShapeMismatch(f"{name} must have shape {wanted}; got {got}")
        counts = cast(Counts, snapshot)
        np.copyto(self.parameters, snapshot["parameters"])
        self.epoch, self.position = counts["epoch"], counts["position"]
        self.mistakes, self.updates = counts["mistakes"], counts["updates"]
        self._rate, self._pure = counts["learning_rate"], counts["is_pure"]
        self.pocket.take(counts, snapshot["pocket"].reshape(self._shape))
        self.cycle.take(counts, snapshot["remembered"])
        self._own, self.last = self.parameters.copy(), None
