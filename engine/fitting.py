"""The loop of ``fit``: epochs of a stepper, with validation and callbacks around them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.callbacks.base import Callback, CallbackList, History
from engine.callbacks.progress import ProgbarLogger, level, timed
from engine.choices import fraction, not_negative, whole
from engine.divergence import DivergenceWarning, warn
from engine.errors import InvalidValue, ShapeMismatch
from engine.evaluating import evaluate, named_losses
from engine.inputs import numbers
from engine.random import streams
from engine.trainable import TakesData, Trainable
from engine.training import Stepper


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

    def __post_init__(self) -> None:
        whole("batch size", self.batch_size, 1)
        whole("epochs", self.epochs, 1)
        whole("initial_epoch", self.initial_epoch, 0)
        fraction("validation_split", self.validation_split)
        given = self.validation_data
        if given is not None and not (isinstance(given, list | tuple) and len(given) in (2, 3)):
            raise ShapeMismatch("validation_data must be (x, y) or (x, y, sample_weight)")


def fit(
    model: Trainable,
    x: Any,
    y: Any,
    options: FitOptions,
    callbacks: Sequence[Callback],
    verbose: Any,
) -> History:
    """Train a model; see ``Model.fit``."""
    model.ensure_compiled()
    training, validation = _split(model, x, y, options)
    stepper = _stepper(model, training, options)
    watchers, progress = _watchers(model, callbacks, verbose)
    names = _figure_names(model, validation)
    watchers.begin(options.epochs, len(stepper.batches), verbose, names)
    model.stop_training = False
    for epoch in range(options.initial_epoch, options.epochs):
        watchers.on_epoch_begin(epoch)
        _run_epoch(model, stepper, watchers, progress)
        _note_divergence(model, stepper, watchers.history, epoch)
        watchers.on_epoch_end(epoch, _figures(model, stepper, validation, watchers))
        if model.stop_training:
            break
    watchers.on_train_end()
    return watchers.history


def _figure_names(model: Trainable, validation: Any) -> list[str]:
    """Return the names of an epoch's figures."""
    names = model.metrics_names
    return names + [f"val_{name}" for name in names if validation is not None]


def _watchers(model: Trainable, callbacks: Any, verbose: Any) -> tuple[CallbackList, ProgbarLogger]:
    """Return all callbacks, and the one of them that prints the progress."""
    given = [callbacks] if isinstance(callbacks, Callback) else list(callbacks)
    own = [one for one in given if isinstance(one, ProgbarLogger)]
    progress = own[0] if own else ProgbarLogger(level(verbose))
    return CallbackList(model, given if own else [progress, *given]), progress


def one_batch(model: Trainable, x: Any, y: Any, options: FitOptions) -> dict[str, float]:
    """Do one step on all rows together; return the figures before it."""
    model.ensure_compiled()
    stepper = _stepper(model, _split(model, x, y, options)[0], options)
    stepper.step_batch()
    if stepper.divergence:
        warn(stepper.divergence, 1, model.optimizer.learning_rate, RuntimeWarning)
    return _seen(model, stepper, None)


def _note_divergence(model: Trainable, stepper: Stepper, history: History, epoch: int) -> None:
    """Warn of a divergence, once; all later epochs have figures as well, which are NaN."""
    if stepper.divergence and history.divergence is None:
        history.divergence = stepper.divergence
        rate = model.optimizer.learning_rate
        warn(stepper.divergence, epoch + 1, rate, DivergenceWarning)


def _split(model: TakesData, x: Any, y: Any, options: FitOptions) -> tuple[tuple[Any, ...], Any]:
    """Return what is trained on and what is validated on; classes weigh in training only."""
    model.ready_for(x)
    training, validation = (x, y, options.sample_weight), options.validation_data
    if validation is None and options.validation_split:
        training, validation = _cut(model, training, options.validation_split)
    if options.class_weight is not None:
        x, y, weights = training
        training = (x, y, _class_weights(model, y, options.class_weight, weights))
    return training, validation


def _cut(model: TakesData, data: tuple[Any, ...], share: float) -> list[tuple[Any, ...]]:
    """Cut data in two before the last rows, which are that share of them."""
    x, y, weights = data
    count = len(model.pair(x, y)[0][0])
    inputs, outputs = model.input_structure, model.output_structure
    xs, ys, each = (
        inputs.flatten("inputs", x),
        outputs.flatten("targets", y),
        model.weights_for(weights, count),
    )
    at = int(count * (1 - share))
    if not 0 < at < count:
        raise ShapeMismatch(f"validation_split leaves {at} of {count} rows to train on")
    return [
        (
            inputs.pack([np.asarray(one)[part] for one in xs]),
            outputs.pack([np.asarray(one)[part] for one in ys]),
            [None if one is None else one[part] for one in each],
        )
        for part in (slice(at), slice(at, None))
    ]


def _stepper(model: Trainable, training: tuple[Any, ...], options: FitOptions) -> Stepper:
    if model.shuffles is None:
        (model.shuffles,) = streams(model.seed, "shuffles")
    x, y, weights = training
    return Stepper(
        model,
        x,
        y,
        batch_size=options.batch_size,
        seed=model.shuffles,
        shuffle=options.shuffle,
        sample_weight=weights,
    )


def _run_epoch(
    model: Trainable, stepper: Stepper, watchers: CallbackList, progress: ProgbarLogger
) -> None:
    """Train for an epoch; batch by batch only where a callback watches batches."""
    if not (watchers.watches("train") or progress.moves):
        stepper.step_epoch()
        return
    batches, done, portion = list(stepper.batches), 0, 1
    while done < len(batches) and not model.stop_training:
        if watchers.watches("train"):
            watchers.on_train_batch_begin(done)
            count = 1
            stepper.step_batch()
        else:
            count = min(portion, len(batches) - done)
            portion = timed(stepper.run_batches, count)
        done += count
        read = partial(_seen, model, stepper, batches[done - 1].rows.stop)
        if watchers.watches("train"):
            watchers.on_train_batch_end(done - 1, read)
        progress.show(done, read)


def _seen(model: Trainable, stepper: Stepper, seen: int | None) -> dict[str, float]:
    """Return loss and metrics of an epoch as training met them, up to so many rows.

    They are NaN from a divergence on.
    """
    if stepper.divergence:
        return dict.fromkeys(model.metrics_names, math.nan)
    names = model.output_structure
    loss, losses = stepper.epoch_losses(seen)
    figures = {"loss": loss, **named_losses(names.names, losses)}
    if any(model.compiled.metrics):
        figures |= model.compiled.measured(names, stepper.epoch_outputs(seen))
    return figures


def _figures(
    model: Trainable, stepper: Stepper, validation: Any, watchers: CallbackList
) -> dict[str, float]:
    """Return an epoch's figures by name, in Keras's order: by the alphabet, validation last."""
    figures = dict(sorted(_seen(model, stepper, stepper.position or None).items()))
    if validation is not None:
        measured = _validated(model, stepper, validation, watchers)
        figures |= {f"val_{name}": value for name, value in sorted(measured.items())}
    return figures


def _validated(
    model: Trainable, stepper: Stepper, validation: Any, watchers: CallbackList
) -> dict[str, float]:
    """Return the figures of the validation data; they are NaN after a divergence."""
    if not stepper.divergence:
        return evaluate(model, validation, None, watchers)
    lost = dict.fromkeys(model.metrics_names, math.nan)
    watchers.on_test_begin()
    watchers.on_test_end(lost)
    return lost


def _class_weights(model: TakesData, y: Any, weights: Any, also: Any) -> list[Array]:
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
