"""BackupAndRestore: training that was interrupted goes on where it was."""

import os
from numbers import Integral
from pathlib import Path

from engine.callbacks.base import Callback, Logs
from engine.errors import InvalidValue
from engine.serialization import backup, files


class BackupAndRestore(Callback):
    """Keeps the state of training in a folder; a later ``fit`` with the same folder goes on.

    It is kept after each epoch, or each ``save_freq`` batches: the epoch that is interrupted begins
    anew.  After an epoch all that comes is to the bit as if nothing had happened.  When training
    ends, the state is deleted, unless ``delete_checkpoint`` is false.
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: str | int = "epoch",
        delete_checkpoint: bool = True,
    ) -> None:
        if save_freq != "epoch" and not (isinstance(save_freq, Integral) and save_freq >= 1):
            raise InvalidValue(
                f"save_freq must be 'epoch' or a number of batches; got {save_freq!r}"
            )
        self.backup_dir, self.save_freq = Path(backup_dir), save_freq
        self.delete_checkpoint = delete_checkpoint
        self.watches_batches = save_freq != "epoch"
        self._epoch = self._batches = 0

    @property
    def _file(self) -> Path:
        return self.backup_dir / "latest.backup"

    def wants_figures(self, batch: int) -> bool:
        """Say that it reads no figures."""
        return False

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Go on from the state that is there, if any.  Raises DamagedModel."""
        if self._file.exists():
            epoch = backup.restore(self.model, files.read(self._file), str(self._file))
            self.model.first_epoch = max(epoch, self.model.first_epoch)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Take note of the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Keep the state after so many batches, if that was asked for."""
        self._batches += 1
        if isinstance(self.save_freq, Integral) and self._batches % self.save_freq == 0:
            self._keep(self._epoch)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Keep the state after the epoch."""
        self._keep(epoch + 1)

    def _keep(self, epoch: int) -> None:
        self.backup_dir.mkdir(parents=True, exist_ok=True)
        files.write(self._file, backup.packed(self.model, epoch))

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Delete the state: there is nothing to go on with."""
        if self.delete_checkpoint:
            self._file.unlink(missing_ok=True)
