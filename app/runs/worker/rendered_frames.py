"""A run as a view shows it: the tensors of frames.py with the figures that go with them."""

from time import monotonic

import numpy as np

from app.documents.commands import View
from app.encoding.messages import FrameContent
from app.runs.blocks import Work
from app.runs.training.passes import ModelSnapshot
from app.runs.training.training_session import TrainingSession
from app.runs.worker import frames

FRAME_KEYS = ("seq", "generation", "epoch", "position", "status")  # of the state, told in frames


def drawing(session: TrainingSession, view: View, since: int) -> Work[FrameContent]:
    """Return the run as a view shows it now, with the history of the epochs after `since`."""
    training, state, taken = session.training, session.state(), monotonic()
    look = ModelSnapshot.at(training.model, training.topology)
    with np.errstate(over="ignore"):  # a loss on its way to infinity
        rows = training.history.since(since).astype(np.float32)
    figures = yield from training.measuring()
    shown = {
        "neuron": frames.shown(training.topology, view.neuron),
        "resolution": view.resolution,
        "thumbnails": view.thumbnails,
    }
    meta = {
        **{key: state[key] for key in FRAME_KEYS},
        "loss": figures.loss,
        "test_loss": figures.test_loss,
        "metrics": training.evaluator.metrics(figures),
        "confusion": figures.confusion,
        "view": shown,
        "t": taken,
    }
    tensors = yield from frames.draw(look, training.data.plane, view)
    return FrameContent(meta, tensors, rows)
