"""The loop of ``fit``: epochs of a stepper, with validation and callbacks around them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count, repeat
from typing import Any

from engine.callbacks.base import Callback, CallbackList, History
from engine.callbacks.progress import ProgbarLogger, level, timed
from engine.divergence import DivergenceWarning, warn
from engine.evaluating import evaluate
from engine.evaluation import named_losses
from engine.fit_data import FitOptions, class_weights, endless, split, validation_arrays
from engine.random import streams
from engine.streams import Stream, is_stream, joined, refuse_beside, rows_of
from engine.trainable import Trainable
from engine.training import Stepper


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
    steppers, validation = _steppers(model, x, y, options)
    stepper = next(steppers)
    watchers, progress = _watchers(model, callbacks, verbose)
    model.history, model.first_epoch = watchers.history, options.initial_epoch
    names = _figure_names(model, validation)
    watchers.begin(options.epochs, len(stepper.batches), verbose, names, model.computes)
    model.stop_training = False
    for epoch in range(model.first_epoch, options.epochs):
        if model.computes:
            model.reset_metrics()
        watchers.on_epoch_begin(epoch)
        _run_epoch(model, stepper, watchers, progress)
        _note_divergence(model, stepper, watchers.history, epoch)
        figures = _figures(model, stepper)
        if validation is not None and options.validates_in(epoch):
            measured = _validated(model, stepper, validation, options.validation_rows, watchers)
            figures |= {f"val_{name}": value for name, value in sorted(measured.items())}
        watchers.on_epoch_end(epoch, figures)
        if model.stop_training or epoch + 1 == options.epochs:
            break
        stepper = next(steppers)
    model.optimizer.finalize_variable_values()
    watchers.on_train_end()
    return watchers.history


def _steppers(
    model: Trainable, x: Any, y: Any, options: FitOptions
) -> tuple[Iterator[Stepper], Any]:
    """Return the stepper of each epoch, the same for arrays, and the data to validate on."""
    validation = options.validation_data
    shuffles = _shuffles(model) if options.shuffle else None
    if is_stream(x):
        share = options.validation_split or None
        refuse_beside(y=y, sample_weight=options.sample_weight, validation_split=share)
    else:
        training, validation = split(model, x, y, options)
        if options.steps_per_epoch is None:
            steppers = repeat(_stepper(model, training, options))
            return steppers, validation_arrays(model, validation, options)
        x = endless(model, training, options.batch_size, shuffles)
        options = replace(options, class_weight=None)  # they are in the weights
    stream = Stream(x, options.steps_per_epoch, shuffles)
    return _of_stream(model, stream, options), validation_arrays(model, validation, options)


def _of_stream(model: Trainable, stream: Stream, options: FitOptions) -> Iterator[Stepper]:
    failed = None
    for done in count():
        batches = stream.epoch()
        x, y, weights = joined(batches)
        model.ready_for(x)
        if options.class_weight is not None:
            weights = class_weights(model, y, options.class_weight, weights)
        rows = rows_of(batches)
        kept = replace(options, batch_size=max(rows), shuffle=False)
        stepper = _stepper(model, (x, y, weights), kept)
        stepper.cut_into(rows)
        stepper.divergence, stepper.epoch = failed, done
        yield stepper
        failed = stepper.divergence


def _figure_names(model: Trainable, validation: Any) -> list[str]:
    """Return the names of an epoch's figures."""
    names = model.metrics_names
    return names + [f"val_{name}" for name in names if validation is not None]


def _watchers(model: Trainable, callbacks: Any, verbose: Any) -> tuple[CallbackList, ProgbarLogger]:
    """Return all callbacks, and the one of them that prints the progress."""
    given = [callbacks] if isinstance(callbacks, Callback) else list(callbacks)
    own = [one for one in given if isinstance(one, ProgbarLogger)]
    progress = own[0] if own else ProgbarLogger(level(verbose))
    silent = own or not progress.verbose
    return CallbackList(model, given if silent else [progress, *given]), progress


def one_batch(model: Trainable, x: Any, y: Any, options: FitOptions) -> dict[str, float]:
    """Do one step on all rows together; return the figures before it."""
    model.ensure_compiled()
    stepper = _stepper(model, split(model, x, y, options)[0], options)
    if model.computes:
        model.reset_metrics()
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


def _stepper(model: Trainable, training: tuple[Any, ...], options: FitOptions) -> Stepper:
    x, y, weights = training
    return Stepper(
        model,
        x,
        y,
        batch_size=options.batch_size,
        seed=_shuffles(model),
        shuffle=options.shuffle,
        sample_weight=weights,
    )


def _shuffles(model: Trainable) -> Any:
    """Return the generator of all shuffles of a model."""
    if model.shuffles is None:
        (model.shuffles,) = streams(model.seed, "shuffles")
    return model.shuffles


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
    if model.computes:
        return model.batch_figures()
    names = model.output_structure
    loss, losses = stepper.epoch_losses(seen)
    figures = {"loss": loss, **named_losses(names.names, losses)}
    if any(stepper.compiled.metrics):
        figures |= stepper.compiled.measured(names, stepper.epoch_outputs(seen))
    return figures


def _figures(model: Trainable, stepper: Stepper) -> dict[str, float]:
    """Return an epoch's figures of training by name, in Keras's order: by the alphabet."""
    return dict(sorted(_seen(model, stepper, stepper.position or None).items()))


def _validated(
    model: Trainable, stepper: Stepper, validation: Any, rows: int, watchers: CallbackList
) -> dict[str, float]:
    """Return the figures of the validation data, in batches of so many rows.

    They are NaN after a divergence.
    """
    if not stepper.divergence:
        return evaluate(model, validation, rows, watchers)
    lost = dict.fromkeys(model.metrics_names, math.nan)
    watchers.on_test_begin()
    watchers.on_test_end(lost)
    return lost
