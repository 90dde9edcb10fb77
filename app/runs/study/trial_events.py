"""Writes a study as event files of TensorBoard's: a folder for each trial.

A trial's settings are those that differ from trial to trial, so TensorBoard's table of
hyperparameters has the difference alone.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.encoding.event_zip import EventZip
from app.runs.blocks import Work
from app.runs.study.ensemble import Ensemble
from app.runs.study.ensemble_metrics import losses_of
from app.runs.training.event_log import TOGETHER, EventOrder, settings_of
from app.runs.training.trainer import Trainer

ROWS = 16_000  # of all curves together: a second or two
LOSSES = "loss", "test_loss"

Floats = NDArray[np.float64]


def event_files(study: Trainer, order: EventOrder) -> Work[bytes]:
    """Return a zip with the event file of each trial, as the study is at the first block."""
    ensemble = study.training
    assert isinstance(ensemble, Ensemble)
    trials, paths = ensemble.document.trials, ensemble.document.vary.paths
    curves = _curves(study, ensemble)
    archive = EventZip(order.time)
    records = archive.records
    for number, curve in enumerate(curves):
        values = dict(zip(paths, trials.values(number), strict=True))
        with archive.file(f"{order.name}/trial-{number:04}") as file:
            file.write(records.settings(settings_of(values)))
            for count, (epoch, *losses) in enumerate(_until_diverged(curve), 1):
                file.write(records.scalars(dict(zip(LOSSES, losses, strict=True)), int(epoch)))
                if count % TOGETHER == 0:
                    yield
        yield
    return archive.content()


def _curves(study: Trainer, ensemble: Ensemble) -> Floats:
    """Return the epochs and losses of each trial, [trials, epochs, 3].

    Of a study whose history has no losses of trials, these are the ones at its epoch.
    """
    history, count = study.history, ensemble.document.trials.count
    if not ensemble.document.has_curves:
        here = np.full((count, 1), float(ensemble.epoch))
        return np.hstack([here, losses_of(ensemble.states.records)])[:, np.newaxis]
    most = min(len(history.rows), ROWS // count)
    rows = history.rows[np.linspace(0, len(history.rows) - 1, most).astype(int)]
    first = history.columns.index(f"{LOSSES[0]}.0")
    losses = rows[:, first : first + len(LOSSES) * count].reshape(most, count, len(LOSSES))
    epochs = np.broadcast_to(rows[:, :1, np.newaxis], (most, count, 1))
    return np.concatenate([epochs, losses], axis=2).swapaxes(0, 1)


def _until_diverged(curve: Floats) -> Iterator[list[float]]:
    """Yield the rows of a curve up to the first without a finite loss."""
    for row in curve.tolist():
        yield row
        if not np.isfinite(row[1]):
            return
