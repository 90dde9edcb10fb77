"""Prints a line for each epoch: its figures and how long it took."""

import time
from collections.abc import Callable
from typing import Any

from engine.callbacks.base import Callback, Logs
from engine.errors import UnknownChoice


class Progress(Callback):
    """Prints ``Epoch 3/10 · 0.2 s · loss: 0.1234 · val_loss: 0.2345``."""

    def __init__(self, write: Callable[[str], object] | None) -> None:
        self._write = write
        self._start = 0.0

    @classmethod
    def of(cls, verbose: Any) -> "Progress":
        """Return what Keras's ``verbose`` asks for: 0 is silence."""
        if verbose not in (0, 1, 2, "auto"):
            raise UnknownChoice(f"verbose must be one of 0, 1, 2, 'auto'; got {verbose!r}")
        return cls(print if verbose else None)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Look at the clock."""
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Print the epoch's figures."""
        if self._write:
            seconds = time.perf_counter() - self._start
            figures = [f"{name}: {value:.4f}" for name, value in (logs or {}).items()]
            line = [f"Epoch {epoch + 1}/{self.params['epochs']}", f"{seconds:.1f} s", *figures]
            self._write(" · ".join(line))
