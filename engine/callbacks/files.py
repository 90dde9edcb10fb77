"""Callbacks that write files: the model at its best, and a table of the figures."""

import csv
import os
import warnings
from collections.abc import Mapping
from numbers import Integral
from pathlib import Path
from typing import Any, Self

from engine.callbacks.base import Callback, Logs
from engine.callbacks.monitor import Monitor
from engine.csv_cells import harmless
from engine.errors import InvalidValue, UnknownChoice
from engine.notices import OldSpelling
from engine.serialization import files

TRIAL = "{trial}"  # in a file's name: the number of a search's trial


def of_trial(name: str, number: int) -> str:
    """Return a trial's name of a file; warn if all trials have the same one."""
    if TRIAL not in name and number:
        warnings.warn(
            f"each trial writes {name} anew: put {TRIAL} into the name to keep one of each",
            stacklevel=2,
        )
    return name.replace(TRIAL, f"{number:04d}")


class ModelCheckpoint(Callback):
    """Saves the model after each epoch, or each time that a figure is the best so far.

    ``filepath`` may hold ``{epoch:02d}``, counted from 1, figures such as ``{val_loss:.3f}``, and
    ``{batch}`` if it is saved after batches.  It ends in ``.keras``, or for weights alone as
    ``save_weights`` has it.  A file is whole or not there: saving writes another one beside it,
    which takes its name in the end.  In a search ``{trial}`` is the trial's number.
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
        if save_freq != "epoch" and not (isinstance(save_freq, Integral) and save_freq >= 1):
            raise InvalidValue(
                f"save_freq must be 'epoch' or a number of batches; got {save_freq!r}"
            )
        endings = files.WEIGHTS_ENDINGS if save_weights_only else files.MODEL_ENDINGS
        files.target(filepath, "ModelCheckpoint", *endings)  # says what is wrong with the name
        self.filepath, self.verbose = os.fspath(filepath), verbose
        self.monitor = Monitor(monitor, mode, best=initial_value_threshold)
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        self.save_freq = save_freq
        self._batches = self._epoch = 0
        self.watches_batches = save_freq != "epoch"

    def for_trial(self, number: int, values: Mapping[str, Any]) -> Self:
        """Return a copy that has saved nothing yet."""
        twin = super().for_trial(number, values)
        twin.filepath = of_trial(self.filepath, number)
        return twin

    def wants_figures(self, batch: int) -> bool:
        """Say whether the model is saved after this batch."""
        return isinstance(self.save_freq, Integral) and (self._batches + 1) % self.save_freq == 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Look for the figure, if saving depends on it."""
        if self.save_best_only:
            self.monitor.begin(self.model.directions(), self.params)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Take note of the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Save after so many batches, if that was asked for."""
        due = self.wants_figures(batch)
        self._batches += 1
        if due:
            self._save({**(logs or {}), "batch": batch + 1})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save after an epoch, if that was asked for."""
        if self.save_freq == "epoch" and (not self.save_best_only or self.monitor.due(logs)):
            self._save(logs or {})

    def _save(self, logs: Logs) -> None:
        if self.save_best_only and (
            self.monitor.absent or not self.monitor.saw(self.monitor.read(logs))
        ):
            return
        path = self._path({"epoch": self._epoch + 1, **logs})
        path.parent.mkdir(parents=True, exist_ok=True)
        model: Any = self.model  # those of ``engine.models`` can be saved
        with warnings.catch_warnings(action="ignore", category=OldSpelling):  # told already
            (model.save_weights if self.save_weights_only else model.save)(path)
        if self.verbose:
            print(f"Epoch {self._epoch + 1}: saved to {path}")

    def _path(self, known: Logs) -> Path:
        try:
            return Path(self.filepath.format(**known))
        except KeyError as error:
            message = f"filepath may hold {', '.join(known)}; got {{{error.args[0]}}}"
            raise UnknownChoice(message) from error


class CSVLogger(Callback):
    """Writes a line of figures for each epoch, after one of their names.

    The columns are the fit's figures, and what the first epoch has besides; with ``append`` those
    of the file that is there.
    In a search ``{trial}`` in its name is the trial's number.
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        self.filename, self.separator, self.append = Path(filename), separator, append
        self._columns: list[str] = []

    def for_trial(self, number: int, values: Mapping[str, Any]) -> Self:
        """Return a copy that writes a trial's table."""
        twin = super().for_trial(number, values)
        twin.filename = Path(of_trial(str(self.filename), number))
        return twin

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Begin a new file, or read which columns the old one has."""
        self.filename.parent.mkdir(parents=True, exist_ok=True)
        with self.filename.open(
            "a+" if self.append else "w+", newline="", encoding="utf-8"
        ) as file:
            file.seek(0)
            self._columns = next(csv.reader(file, delimiter=self.separator), [])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a line."""
        own = sorted(self.params.get("figures", ()))
        own.sort(key=lambda name: name.startswith("val_"))  # as in the logs
        columns = {"epoch": epoch, **dict.fromkeys(own, ""), **(logs or {})}
        figures = {harmless(name): value for name, value in columns.items()}
        with self.filename.open("a", newline="", encoding="utf-8") as file:
            table = csv.writer(file, delimiter=self.separator, lineterminator="\n")
            if not self._columns:
                self._columns = list(figures)
                table.writerow(self._columns)
            table.writerow([figures.get(name, "") for name in self._columns])
