"""What callbacks are: somebody who is told how training goes, and may stop it."""

from collections.abc import Callable, Iterable
from typing import Any

from engine.divergence import Divergence
from engine.errors import InvalidValue, UnknownChoice
from engine.trainable import Trainable

Logs = dict[str, Any]
BATCH_HOOKS = {"on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end"}


class Callback:
    """Keras's hooks, all of them empty: subclasses fill those that they need.

    ``model`` is the model in training, ``params`` its number of epochs and steps.  A callback that
    wants training to end sets ``self.model.stop_training``.
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

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Hear that training begins."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Hear that training has ended; ``logs`` are the last epoch's."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Hear that an epoch, counted from 0, begins."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Hear that an epoch has ended, with its figures."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Hear that a batch, counted from 0 in its epoch, begins."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Hear that a batch has ended, with the figures of the epoch up to there."""
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Another name of ``on_train_batch_begin``."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Another name of ``on_train_batch_end``."""

    def wants_figures(self, batch: int) -> bool:
        """Say whether this callback will look at the figures when this batch ends.

        They are of all the epoch's rows so far, and as dear; where nobody wants them, they are {}.
        """
        return True

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Hear that validation begins."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Hear that validation has ended, with its figures."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Never called: validation is one batch; here for those who override it."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Never called; see ``on_test_batch_begin``."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Never called: ``predict`` takes no callbacks here."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Never called; see ``on_predict_begin``."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Never called; see ``on_predict_begin``."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Never called; see ``on_predict_begin``."""


class LambdaCallback(Callback):
    """Hooks given as functions, ``LambdaCallback(on_epoch_end=lambda epoch, logs: …)``."""

    def __init__(self, **hooks: Any) -> None:
        known = [name for name in dir(Callback) if name.startswith("on_")]
        given = {name: hook for name, hook in hooks.items() if hook is not None}
        for name, hook in given.items():
            if name not in known:
                raise UnknownChoice(f"a hook must be one of {', '.join(known)}; got {name!r}")
            setattr(self, name, hook)
        self.watches_batches = not BATCH_HOOKS.isdisjoint(given)


class History(Callback):
    """What ``fit`` saw: ``history`` is a list for each figure, with a number for each epoch."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []
        self.divergence: Divergence | None = None  # where training stopped, if it had to

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Note an epoch's figures."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class CallbackList:
    """All who watch one training; the history hears everything last."""

    def __init__(self, model: Trainable, callbacks: Iterable[Any], first: Callback) -> None:
        self.history = History()
        given = list(callbacks)
        for one in given:
            if not isinstance(one, Callback):
                raise InvalidValue(f"callbacks must be objects of Callback; got {one!r:.60}")
        self.callbacks = [first, *given, self.history]
        self._batch_watchers = [one for one in self.callbacks if _watches_batches(one)]
        self._last: Logs = {}
        for callback in self.callbacks:
            callback.set_model(model)

    @property
    def watch_batches(self) -> bool:
        """Whether anybody wants to hear of batches."""
        return bool(self._batch_watchers)

    def begin(self, epochs: int, steps: int) -> None:
        """Say that training begins."""
        for callback in self.callbacks:
            callback.set_params({"epochs": epochs, "steps": steps, "verbose": 0})
            callback.on_train_begin({})

    def on_epoch_begin(self, epoch: int) -> None:
        """Say that an epoch begins."""
        for callback in self.callbacks:
            callback.on_epoch_begin(epoch, {})

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Say that an epoch has ended; a callback may add figures to ``logs``."""
        for callback in self.callbacks:
            callback.on_epoch_end(epoch, logs)
        self._last = logs

    def on_train_batch_begin(self, batch: int) -> None:
        """Say that a batch begins."""
        for callback in self._batch_watchers:
            callback.on_train_batch_begin(batch, {})

    def on_train_batch_end(self, batch: int, read: Callable[[], Logs]) -> None:
        """Say that a batch has ended, with the figures that ``read`` finds if they are wanted."""
        wanted = any(callback.wants_figures(batch) for callback in self._batch_watchers)
        logs = read() if wanted else {}
        for callback in self._batch_watchers:
            callback.on_train_batch_end(batch, logs)

    def on_test_begin(self) -> None:
        """Say that validation begins."""
        for callback in self.callbacks:
            callback.on_test_begin({})

    def on_test_end(self, logs: Logs) -> None:
        """Say that validation has ended."""
        for callback in self.callbacks:
            callback.on_test_end(logs)

    def on_train_end(self) -> None:
        """Say that training has ended."""
        for callback in self.callbacks:
            callback.on_train_end(self._last)


def _watches_batches(callback: Callback) -> bool:
    if callback.watches_batches is not None:
        return callback.watches_batches
    return any(getattr(type(callback), hook) is not getattr(Callback, hook) for hook in BATCH_HOOKS)
