"""What callbacks are: somebody who is told how training goes, and may stop it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine.divergence import Divergence
from engine.errors import UnknownChoice

if TYPE_CHECKING:
    from engine.model import Model

Logs = dict[str, Any]


class Callback:
    """Keras's hooks, all of them empty: subclasses fill those that they need.

    ``model`` is the model in training, ``params`` its number of epochs and steps.  A callback that
    wants training to end sets ``self.model.stop_training``.
    """

    model: "Model"
    params: dict[str, Any]
    watches_batches: bool | None = None  # None: if it fills a hook of batches

    def set_model(self, model: "Model") -> None:
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

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Hear that a batch has ended, with the figures of the epoch up to there."""

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


class LambdaCallback(Callback):
    """Hooks given as functions, ``LambdaCallback(on_epoch_end=lambda epoch, logs: …)``."""

    def __init__(self, **hooks: Any) -> None:
        known = [name for name in dir(Callback) if name.startswith("on_")]
        for name, hook in hooks.items():
            if name not in known:
                raise UnknownChoice(f"a hook must be one of {', '.join(known)}; got {name!r}")
            setattr(self, name, hook)
        self.watches_batches = any("train_batch" in name for name in hooks)


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

    def __init__(self, model: "Model", callbacks: Iterable[Callback], first: Callback) -> None:
        self.history = History()
        self.callbacks = [first, *callbacks, self.history]
        self._last: Logs = {}
        for callback in self.callbacks:
            callback.set_model(model)
        self.watch_batches = any(_watches_batches(callback) for callback in self.callbacks)

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
        for callback in self.callbacks:
            callback.on_train_batch_begin(batch, {})

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Say that a batch has ended."""
        for callback in self.callbacks:
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
    hooks = ("on_train_batch_begin", "on_train_batch_end")
    return any(getattr(type(callback), hook) is not getattr(Callback, hook) for hook in hooks)
