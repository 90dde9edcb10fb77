"""Renders a frame of a run for a view: the tensors of its screen and the metrics with them."""

from time import monotonic

import numpy as np

from app.documents.commands import View
from app.encoding.messages import FrameContent, FrameMeta
from app.runs.blocks import Work
from app.runs.training.training_session import TrainingSession


def drawing(session: TrainingSession, view: View, since: int) -> Work[FrameContent]:
    """Return a frame of the run as it is now, with the history of the epochs after `since`."""
    trainer, screen = session.trainer, session.training.screen
    state, taken = session.state(), monotonic()
    work = screen.drawing(view)  # of the state as it is now
    with np.errstate(over="ignore"):  # a loss on its way to infinity
        rows = trainer.history.since(since).astype(np.float32)
    figures = (yield from trainer.metrics.shown()).message()
    meta: FrameMeta = {
        "seq": state["seq"],
        "generation": state["generation"],
        "epoch": state["epoch"],
        "position": state["position"],
        "status": state["status"],
        "epochs_per_row": trainer.history.epochs_per_row,
        "loss": figures["loss"],
        "test_loss": figures["test_loss"],
        "metrics": figures["metrics"],
        "confusion": figures["confusion"],
        "view": screen.shown(view),
        "t": taken,
    }
    tensors = yield from work
    return FrameContent(meta, tensors, rows)
