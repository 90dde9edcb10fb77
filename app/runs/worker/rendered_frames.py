"""A run as a view shows it: the tensors of frames.py with the figures that go with them."""

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from app.documents.commands import View
from app.encoding.messages import Picture
from app.runs.blocks import Look, Work
from app.runs.worker import frames

if TYPE_CHECKING:
    from app.runs.training.training_session import Session

FRAME_KEYS = ("seq", "generation", "epoch", "position", "status")  # of the state, told in frames


def drawing(session: "Session", view: View, since: int) -> Work[Picture]:
    """Return the run as a view shows it now, with the history of the epochs after `since`."""
    trial, state, taken = session.trial, session.state(), monotonic()
    look = Look.at(trial.model, trial.topology)
    with np.errstate(over="ignore"):  # a loss on its way to infinity
        rows = trial.history.since(since).astype(np.float32)
    figures = yield from trial.measuring()
    shown = {
        "neuron": frames.shown(trial.topology, view.neuron),
        "resolution": view.resolution,
        "thumbnails": view.thumbnails,
    }
    meta = {
        **{key: state[key] for key in FRAME_KEYS},
        "loss": figures.loss,
        "test_loss": figures.test_loss,
        "metrics": trial.gauge.metrics(figures),
        "confusion": figures.confusion,
        "view": shown,
        "t": taken,
    }
    tensors = yield from frames.draw(look, trial.data.plane, view)
    return Picture(meta, tensors, rows)
