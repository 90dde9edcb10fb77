"""Choosing between models: splits, folds, how fast to learn, how much is learned of how much.

Everything random takes a seed.  Arrays are cut along their first axis; models are built anew by
``build()`` for each fold or size, so that none has seen what it is measured on.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.choices import positive
from engine.errors import InvalidValue, ShapeMismatch
from engine.models import Model
from engine.random import streams
from engine.state import SavedState
from engine.training import Stepper

Fold = tuple[Array, Array]  # the rows to train on, and those to measure on

SMOOTHING = 0.9  # of the losses of a range test: the share of what was before
EXPLODED = 4.0  # times the lowest loss: a range test ends there
SAFETY = 10.0  # the usual advice: a tenth of the rate at which the loss explodes


def train_test_split(
    *arrays: Any, test_size: float = 0.25, seed: int = 0, stratify: Any = None
) -> list[Array]:
    """Return each array's rows for training and for test, dealt out by chance.

    With ``stratify``, a class for each row, all classes have their share in both.
    """
    if not 0 < test_size < 1:
        raise InvalidValue(f"test_size must lie between 0 and 1; got {test_size}")
    rows = [np.asarray(array) for array in arrays]
    count = _count(rows)
    (chance,) = streams(seed, "split")
    if stratify is None:
        order = chance.permutation(count)
        test = order[: max(1, round(count * test_size))]
    else:
        groups = _groups(stratify, count)
        parts = [chance.permutation(group) for group in groups]
        test = np.concatenate([part[: max(1, round(len(part) * test_size))] for part in parts])
        test = chance.permutation(test)
    train = chance.permutation(np.setdiff1d(np.arange(count), test))
    if not len(train):
        raise InvalidValue(f"test_size leaves nothing of {count} rows to train on")
    return [part for array in rows for part in (array[train], array[test])]


def k_fold(count: int, folds: int = 5, *, seed: int = 0, stratify: Any = None) -> Iterator[Fold]:
    """Yield the rows for training and for measuring of each fold; each row is measured once."""
    if not 2 <= folds <= count:
        raise InvalidValue(f"folds must lie between 2 and the {count} rows; got {folds}")
    (chance,) = streams(seed, "folds")
    groups = [np.arange(count)] if stratify is None else _groups(stratify, count)
    order = np.concatenate([chance.permutation(group) for group in groups])
    for fold in range(folds):
        measured = np.sort(order[fold::folds])
        yield np.setdiff1d(np.arange(count), measured), measured


def cross_validate(
    build: Callable[[], Model], x: Any, y: Any, folds: int = 5, *, seed: int = 0, **options: Any
) -> list[dict[str, float]]:
    """Return the figures of a new model on each fold; ``options`` are those of ``fit``."""
    x, y = np.asarray(x), np.asarray(y)
    results = []
    for train, measured in k_fold(len(x), folds, seed=seed):
        model = build()
        model.fit(x[train], y[train], verbose=0, **options)
        results.append(model.measure(x[measured], y[measured]))
    return results


def _count(arrays: Sequence[Array]) -> int:
    counts = {len(array) for array in arrays}
    if len(counts) != 1:
        raise ShapeMismatch(f"arrays must have as many rows; got {sorted(counts)}")
    return counts.pop()


def _groups(classes: Any, count: int) -> list[Array]:
    given = np.asarray(classes)
    if given.shape != (count,):
        raise ShapeMismatch(f"stratify must have shape ({count},); got {given.shape}")
    return [np.flatnonzero(given == one) for one in np.unique(given)]


@dataclass(frozen=True)
class RangeTest:
    """Losses at rates that grow step by step, and what they say."""

    rates: Array
    losses: Array  # of each batch, before its step
    smoothed: Array

    @property
    def explosion(self) -> float:
        """The rate at which the loss begins to rise for good: that of its lowest point."""
        return float(self.rates[int(np.argmin(self.smoothed))])

    @property
    def suggestion(self) -> float:
        """A rate to begin with: a tenth of the rate at which the loss explodes."""
        return self.explosion / SAFETY


def learning_rate_range_test(
    model: Model, x: Any, y: Any, *, min_rate: float = 1e-6, max_rate: float = 10.0,
    steps: int = 100, batch_size: int = 32, seed: int = 0,
) -> RangeTest:  # fmt: skip
    """Train for some batches at rates from ``min_rate`` up to ``max_rate``; undo it all.

    Each rate is the one before times the same factor.  The test ends when the loss has exploded.
    Afterwards the model is what it was, to the bit (Smith, 2017).
    """
    if not positive("min_rate", min_rate) < max_rate:
        raise InvalidValue(f"max_rate must be above {min_rate}; got {max_rate}")
    model.ready_for(x)
    before, rate = SavedState(model), model.optimizer.learning_rate
    stepper = Stepper(model, x, y, batch_size=batch_size, seed=seed)
    rates, losses = np.geomspace(min_rate, max_rate, max(2, steps)), []
    try:
        for one in rates:
            model.optimizer.learning_rate = float(one)
            losses.append(_next_loss(stepper))
            if stepper.divergence or losses[-1] > EXPLODED * min(losses):
                break
    finally:
        before.restore()
        model.optimizer.learning_rate = rate
    seen = np.array([loss for loss in losses if math.isfinite(loss)])
    if not len(seen):
        raise InvalidValue(f"the loss is not finite even at a rate of {min_rate}: begin lower")
    return RangeTest(rates[: len(seen)], seen, _smooth(seen))


def _next_loss(stepper: Stepper) -> float:
    """Train on one batch; return its loss before the step."""
    start = stepper.position
    stepper.step_batch()
    return stepper.loss_of(start)


def _smooth(values: Array) -> Array:
    """Return a running mean that forgets, corrected for its start."""
    mean, smoothed = 0.0, []
    for number, value in enumerate(values, 1):
        mean = SMOOTHING * mean + (1 - SMOOTHING) * float(value)
        smoothed.append(mean / (1 - SMOOTHING**number))
    return np.array(smoothed)


@dataclass(frozen=True)
class Curve:
    """A figure along a course: what it was, and when."""

    at: Array
    values: Array


def learning_curves(history: Any, name: str = "loss") -> dict[str, Curve]:
    """Return a figure's curves by epochs done, ``training`` and ``validation``.

    The training figure of an epoch is a mean over its batches, while the network changed: it
    belongs to the middle of the epoch, half an epoch before validation, which is measured at its
    end.  Drawn at the same place, training looks worse than it is.
    """
    epochs = np.arange(len(history.epoch), dtype=float)
    curves = {"training": Curve(epochs + 0.5, np.array(history.history[name]))}
    if f"val_{name}" in history.history:
        curves["validation"] = Curve(epochs + 1, np.array(history.history[f"val_{name}"]))
    return curves


def sample_curves(
    build: Callable[[], Model], x: Any, y: Any, validation: tuple[Any, Any],
    sizes: Sequence[int], name: str = "loss", **options: Any,
) -> dict[str, Curve]:  # fmt: skip
    """Return a figure on the training rows and on validation, by how many rows were trained on."""
    x, y = np.asarray(x), np.asarray(y)
    if max(sizes) > len(x) or min(sizes) < 1:
        raise InvalidValue(f"sizes must lie between 1 and {len(x)}; got {list(sizes)}")
    training, validated = [], []
    for size in sizes:
        model = build()
        model.fit(x[:size], y[:size], verbose=0, **options)
        training.append(model.measure(x[:size], y[:size])[name])
        validated.append(model.measure(*validation)[name])
    at = np.array(sizes, float)
    return {
        "training": Curve(at, np.array(training)),
        "validation": Curve(at, np.array(validated)),
    }
