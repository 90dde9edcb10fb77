"""Callbacks that write files: the model at its best, and a table of the figures."""

import csv
import os
from pathlib import Path
from typing import Any

from engine.callbacks.base import Callback, Logs
from engine.callbacks.monitor import Monitor
from engine.errors import InvalidValue


class ModelCheckpoint(Callback):
    """Saves the model after each epoch, or each time that a figure is the best so far.

    ``filepath`` may hold ``{epoch:02d}``, counted from 1, and figures such as ``{val_loss:.3f}``.
    A file is whole or not there: it gets its name only when it is written to its end.
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        if save_freq != "epoch" and not (isinstance(save_freq, int) and save_freq >= 1):
            raise InvalidValue(
                f"save_freq must be 'epoch' or a number of batches; got {save_freq!r}"
            )
        self.filepath, self.verbose = os.fspath(filepath), verbose
        self.monitor = Monitor(monitor, mode, best=initial_value_threshold)
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        self.save_freq = save_freq
        self._batches = self._epoch = 0
        self.watches_batches = save_freq != "epoch"

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Take note of the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Save after so many batches, if that was asked for."""
        self._batches += 1
        if isinstance(self.save_freq, int) and self._batches % self.save_freq == 0:
            self._save(logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save after an epoch, if that was asked for."""
        if self.save_freq == "epoch":
            self._save(logs or {})

    def _save(self, logs: Logs) -> None:
        if self.save_best_only and not self.monitor.saw(self.monitor.read(logs)):
            return
        path = Path(self.filepath.format(epoch=self._epoch + 1, **logs))
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path)
        else:
            self.model.save(path)
        if self.verbose:
            print(f"Epoch {self._epoch + 1}: saved to {path}")


class CSVLogger(Callback):
    """Writes a line of figures for each epoch."""

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        self.filename, self.separator, self.append = Path(filename), separator, append
        self._file: Any = None
        self._writer: Any = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file."""
        self.filename.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.filename.open("a" if self.append else "w", newline="", encoding="utf-8")
        self._writer = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a line, after one of names at the top of the file."""
        names = ["epoch", *(logs or {})]
        if self._writer is None:
            self._writer = csv.DictWriter(
                self._file, names, restval="", extrasaction="ignore", delimiter=self.separator,
                lineterminator="\n",
            )  # fmt: skip
            if self._file.tell() == 0:
                self._writer.writeheader()
        self._writer.writerow({"epoch": epoch, **(logs or {})})
        self._file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        self._file.close()
