"""Training data in the order of an epoch, and its batches as views.

Inputs stay as they were given.  A *window*, some batches long, is gathered from them in the epoch's
order when training gets there; small data are one window.  So large data are never copied whole.
Shapes: inputs ``[rows, numbers]``, windows ``[rows, numbers + 1]`` with the column of ones, targets
``[outputs, rows]``; each is a list, for models may have several of them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np

from engine.arrays import Array
from engine.backpropagation import Step
from engine.objective import Objective
from engine.plans import TrainingPlan

WINDOW = 1 << 18  # numbers: some megabyte, which stays in the processor's cache


class Batch(NamedTuple):
    """What one step of training needs."""

    step: Step
    x: list[Array]  # [numbers + 1, rows]
    y: list[Array]
    weight: list[Array]  # each row's share in the loss
    keep: list[Array]  # where the scores are kept until the epoch's figures are asked for
    plan: TrainingPlan
    rows: slice
    window: slice


class Rows(Protocol):
    """Inputs ``[rows, numbers]``: an array, or what makes some of its rows when they are wanted."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many rows there are, and how many numbers each has."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def __getitem__(self, rows: Any, /) -> Any:
        """Return some rows ``[n, numbers]``, by their places."""


class Examples:
    """The data as given, the epoch's order of them, and the scores the epoch left."""

    def __init__(self, x: Sequence[Rows], y: Sequence[Array], weights: Sequence[Any]) -> None:
        self._x, self._y, self._weights = list(x), list(y), list(weights)
        self.count = len(x[0])
        self.y = [targets.copy() for targets in y]
        self.weights: list[Any] = [None if w is None else w.copy() for w in weights]  # [rows]
        dtype = y[0].dtype
        self._shares = [np.empty(self.count, dtype) for _ in y]  # each row's share in its batch
        self.scores = [np.zeros_like(targets) for targets in y]
        self.penalties = np.zeros(self.count)  # of the model when it met the row
        self._order = np.arange(self.count)
        self._windows: list[Array] = []
        self._loaded: slice | None = None

    targets: Sequence[tuple[int, ...]] = ()  # the shapes of a row of each, where that matters

    def __len__(self) -> int:
        return self.count

    def arrange(self, order: Array) -> None:
        """Take on an order."""
        self._order, self._loaded = order, None
        for here, given in zip(self.y, self._y, strict=True):
            np.take(given, order, axis=1, out=here, mode="clip")
        self.weights = [None if given is None else given[order] for given in self._weights]

    def load(self, window: slice) -> None:
        """Gather the inputs of a window, unless they are there."""
        if window != self._loaded:
            rows = self._order[window]
            for array, given in zip(self._windows, self._x, strict=True):
                array[: len(rows), :-1] = given[rows]
            self._loaded = window

    def _make_windows(self, size: int) -> int:
        """Make arrays for windows of whole batches; return how many rows they have."""
        widest = sum(given.shape[1] for given in self._x)
        rows = max(size, WINDOW // widest // size * size)
        rows = min(rows, -(-self.count // size) * size)
        if not self._windows or len(self._windows[0]) < rows:
            dtype = self.y[0].dtype
            self._windows = [np.ones((rows, given.shape[1] + 1), dtype) for given in self._x]
        self._loaded = None
        return rows

    def cut(self, begun: slice, size: int, plan_for: Callable[[int], TrainingPlan]) -> list[Batch]:
        """Cut the rows from ``begun`` on into batches of ``size``; the last may be smaller.

        What is begun is a batch of its own, empty if nothing is.
        """
        first = begun.stop - begun.start
        window = self._make_windows(max(size, first))
        batches = [self._batch(begun, begun, plan_for)] if first else []
        ends = [*range(begun.stop, self.count, size), self.count]
        return batches + self._cut_at(ends, window, plan_for)

    def cut_into(
        self, sizes: Sequence[int], plan_for: Callable[[int], TrainingPlan]
    ) -> list[Batch]:
        """Cut all rows into batches of those sizes, one after the other."""
        return self._cut_at([0, *accumulate(sizes)], self._make_windows(max(sizes)), plan_for)

    def _cut_at(
        self, ends: Sequence[int], window: int, plan_for: Callable[[int], TrainingPlan]
    ) -> list[Batch]:
        """Return the batches between those rows, as many to a window as it has room for."""
        windows: list[list[slice]] = []
        for start, stop in pairwise(ends):
            if not windows or stop - windows[-1][0].start > window:
                windows.append([])
            windows[-1].append(slice(start, stop))
        return [
            self._batch(rows, slice(parts[0].start, parts[-1].stop), plan_for)
            for parts in windows
            for rows in parts
        ]

    def _batch(self, rows: slice, window: slice, plan_for: Callable[[int], TrainingPlan]) -> Batch:
        plan = plan_for(rows.stop - rows.start)
        within = slice(rows.start - window.start, rows.stop - window.start)
        every = zip(self.weights, plan.shares, self._shares, strict=True)
        return Batch(
            plan.step,
            [array[within].T for array in self._windows],
            [targets[:, rows] for targets in self.y],
            [share if given is None else shares[rows] for given, share, shares in every],
            [scores[:, rows] for scores in self.scores],
            plan,
            rows,
            window,
        )

    def loaded(self, batches: Sequence[Batch]) -> Iterator[Sequence[Batch]]:
        """Yield the batches of each window, when it is gathered."""
        if batches and batches[0].window == batches[-1].window:
            self.load(batches[0].window)
            yield batches
            return
        for window, group in groupby(batches, lambda batch: batch.window):
            self.load(window)
            yield list(group)

    def weigh(self, batches: Sequence[Batch]) -> None:
        """Work out the shares of weighted rows."""
        for number, weights in enumerate(self.weights):
            for batch in batches if weights is not None else ():
                np.multiply(weights[batch.rows], batch.plan.shares[number], batch.weight[number])

    def losses(self, objectives: Sequence[Objective], rows: slice) -> list[Array]:
        """Return each output's loss of each of those rows when training met it, unweighted."""
        every = zip(objectives, self.y, self.scores, strict=True)
        return [one.loss.rows(y[:, rows], scores[:, rows]) for one, y, scores in every]

    def mean_losses(
        self, objectives: Sequence[Objective], rows: slice
    ) -> tuple[float, list[float]]:
        """Return the weighted mean loss of those rows, penalties included, and each output's."""
        means = []
        for losses, weights in zip(self.losses(objectives, rows), self.weights, strict=True):
            weighted = losses if weights is None else losses.astype(float) * weights[rows]
            means.append(float(weighted.mean(dtype=float)))
        total = sum(one.weight * loss for one, loss in zip(objectives, means, strict=True))
        return float(total + self.penalties[rows].mean()), means


def span(batches: Sequence[Batch]) -> slice:
    """Return the rows of all those batches, which follow each other."""
    return slice(batches[0].rows.start, batches[-1].rows.stop)


class OwnExamples(Examples):
    """Data of a model that computes its loss itself: targets may be unlike outputs."""

    def __init__(
        self, x: Sequence[Array], y: Sequence[Array], weights: Sequence[Any],
        targets: Sequence[tuple[int, ...]], sizes: Sequence[int],
    ) -> None:  # fmt: skip
        super().__init__(x, y, weights)
        self.targets = list(targets)  # the shapes of a row of each
        self.scores = [np.zeros((size, self.count), y[0].dtype) for size in sizes]
