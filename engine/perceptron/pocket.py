"""Which weights a perceptron's training hands back: the last, their average, or the best so far.

A perceptron on data that no plane separates never converges, and its last weights may be poor.
Each keeper watches the weights after every example.  Weights are [outputs, features + 1], the bias
at the end; every output is kept on its own.

Sources: Freund & Schapire, "Large margin classification using the perceptron algorithm" (1999);
Gallant, "Perceptron-based learning algorithms" (1990), whose examples are drawn at random, where
ours come in shuffled epochs.
"""

from typing import ClassVar, Protocol

import numpy as np

from engine.arrays import Array


class Keeper(Protocol):
    """Sees all the weights of a training and says which to hand back."""

    label: ClassVar[str]

    def meet(self, rows: Array, targets: Array) -> None:
        """Take the examples that the next looks are at."""

    def look(self, weights: Array, mistaken: Array, learning: Array) -> None:
        """See the weights after an example; masks [outputs]: was wrong on it, still learns."""

    def kept(self, weights: Array) -> Array:
        """Return the weights to use, given the last ones."""


class Last:
    """The weights after the last example: the perceptron as it was (Rosenblatt, 1958)."""

    label: ClassVar[str] = "Last weights"

    def __init__(self, shape: tuple[int, int]) -> None:
        del shape

    def meet(self, rows: Array, targets: Array) -> None:
        """Ignore the examples."""

    def look(self, weights: Array, mistaken: Array, learning: Array) -> None:
        """Keep nothing."""

    def kept(self, weights: Array) -> Array:
        """Return the last weights."""
        return weights


class Average:
    """The mean of the weights after each example: each counts for as long as it survives."""

    label: ClassVar[str] = "Averaged"

    def __init__(self, shape: tuple[int, int]) -> None:
        self._sum = np.zeros(shape)
        self._looks = np.zeros((shape[0], 1))

    def meet(self, rows: Array, targets: Array) -> None:
        """Go on averaging, whatever the examples."""

    def look(self, weights: Array, mistaken: Array, learning: Array) -> None:
        """Add the weights of the outputs that still learn."""
        self._sum[learning] += weights[learning]
        self._looks[learning] += 1

    def kept(self, weights: Array) -> Array:
        """Return the average; before the first look, the weights themselves."""
        return np.where(self._looks > 0, self._sum / np.maximum(self._looks, 1), weights)


class Pocket:
    """The weights that got most of the examples right, tried when their run is longer than its.

    A run is a row of examples that the weights got right without a change; the pocket's is the one
    that brought them there.  With this ratchet the pocket only ever gets better on the examples, at
    the cost of a count over all of them.
    """

    label: ClassVar[str] = "Pocket"

    def __init__(self, shape: tuple[int, int]) -> None:
        self._best = np.zeros(shape)

    def meet(self, rows: Array, targets: Array) -> None:
        """Count anew how many examples the pocket gets right, and start all runs again."""
        self._rows, self._targets = rows, targets
        self._right = self._count(self._best)
        self._run, self._longest = np.zeros((2, len(self._best)), dtype=int)
        self._tried = np.zeros(len(self._best), dtype=bool)  # since the weights last changed

    def look(self, weights: Array, mistaken: Array, learning: Array) -> None:
        """Count the runs, and try, once, the weights whose run is longer than the pocket's."""
        self._run = np.where(mistaken, 0, self._run + learning)
        self._tried &= ~mistaken
        untried = (self._run > self._longest) & ~self._tried
        if untried.any():
            self._try(weights, untried)

    def _try(self, weights: Array, untried: Array) -> None:
        """Put weights into the pocket where they get more examples right than what it holds."""
        right = self._count(weights)
        better = untried & (right > self._right)
        self._best[better], self._right[better] = weights[better], right[better]
        self._longest[better] = self._run[better]
        self._tried |= untried

    def _count(self, weights: Array) -> Array:
        """Return how many examples each output gets right; on the line is wrong."""
        return (self._rows @ weights.T * self._targets > 0).sum(axis=0)

    def kept(self, weights: Array) -> Array:
        """Return the weights in the pocket."""
        return self._best


KEEPERS: dict[str, type[Last] | type[Average] | type[Pocket]] = {
    "last": Last,
    "average": Average,
    "pocket": Pocket,
}
