"""Event files for TensorBoard, written by tensorboardX: curves, weights, the network, settings."""

import os
from pathlib import Path
from typing import Any

from engine import summary
from engine.callbacks.base import Callback, Logs
from engine.errors import EngineError, InvalidValue


class MissingExtra(EngineError, ImportError):
    """A library that is not installed; the message says how to get it."""


def writer(folder: Path) -> Any:
    """Return a writer of event files.  Raises MissingExtra."""
    try:
        from tensorboardX import SummaryWriter
    except ImportError as error:
        why = "TensorBoard's files need tensorboardX: pip install 'neural-playground[tensorboard]'"
        raise MissingExtra(why) from error
    return SummaryWriter(str(folder))


class TensorBoard(Callback):
    """Writes figures to ``log_dir/train`` and ``log_dir/validation``, under Keras's tags.

    ``histogram_freq`` is the number of epochs between two histograms of the weights (0: none),
    ``update_freq`` "epoch", "batch" or a number of batches between figures.  ``hparams`` are
    settings to compare runs by.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        update_freq: str | int = "epoch",
        *,
        hparams: dict[str, Any] | None = None,
    ) -> None:
        if update_freq not in ("epoch", "batch") and not isinstance(update_freq, int):
            raise InvalidValue(
                f"update_freq must be 'epoch', 'batch' or a number of batches; got {update_freq!r}"
            )
        self.log_dir, self.histogram_freq = Path(log_dir), histogram_freq
        self.write_graph, self.update_freq = write_graph, update_freq
        self.hparams = hparams
        self.watches_batches = update_freq != "epoch"
        self._writers: dict[str, Any] = {}
        self._steps = 0

    def _writer(self, part: str) -> Any:
        if part not in self._writers:
            self._writers[part] = writer(self.log_dir / part)
        return self._writers[part]

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Write down the network."""
        self._writer("train")
        if self.write_graph:
            table = summary.text(self.model).replace("\n", "\n    ")
            self._writer("train").add_text("graph", f"    {table}", 0)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Write a batch's figures, if that was asked for."""
        self._steps += 1
        every = 1 if self.update_freq == "batch" else self.update_freq
        if isinstance(every, int) and self._steps % every == 0:
            for name, value in (logs or {}).items():
                self._writer("train").add_scalar(f"batch_{name}", value, self._steps)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write an epoch's figures, and the weights when it is their turn."""
        for name, value in (logs or {}).items():
            part = "validation" if name.startswith("val_") else "train"
            self._writer(part).add_scalar(f"epoch_{name.removeprefix('val_')}", value, epoch)
        train = self._writer("train")
        train.add_scalar("epoch_learning_rate", self.model.optimizer.learning_rate, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            for layer in self.model.layers:
                for weight in layer.weights:
                    train.add_histogram(f"{layer.name}/{weight.name}", weight.array, epoch)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Write the settings with what they came to, and close all files."""
        if self.hparams is not None:
            figures = {f"hparam/{name}": value for name, value in (logs or {}).items()}
            self._writer("train").add_hparams(self.hparams, figures, name="hparams")
        for one in self._writers.values():
            one.close()
        self._writers.clear()
