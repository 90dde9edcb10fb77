"""Callbacks: objects whose hooks are called as training proceeds, and may stop it."""

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from engine.divergence import Divergence
from engine.errors import InvalidValue, UnknownChoice
from engine.trainable import Trainable

Logs = dict[str, Any]
BATCH_HOOKS = {  # for each kind of work
    "train": ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end"),
    "test": ("on_test_batch_begin", "on_test_batch_end"),
    "predict": ("on_predict_batch_begin", "on_predict_batch_end"),
}


class Callback:
    """Keras's hooks, all of them empty: subclasses fill those that they need.

    ``model`` is the model in training, ``params`` its number of epochs and steps, and as
    ``metrics`` the names of an epoch's figures (None where a callback may add others); ``figures``
    are the fit's own in any case.  A callback that wants training to end sets
    ``self.model.stop_training``.
    """

    model: Trainable
    params: dict[str, Any]
    watches_batches: bool | None = None  # None: if it fills a hook of batches

    def set_model(self, model: Trainable) -> None:
        """Take the model."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Take the numbers of epochs and steps."""
        self.params = params

    def for_trial(self, number: int, values: Mapping[str, Any]) -> Self:
        """Return a copy for a trial of a search: nothing is remembered from trial to trial.

        Raises InvalidValue of one that cannot be copied.
        """
        try:
            return copy.deepcopy(self)
        except Exception as error:
            name = type(self).__name__
            raise InvalidValue(
                f"a search copies callbacks for each trial; {name}: {error}"
            ) from None

    def __getstate__(self) -> dict[str, Any]:
        """Return what copies and pickles hold: all but the model."""
        return {name: value for name, value in vars(self).items() if name != "model"}

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Called when training begins."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Called when training has ended; ``logs`` are the last epoch's."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Called when an epoch, counted from 0, begins."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Called when an epoch has ended, with its figures."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called when a batch, counted from 0 in its epoch, begins."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called when a batch has ended, with the figures of the epoch so far."""
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Another name of ``on_train_batch_begin``."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Another name of ``on_train_batch_end``."""

    def wants_figures(self, batch: int) -> bool:
        """Return whether this callback needs the figures at the end of this batch.

        They are computed over all the epoch's rows so far, which takes time; if no callback wants
        them, ``logs`` is {}.
        """
        return True

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Called when evaluation or validation begins."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Called when evaluation or validation has ended, with its figures."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called when a batch of evaluation or validation begins."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called when such a batch has ended, with the figures of all rows so far."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Called when prediction begins."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Called when prediction has ended."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called when a batch of prediction begins."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called when such a batch has ended, with its ``outputs``."""


class LambdaCallback(Callback):
    """Hooks given as functions, ``LambdaCallback(on_epoch_end=lambda epoch, logs: …)``."""

    def __init__(self, **hooks: Any) -> None:
        known = [name for name in dir(Callback) if name.startswith("on_")]
        given = {name: hook for name, hook in hooks.items() if hook is not None}
        for name, hook in given.items():
            if name not in known:
                raise UnknownChoice(f"a hook must be one of {', '.join(known)}; got {name!r}")
            setattr(self, name, hook)


