"""Callbacks that end training, or slow it down, when a figure says so."""

import math
from collections.abc import Callable
from inspect import signature
from typing import Any

from engine.arrays import Array
from engine.callbacks.base import Callback, Logs
from engine.callbacks.monitor import Monitor
from engine.errors import InvalidValue


class EarlyStopping(Callback):
    """Ends training when a figure has not become better for ``patience`` epochs.

    With ``restore_best_weights`` the model gets back the weights of its best epoch, also when
    training ran to its end, as from Keras 3 on.  The best value and its weights are forgotten
    between two calls of ``fit``, unless ``remember`` is set; Keras remembers the value alone.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
        *,
        remember: bool = False,
    ) -> None:
        if patience < 0:
            raise InvalidValue(f"patience must be at least 0; got {patience}")
        self.monitor = Monitor(monitor, mode, min_delta)
        self.patience, self.baseline, self.verbose = patience, baseline, verbose
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self.remember = remember
        self.best_epoch = self.stopped_epoch = 0
        self.wait = 0
        self._weights: list[Array] | None = None

    @property
    def best(self) -> float:
        """The best value so far."""
        return self.monitor.best

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Look for the figure; forget what was, unless it is to be remembered."""
        self.monitor.begin(self.model.directions(), self.params)
        self.wait = self.stopped_epoch = 0
        if not self.remember:
            self.monitor.forget()
            self._weights = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Look at the figure."""
        if epoch < self.start_from_epoch or not self.monitor.due(logs):
            return
        value = self.monitor.read(logs)
        self.wait += 1
        better = self.monitor.saw(value)
        if self.restore_best_weights and (better or self._weights is None):
            self._weights = self.model.get_weights()
        if better:
            self.best_epoch = epoch
            if self.baseline is None or self.monitor.improves(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch, self.model.stop_training = epoch, True

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Give the best weights back."""
        if self.restore_best_weights and self._weights is not None:
            self.model.set_weights(self._weights)
        if self.verbose and self.stopped_epoch:
            print(f"Epoch {self.stopped_epoch + 1}: stopped early; best {self.best_epoch + 1}")


class ReduceLROnPlateau(Callback):
    """Multiplies the learning rate by ``factor`` when a figure has stopped becoming better."""

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        if not 0 < factor < 1:
            raise InvalidValue(f"factor must lie between 0 and 1; got {factor}")
        self.monitor = Monitor(monitor, mode, min_delta)
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr
        self.wait = self.resting = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Look for the figure, and begin to count."""
        self.monitor.begin(self.model.directions(), self.params)
        self.monitor.forget()
        self.wait = self.resting = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Look at the figure, and add the learning rate to the logs."""
        optimizer = self.model.optimizer
        if logs is not None:
            logs["learning_rate"] = optimizer.rate
        if not self.monitor.due(logs):
            return
        value = self.monitor.read(logs)
        if self.resting:
            self.resting, self.wait = self.resting - 1, 0
        if self.monitor.saw(value):
            self.wait = 0
        elif not self.resting:
            self.wait += 1
            if self.wait >= self.patience and optimizer.learning_rate > self.min_lr:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        optimizer = self.model.optimizer
        optimizer.learning_rate = max(optimizer.learning_rate * self.factor, self.min_lr)
        self.resting, self.wait = self.cooldown, 0
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate reduced to {optimizer.learning_rate:g}")


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch to ``schedule(epoch, rate)``, or ``schedule(epoch)``.

    That rate is among the epoch's figures, as ``learning_rate``.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        self.schedule, self.verbose = schedule, verbose
        self._knows_rate = _takes_two(schedule)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Set the rate."""
        optimizer = self.model.optimizer
        given = (epoch, optimizer.learning_rate) if self._knows_rate else (epoch,)
        optimizer.learning_rate = self.schedule(*given)
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {optimizer.learning_rate:g}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Add the learning rate to the logs."""
        if logs is not None:
            logs["learning_rate"] = self.model.optimizer.rate


def _takes_two(function: Callable[..., Any]) -> bool:
    try:
        signature(function).bind(0, 0.1)
    except TypeError:
        return False
    return True


class TerminateOnNaN(Callback):
    """Ends training in the epoch in which the loss is no finite number.

    Without it ``fit`` goes through all epochs that it was asked for, as Keras's does, and their
    figures are NaN; ``History.divergence`` says where that began.  With ``raise_error`` it raises a
    RuntimeError, after which no callback hears of the end.
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss", 0.0)
        if math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(f"the loss is {loss} in epoch {epoch + 1}: training was terminated")
        print(f"Epoch {epoch + 1}: Invalid loss, terminating training")
        self.model.stop_training = True
