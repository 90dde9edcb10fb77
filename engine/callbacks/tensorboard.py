"""Event files for TensorBoard, written by tensorboardX: curves, weights, the network, settings."""

import os
from collections import ChainMap
from collections.abc import Mapping
from numbers import Integral
from pathlib import Path
from typing import Any, Self, cast

from engine import summary_table
from engine.callbacks.base import Callback, Logs
from engine.callbacks.event_files import plain_settings, writer
from engine.errors import InvalidValue
from engine.notices import not_done


class TensorBoard(Callback):
    """Writes figures to ``log_dir/train`` and ``log_dir/validation``, under Keras's tags.

    ``histogram_freq`` is the number of epochs between two histograms of the weights (0: none),
    ``update_freq`` "epoch", "batch" or a number of batches between figures.  The network is a text
    called ``graph``: its summary.  ``hparams`` are settings to compare runs by; they are written
    with what the last epoch came to.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        *,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: str | int = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
        hparams: Mapping[str, Any] | None = None,
    ) -> None:
        asked = {
            "write_images": write_images, "write_steps_per_second": write_steps_per_second,
            "profile_batch": profile_batch, "embeddings_freq": embeddings_freq,
            "embeddings_metadata": embeddings_metadata,
        }  # fmt: skip
        for name in (name for name, given in asked.items() if given):
            not_done(f"TensorBoard({name}=…) writes nothing")
        self.log_dir, self.histogram_freq = Path(log_dir), histogram_freq
        self.write_graph, self.update_freq = write_graph, update_freq
        self.hparams = hparams
        self._every = _batches_between(update_freq)
        self.watches_batches = self._every > 0
        self._writers: dict[str, Any] = {}
        self._steps = 0

    def _writer(self, part: str) -> Any:
        if part not in self._writers:
            self._writers[part] = writer(self.log_dir / part)
        return self._writers[part]

    def for_trial(self, number: int, values: Mapping[str, Any]) -> Self:
        """Return a copy with a folder of its own, ``0000``, whose settings are the trial's values.

        What training asks for is among the values when the settings are written.
        """
        twin = super().for_trial(number, values)
        twin.log_dir = self.log_dir / f"{number:04d}"
        twin.hparams = ChainMap(dict(self.hparams or {}), cast(dict[str, Any], values))
        return twin

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Write down the network."""
        self._writer("train")
        if self.write_graph:
            table = summary_table.text(self.model).replace("\n", "\n    ")
            self._writer("train").add_text("graph", f"    {table}", 0)

    def wants_figures(self, batch: int) -> bool:
        """Say whether this batch's figures are to be written."""
        return self._every > 0 and (self._steps + 1) % self._every == 0

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Write a batch's figures, if that was asked for."""
        due = self.wants_figures(batch)
        self._steps += 1
        if due:
            for name, value in (logs or {}).items():
                self._writer("train").add_scalar(f"batch_{name}", value, self._steps)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write an epoch's figures, and the weights when it is their turn."""
        for name, value in {**(logs or {}), "learning_rate": self._rate()}.items():
            part = "validation" if name.startswith("val_") else "train"
            self._writer(part).add_scalar(f"epoch_{name.removeprefix('val_')}", value, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)

    def _rate(self) -> float:
        return self.model.optimizer.rate

    def _write_weights(self, epoch: int) -> None:
        for layer in self.model.network.layers:
            for weight in layer.own_weights:
                tag = f"{layer.name}/{weight.name}"
                self._writer("train").add_histogram(tag, weight.array, epoch)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Write the settings with what they came to, and close all files."""
        if self.hparams is not None:
            self._write_settings({f"hparam/{name}": value for name, value in (logs or {}).items()})
        for one in self._writers.values():
            one.close()
        self._writers.clear()

    def _write_settings(self, figures: dict[str, float]) -> None:
        """Write the settings with what they came to, as the library's ``add_hparams`` does."""
        from tensorboardX.summary import hparams

        with writer(self.log_dir / "train" / "hparams") as own:
            for summary_part in hparams(plain_settings(self.hparams or {}), figures):
                own.file_writer.add_summary(summary_part)
            for name, value in figures.items():
                own.add_scalar(name, value)


def _batches_between(update_freq: str | int) -> int:
    """Return the number of batches from one figure to the next, 0 for epochs alone."""
    frequency = {"epoch": 0, "batch": 1}.get(update_freq) if isinstance(update_freq, str) else None
    if isinstance(update_freq, Integral) and update_freq >= 1:
        frequency = int(update_freq)
    if frequency is None:
        raise InvalidValue(
            f"update_freq must be 'epoch', 'batch' or a number of batches; got {update_freq!r}"
        )
    return frequency
