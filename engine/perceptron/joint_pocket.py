"""The pocket of all outputs together: the weights that got most rows right.

``pocket`` keeps each output on its own.  Here the outputs are one answer: a row is right if its
score lies on its side, or, of several outputs, if its own class's score is the highest of all.
All weights are tried.  Where that would take too long, it is done as Gallant does: only those are
tried that have gone longer without a change than the pocket's had.

Source: Gallant, "Perceptron-based learning algorithms" (1990).
"""

from typing import TypedDict

import numpy as np

from engine.arrays import Array

LARGE = 200_000  # multiplications of a trial, about 0.1 ms; beyond, not all weights are tried


class PocketFacts(TypedDict):
    """What a pocket knows besides its weights."""

    right: int
    longest: int
    run: int
    tried: bool


class JointPocket:
    """Weights [outputs, features + 1] and how many of rows [rows, features + 1] they get right."""

    def __init__(self, rows: Array, targets: Array) -> None:
        self._rows, self._targets = rows, targets
        self.weights = np.zeros((targets.shape[1], rows.shape[1]))
        self.right = 0  # of weights of 0: a point on the line is none
        self._longest, self._run, self._tried = 0, 0, False
        self._picks = rows.size * targets.shape[1] > LARGE

    def survive(self, rows: int, weights: Array) -> None:
        """See that weights got so many more rows right in succession."""
        self._run += rows
        if self._picks and self._run > self._longest and not self._tried:
            self._tried = True
            self._longest += self._try(weights)  # they are tried as soon as their run is longer

    def change(self, weights: Array | None = None) -> None:
        """See that the weights have changed, to those if the rule has done it."""
        self._run, self._tried = 0, False
        if weights is not None and not self._picks:
            self._try(weights)

    def _try(self, weights: Array) -> bool:
        """Keep weights that get more rows right than any before; say whether they do."""
        right = self.count(weights)
        is_better = right > self.right
        if is_better:
            self.weights, self.right = weights.copy(), right
        return is_better

    def count(self, weights: Array) -> int:
        """Return how many rows weights get right; a tie is wrong."""
        scores = self._rows @ weights.T
        if scores.shape[1] == 1:
            return int((scores * self._targets > 0).sum())
        own = self._targets > 0
        others = np.where(own, -np.inf, scores).max(axis=1)
        return int((scores[own] > others).sum())

    def facts(self) -> PocketFacts:
        """Return what it knows as plain values."""
        return {
            "right": self.right,
            "longest": self._longest,
            "run": self._run,
            "tried": self._tried,
        }

    def take(self, facts: PocketFacts, weights: Array) -> None:
        """Go back to such facts and weights."""
        self.weights, self.right = np.array(weights, dtype=float), facts["right"]
        self._longest, self._run, self._tried = facts["longest"], facts["run"], facts["tried"]
