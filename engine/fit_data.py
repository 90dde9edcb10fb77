"""What ``fit`` is given: its options, and the data as it takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.choices import fraction, not_negative, whole
from engine.errors import InvalidValue, ShapeMismatch
from engine.inputs import numbers
from engine.random import permutation
from engine.streams import gathered, is_stream
from engine.trainable import TakesData


@dataclass(frozen=True)
class FitOptions:
    """What ``fit`` takes besides the data and the callbacks; meanings are Keras's."""

    batch_size: int = 32
    epochs: int = 1
    initial_epoch: int = 0
    shuffle: bool = True
    validation_data: Any = None  # (x, y) or (x, y, sample_weight)
    validation_split: float = 0.0  # the last rows, before any shuffle
    class_weight: dict[int, float] | None = None
    sample_weight: Any = None
    steps_per_epoch: int | None = None  # batches; None: all
    validation_steps: int | None = None  # batches; None: all
    validation_batch_size: int | None = None
    validation_freq: Any = 1  # every so many epochs, or in these, counted from 1

    def __post_init__(self) -> None:
        whole("batch size", self.batch_size, 1)
        whole("epochs", self.epochs, 1)
        whole("initial_epoch", self.initial_epoch, 0)
        fraction("validation_split", self.validation_split)
        for name in ("steps_per_epoch", "validation_steps", "validation_batch_size"):
            if (steps := getattr(self, name)) is not None:
                whole(name, steps, 1)
        given = self.validation_data
        pair = isinstance(given, list | tuple) and len(given) in (2, 3)
        if not (given is None or pair or is_stream(given)):
            raise ShapeMismatch("validation_data must be (x, y) or (x, y, sample_weight)")

    @property
    def validation_rows(self) -> int:
        """How many rows a batch of the validation has."""
        return self.validation_batch_size or self.batch_size

    def validates_in(self, epoch: int) -> bool:
        """Say whether an epoch, counted from 0, ends with a validation."""
        every = self.validation_freq
        return (epoch + 1) % every == 0 if isinstance(every, int) else epoch + 1 in every


def split(model: TakesData, x: Any, y: Any, options: FitOptions) -> tuple[tuple[Any, ...], Any]:
    """Return what is trained on and what is validated on; classes weigh in training only."""
    model.ready_for(x)
    training, validation = (x, y, options.sample_weight), options.validation_data
    if validation is None and options.validation_split:
        training, validation = _cut(model, training, options.validation_split)
    if options.class_weight is not None:
        x, y, weights = training
        training = (x, y, class_weights(model, y, options.class_weight, weights))
    return training, validation


def _cut(model: TakesData, data: tuple[Any, ...], share: float) -> list[tuple[Any, ...]]:
    """Cut data in two before the last rows, which are that share of them."""
    columns = _columns(model, data)
    count = len(columns[0][0])
    at = int(count * (1 - share))
    if not 0 < at < count:
        raise ShapeMismatch(f"validation_split leaves {at} of {count} rows to train on")
    return [_rows(model, columns, part) for part in (slice(at), slice(at, None))]


def _columns(model: TakesData, data: Any) -> tuple[list[Any], list[Any], list[Any]]:
    """Return each input, each output's targets, and its weights or None, of (x, y[, weights])."""
    x, y, weights = (*data, None)[:3]
    count = len(model.pair(x, y)[0][0])
    return (
        [np.asarray(one) for one in model.input_structure.flatten("inputs", x)],
        [np.asarray(one) for one in model.output_structure.flatten("targets", y)],
        model.weights_for(weights, count),
    )


def _rows(model: TakesData, columns: tuple[list[Any], ...], rows: Any) -> tuple[Any, ...]:
    """Return some rows of all columns, as (x, y, weights)."""
    xs, ys, each = columns
    weights = [None if one is None else one[rows] for one in each]
    return (
        model.input_structure.pack([one[rows] for one in xs]),
        model.output_structure.pack([one[rows] for one in ys]),
        None if all(one is None for one in weights) else weights,
    )


def endless(model: TakesData, data: Any, size: int, generator: Any) -> Iterator[tuple[Any, ...]]:
    """Yield batches of arrays, in another order each time they were all taken (None: in theirs)."""
    columns = _columns(model, data)
    count = len(columns[0][0])
    while True:
        order = np.arange(count) if generator is None else permutation(generator, count)
        for start in range(0, count, size):
            yield _rows(model, columns, order[start : start + size])


def class_weights(model: TakesData, y: Any, weights: Any, also: Any) -> list[Array]:
    """Return the weight of each row's class, 1 where none is given.

    As in Keras a target's class is the nearest whole number.
    """
    names = model.output_structure.names
    if not isinstance(weights, dict):
        raise InvalidValue(f"class_weight must be a dictionary; got {type(weights).__name__}")
    if len(names) != 1:
        raise ShapeMismatch(f"class_weight is for one output; there are {len(names)}")
    (given,) = model.output_structure.flatten("targets", y)
    y = numbers("targets", given)
    classes = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1)
    for label in weights:
        if not isinstance(label, Integral):
            raise InvalidValue(f"classes in class_weight must be whole numbers; got {label!r}")
    known = {label: not_negative("class weight", one) for label, one in weights.items()}
    by_class = np.array([known.get(int(number), 1.0) for number in np.round(classes)])
    (more,) = model.weights_for(also, len(by_class))
    return [by_class if more is None else by_class * more]


def validation_arrays(model: TakesData, data: Any, options: FitOptions) -> Any:
    """Return the data to validate on as arrays, no more than was asked for."""
    if is_stream(data):
        return gathered(data, None, None, options.validation_steps)
    if data is None or options.validation_steps is None:
        return data
    rows = options.validation_steps * options.validation_rows
    return next(endless(model, data, rows, None))
