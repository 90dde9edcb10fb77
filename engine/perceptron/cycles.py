"""Proves that a learner goes round in circles, by a state that comes back to the bit.

Where the order of the examples is fixed, the weights and the place in it determine all that
follows.  If both come back, so does everything after them, for ever.  One state is remembered at a
time, and replaced after 1, 2, 4, … updates, so memory is that of the weights; a cycle of length c
that begins at update b is found before update 3 (b + c) or so.

Source: Brent, "An improved Monte Carlo factorization algorithm" (1980).
"""

from typing import TypedDict

import numpy as np

from engine.arrays import Array


class CycleFacts(TypedDict):
    """What a search knows besides the remembered weights."""

    remembered_update: int
    remembered_position: int
    patience: int
    cycle: list[int]


class CycleSearch:
    """Looks for a state that comes back; ``found`` are the updates after which it was met."""

    def __init__(self, weights: Array) -> None:
        self.remembered = weights.copy()
        self.forget(0)

    def forget(self, update: int) -> None:
        """Begin anew at an update: the past determines the future no more."""
        self._update, self._position = update, -1  # no place in the order: nothing is remembered
        self._patience = 1  # how many updates a state is remembered for
        self.found: tuple[int, int] | None = None

    def look(self, update: int, position: int, weights: Array) -> None:
        """See the weights after an update, before the example at a position of the order."""
        if self.found is not None:
            return
        if position == self._position and np.array_equal(weights, self.remembered):
            self.found = self._update, update
        elif self._position < 0 or update - self._update >= self._patience:
            self._patience *= 2
            self._update, self._position = update, position
            np.copyto(self.remembered, weights)

    def earlier(self, update: int) -> int | None:
        """Return the update after which the weights were those after this one; None if unknown.

        It is one of the first round, so it is the same for every round.
        """
        if self.found is None:
            return None
        first, again = self.found
        return first + (update - first) % (again - first)

    def facts(self) -> CycleFacts:
        """Return what it knows as plain values."""
        return {
            "remembered_update": self._update,
            "remembered_position": self._position,
            "patience": self._patience,
            "cycle": list(self.found or ()),
        }

    def take(self, facts: CycleFacts, remembered: Array) -> None:
        """Go back to such facts, and to the weights that were remembered."""
        np.copyto(self.remembered, remembered)
        self._update, self._position = facts["remembered_update"], facts["remembered_position"]
        self._patience = facts["patience"]
        first_and_again = facts["cycle"]
        self.found = (first_and_again[0], first_and_again[1]) if first_and_again else None
