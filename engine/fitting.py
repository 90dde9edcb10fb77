"""The loop of ``fit``: epochs of a stepper, with validation and callbacks around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array
from engine.callbacks.base import Callback, CallbackList, History
from engine.callbacks.progress import Progress
from engine.errors import InvalidValue, ShapeMismatch
from engine.random import streams
from engine.training import Stepper

if TYPE_CHECKING:
    from engine.model import Model


@dataclass(frozen=True)
class FitOptions:
    """What ``fit`` takes besides the data and those who watch; meanings are Keras's."""

    batch_size: int = 32
    epochs: int = 1
    initial_epoch: int = 0
    shuffle: bool = True
    validation_data: Any = None  # (x, y) or (x, y, sample_weight)
    validation_split: float = 0.0  # the last rows, before any shuffle
    class_weight: dict[int, float] | None = None
    sample_weight: Any = None

    def __post_init__(self) -> None:
        if not 0 <= self.validation_split < 1:
            raise InvalidValue(f"validation_split must lie in [0, 1); got {self.validation_split}")
        if self.epochs < 1:
            raise InvalidValue(f"epochs must be at least 1; got {self.epochs}")


def fit(
    model: "Model", x: Any, y: Any, options: FitOptions, callbacks: Sequence[Callback], verbose: Any
) -> History:
    """Train a model; see ``Model.fit``."""
    model.settings  # noqa: B018 - raises if there are none
    training, validation = _split(model, x, y, options)
    stepper = _stepper(model, training, options)
    watchers = CallbackList(model, callbacks, Progress.of(verbose))
    watchers.begin(options.epochs, len(stepper.batches))
    model.stop_training = False
    for epoch in range(options.initial_epoch, options.epochs):
        watchers.on_epoch_begin(epoch)
        _run_epoch(model, stepper, watchers)
        watchers.history.divergence = stepper.divergence
        if stepper.divergence:
            break
        watchers.on_epoch_end(epoch, _figures(model, stepper, validation, watchers))
        if model.stop_training:
            break
    watchers.on_train_end()
    return watchers.history


def _split(model: "Model", x: Any, y: Any, options: FitOptions) -> tuple[tuple[Any, ...], Any]:
    """Return what is trained on and what is validated on."""
    weights = options.sample_weight
    if options.class_weight is not None:
        weights = _class_weights(y, options.class_weight, weights)
    if options.validation_data is not None or not options.validation_split:
        return (x, y, weights), options.validation_data
    model.ready_for(x)
    inputs, outputs = model.input_structure, model.output_structure
    xs, ys = inputs.spread("inputs", x), outputs.spread("targets", y)
    count = len(np.asarray(xs[0]))
    at = int(count * (1 - options.validation_split))
    if not 0 < at < count:
        raise ShapeMismatch(f"validation_split leaves {at} of {count} rows to train on")
    sides = [
        (
            inputs.pack([np.asarray(one)[part] for one in xs]),
            outputs.pack([np.asarray(one)[part] for one in ys]),
            None if weights is None else np.asarray(weights)[part],
        )
        for part in (slice(at), slice(at, None))
    ]
    return sides[0], sides[1]


def _stepper(model: "Model", training: tuple[Any, ...], options: FitOptions) -> Stepper:
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


def _run_epoch(model: "Model", stepper: Stepper, watchers: CallbackList) -> None:
    """Train for an epoch; batch by batch only where somebody watches batches."""
    if not watchers.watch_batches:
        stepper.step_epoch()
        return
    for number, batch in enumerate(list(stepper.batches)):
        watchers.on_train_batch_begin(number)
        stepper.step_batch()
        if stepper.divergence:
            break
        seen = batch.rows.stop
        watchers.on_train_batch_end(number, _seen(model, stepper, seen))
        if model.stop_training:
            break


def _seen(model: "Model", stepper: Stepper, seen: int | None) -> dict[str, float]:
    """Return loss and metrics of an epoch as training met them, up to so many rows."""
    names = model.output_structure
    loss, losses = stepper.epoch_losses(seen)
    figures = {"loss": loss}
    if len(losses) > 1:
        pairs = zip(names.names, losses, strict=True)
        figures |= {f"{name}_loss": value for name, value in pairs}
    if any(model.compiled.metrics):
        figures |= model.compiled.measured(names, stepper.epoch_outputs(seen))
    return figures


def _figures(
    model: "Model", stepper: Stepper, validation: Any, watchers: CallbackList
) -> dict[str, float]:
    """Return an epoch's figures by name."""
    figures = _seen(model, stepper, stepper.position or None)
    if validation is not None:
        watchers.on_test_begin()
        found = model.measure(*validation)
        watchers.on_test_end(found)
        figures |= {f"val_{name}": value for name, value in found.items()}
    return figures


def _class_weights(targets: Any, weights: dict[int, float], also: Any) -> Array:
    """Return the weight of each row's class, 1 where none is given."""
    if isinstance(targets, list | tuple | dict) and not np.isscalar(next(iter(targets), 0)):
        raise ShapeMismatch("class_weight is for models with one output")
    y = np.asarray(targets)
    classes = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1).astype(int)
    found = np.array([weights.get(int(number), 1.0) for number in classes])
    return found if also is None else found * np.asarray(also)
