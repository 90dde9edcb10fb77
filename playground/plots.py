"""A run as a figure: what the network answers over the plane, its points, and its losses.

Needs matplotlib; nothing else of the package imports this before it is asked for.  Figures are made
apart from pyplot, so that none stays open.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from playground.frames import EDGE, Floats, Frame, Snapshot

LOW, MIDDLE, HIGH, SOFT = "#f0821e", "#f3f4f4", "#0a75b3", "#545d65"  # the page's colours
CLASSES = (
    *("#0877bd", "#f59322", "#009e73", "#cc79a7", "#56b4e9"),
    *("#d55e00", "#9478d2", "#b4a014", "#646464", "#784628"),
)
VALUES = LinearSegmentedColormap.from_list("playground", [LOW, MIDDLE, HIGH])
PLANE = (-EDGE, EDGE, -EDGE, EDGE)
INCHES = (9.0, 4.2)

Columns = Mapping[str, NDArray[np.float64]]


class Plot(Figure):
    """A figure that a notebook shows, whatever its backend."""

    def _repr_png_(self) -> bytes:
        target = BytesIO()
        self.savefig(target, format="png")
        return target.getvalue()


def draw(snapshot: Snapshot, frame: Frame, history: Columns) -> Plot:
    """Return the figure of a run: left the plane, or the line, right the losses by epoch."""
    figure = Plot(figsize=INCHES, layout="constrained")
    left, right = figure.subplots(1, 2)
    if frame.line is None:
        _draw_plane(left, snapshot, frame)
    else:
        _draw_line(left, snapshot, frame.line)
    _draw_losses(right, history, frame.epoch)
    title = _on_one_line(snapshot.experiment["title"]) or f"Run {frame.run}"
    figure.suptitle(f"{title}: epoch {frame.epoch}", parse_math=False)
    return figure


def _on_one_line(text: str) -> str:
    """Return a text with a space for all that cannot be printed."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _draw_plane(axes: Axes, snapshot: Snapshot, frame: Frame) -> None:
    low, high = frame.topology.span(frame.neuron)
    if len(frame.boundary) == 1:
        shown = {"X": frame.boundary[0], "cmap": VALUES, "vmin": low, "vmax": high}
    else:
        shown = {"X": _blend((frame.boundary - low) / (high - low))}
    axes.imshow(**shown, extent=PLANE)
    points = snapshot.points["train"]
    colours = [_colour(label, snapshot) for *_, label in points]
    x1, x2, _ = _columns(points)
    axes.scatter(x1, x2, c=colours, s=12, edgecolors="white", linewidths=0.5)
    axes.set(xlabel="x1", ylabel="x2", title=frame.neuron, xlim=PLANE[:2], ylim=PLANE[2:])


def _draw_line(axes: Axes, snapshot: Snapshot, line: Floats) -> None:
    points, axis = _columns(snapshot.points["train"]), snapshot.topology.line or "x1"
    axes.scatter(points[["x1", "x2"].index(axis)], points[2], s=8, color=LOW)
    for values in line:
        axes.plot(np.linspace(-EDGE, EDGE, len(values)), values, color=HIGH)
    axes.set(xlabel=axis, ylabel="output", xlim=PLANE[:2])


def _draw_losses(axes: Axes, history: Columns, last: int) -> None:
    """Draw the losses up to the epoch that the plane shows: the run may be further by now."""
    drawn = history["epoch"] <= last
    for name, colour, style in (("loss", SOFT, "-"), ("test_loss", HIGH, "--")):
        label = name.replace("_", " ")
        epochs, losses = history["epoch"][drawn], history[name][drawn]
        axes.plot(epochs, losses, color=colour, linestyle=style, label=label)
        least, most = (history[f"{name}_{end}"][drawn] for end in ("min", "max"))
        axes.fill_between(history["epoch"][drawn], least, most, color=colour, alpha=0.2)
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend()


def _columns(points: list[Any]) -> list[list[Any]]:
    return [list(column) for column in zip(*points, strict=True)]


def _blend(shares: Floats) -> NDArray[np.float64]:
    """Return the strongest output's colour, the paler the less it is sure: [R, R, 3]."""
    colours = np.array([to_rgb(CLASSES[index]) for index in shares.argmax(axis=0).flat])
    sure = np.clip(shares.max(axis=0), 0, 1).reshape(-1, 1)
    return (1 + (colours - 1) * sure).reshape(*shares.shape[1:], 3)


def _colour(label: Any, snapshot: Snapshot) -> Any:
    if isinstance(label, list) and not snapshot.topology.classes:  # the first of several targets
        label = label[0]
    if isinstance(label, list):  # several labels: the first that holds
        return CLASSES[label.index(1)] if 1 in label else MIDDLE
    if len(snapshot.topology.classes) > 2:
        return CLASSES[int(label)]
    return VALUES((label + 1) / 2)