class History(Callback):
    """What ``fit`` saw: ``history`` is a list for each figure, with a number for each epoch."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []
        self.divergence: Divergence | None = None  # where figures became NaN, if they did

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Note an epoch's figures."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class CallbackList:
    """The callbacks of one training; the history is called last."""

    def __init__(self, model: Trainable, callbacks: Iterable[Any] | Callback) -> None:
        self.history = History()
        given = [callbacks] if isinstance(callbacks, Callback) else list(callbacks)
        for one in given:
            if not isinstance(one, Callback):
                raise InvalidValue(f"callbacks must be objects of Callback; got {one!r:.60}")
        self.callbacks = [*given, self.history]
        self._batch_watchers = {
            kind: [one for one in self.callbacks if _watches_batches(one, kind)]
            for kind in BATCH_HOOKS
        }
        self._last: Logs = {}
        for callback in self.callbacks:
            callback.set_model(model)

    def watches(self, kind: str) -> bool:
        """Say whether any callback watches batches of "train", "test" or "predict"."""
        return bool(self._batch_watchers[kind])

    def begin(
        self, epochs: int, steps: int, verbose: Any, figures: list[str], more: bool = False
    ) -> None:
        """Call the hooks for the start of training; ``figures`` are those of an epoch by name.

        There may be ``more`` of them.
        """
        known = None if more or any(map(_may_add_figures, self.callbacks)) else figures
        own: dict[str, Any] = {"epochs": epochs, "steps": steps, "verbose": verbose}
        own |= {"metrics": known, "figures": figures}
        for callback in self.callbacks:
            callback.set_params(dict(own))
            callback.on_train_begin({})

    def begin_alone(self, steps: int, verbose: Any) -> None:
        """Tell the callbacks how long an evaluation or a prediction is."""
        for callback in self.callbacks:
            callback.set_params({"epochs": 1, "steps": steps, "verbose": verbose})

    def on_epoch_begin(self, epoch: int) -> None:
        """Call the hooks for the start of an epoch."""
        for callback in self.callbacks:
            callback.on_epoch_begin(epoch, {})

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Call the hooks for the end of an epoch; a callback may add figures to ``logs``."""
        for callback in self.callbacks:
            callback.on_epoch_end(epoch, logs)
        self._last = logs

    def on_train_batch_begin(self, batch: int) -> None:
        """Call the hooks for the start of a batch."""
        self._begin_batch("train", batch)

    def on_train_batch_end(self, batch: int, read: Callable[[], Logs]) -> None:
        """Call the hooks for the end of a batch, with the figures of ``read`` if any wants them."""
        self._end_batch("train", batch, read)

    def on_test_batch_begin(self, batch: int) -> None:
        """Call the hooks for the start of a batch of evaluation."""
        self._begin_batch("test", batch)

    def on_test_batch_end(self, batch: int, read: Callable[[], Logs]) -> None:
        """Call the hooks for the end of a batch of evaluation."""
        self._end_batch("test", batch, read)

    def on_predict_batch_begin(self, batch: int) -> None:
        """Call the hooks for the start of a batch of prediction."""
        self._begin_batch("predict", batch)

    def on_predict_batch_end(self, batch: int, outputs: Any) -> None:
        """Call the hooks for the end of a batch of prediction, with its outputs."""
        self._end_batch("predict", batch, lambda: {"outputs": outputs})

    def _begin_batch(self, kind: str, batch: int) -> None:
        for callback in self._batch_watchers[kind]:
            getattr(callback, f"on_{kind}_batch_begin")(batch, {})

    def _end_batch(self, kind: str, batch: int, read: Callable[[], Logs]) -> None:
        watchers = self._batch_watchers[kind]
        logs = read() if any(callback.wants_figures(batch) for callback in watchers) else {}
        for callback in watchers:
            getattr(callback, f"on_{kind}_batch_end")(batch, logs)

    def on_test_begin(self) -> None:
        """Call the hooks for the start of an evaluation."""
        self.call("on_test_begin", {})

    def on_test_end(self, logs: Logs) -> None:
        """Call the hooks for the end of an evaluation."""
        self.call("on_test_end", logs)

    def call(self, hook: str, logs: Logs) -> None:
        """Call a hook of all callbacks by its name."""
        for callback in self.callbacks:
            getattr(callback, hook)(logs)

    def on_train_end(self) -> None:
        """Call the hooks for the end of training."""
        for callback in self.callbacks:
            callback.on_train_end(self._last)


def _may_add_figures(callback: Callback) -> bool:
    """Say whether it is a program's own, which may add figures to an epoch's."""
    own = type(callback).__module__.startswith("engine.")
    return not own or isinstance(callback, LambdaCallback)


def _watches_batches(callback: Callback, kind: str) -> bool:
    """Say whether a callback fills a hook of such batches, or says so itself of training's."""
    if kind == "train" and callback.watches_batches is not None:
        return callback.watches_batches
    return any(
        getattr(getattr(callback, hook), "__func__", None) is not getattr(Callback, hook)
        for hook in BATCH_HOOKS[kind]
    )
