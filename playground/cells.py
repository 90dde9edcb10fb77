"""What a notebook's cell shows of a run, a study, or a model of the engine in training.

The pictures are the engine's; nothing else of the package imports this before it is asked for.
"""

from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.callbacks import LiveCell
from engine.notebook.cell import Cell
from engine.notebook.maps import MOST_POINTS, map_svg
from engine.notebook.place import Place, execution
from playground.frames import Frame, Snapshot
from playground.stream import Stream

LOSSES = "loss", "test_loss"


def live_cell(model: Any, x: Any, y: Any) -> LiveCell:
    """Show a model, and return the callback that shows its fit at the same place."""
    callback = LiveCell(x, y)
    callback.set_model(model)
    callback.show()
    return callback


def follow(stream: Stream, name: str, link: str, limit: Callable[[], float | None]) -> int | None:
    """Show a run until it stands still, or until the reader interrupts.

    Returns the number of the notebook's cell, None in a program without one.
    """
    place = Place()
    last: Cell | None = None
    try:
        for frame in stream.frames(limit):
            last = cell_of(stream.snapshot, frame, name, link)
            if frame.status != "running":
                break
            if place.due:
                place.show(last)
    except KeyboardInterrupt:
        pass  # the run goes on
    if last is not None:
        place.show(last)
    return execution()


def is_here(shown_in: int | None) -> bool:
    """Say whether the notebook's cell that runs now is the one of that number."""
    return shown_in is not None and shown_in == execution()


def cell_without(name: str, reason: str) -> Cell:
    """Return what stands in place of a run that cannot be shown."""
    return Cell(name, {"not shown": reason})


def cell_of(snapshot: Snapshot | None, frame: Frame, name: str, link: str) -> Cell:
    """Return what a frame shows."""
    title = "" if snapshot is None else snapshot.experiment["title"]
    figures = {"loss": frame.loss, "test loss": frame.test_loss, **frame.metrics}
    facts = {"status": frame.status, "epoch": f"{frame.epoch}"}
    facts |= {key.replace("_", " "): _said(value) for key, value in figures.items()}
    columns = dict(zip(frame.columns, frame.history.T.tolist(), strict=True))
    curves = {key.replace("_", " "): columns[key] for key in LOSSES}
    return Cell(title or name, facts, columns["epoch"], curves, _picture(snapshot, frame), link)


def _said(figure: float) -> str:
    return f"{figure:.4g}" if isfinite(figure) else "–"


def _picture(snapshot: Snapshot | None, frame: Frame) -> str:
    """Return the map of a frame that has one."""
    if snapshot is None or "boundary" not in frame.tensors:
        return ""
    shares = frame.boundary_bytes / 255
    examples = snapshot.points["train"][:MOST_POINTS]
    found = [_point(x1, x2, label, len(shares)) for x1, x2, label in examples]
    points = np.array([point for point in found if point is not None], float).reshape(-1, 3)
    return map_svg(shares, points)


def _point(x1: float, x2: float, label: Any, channels: int) -> NDArray[np.float64] | None:
    """Return a point with the share or the class that its label stands for; None without one."""
    if isinstance(label, list) and channels == 1:  # the first of several targets
        label = label[0]
    if isinstance(label, list):  # several labels: the first that holds
        return np.array([x1, x2, label.index(1)]) if 1 in label else None
    return np.array([x1, x2, (label + 1) / 2 if channels == 1 else label])
