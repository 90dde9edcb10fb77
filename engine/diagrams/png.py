"""A diagram as a PNG file, drawn by matplotlib; the same places as in ``svg``."""

import io
from collections.abc import Sequence
from typing import Any

from engine.diagrams.boxes import EDGE, LINE, Box
from engine.diagrams.layout import Place
from engine.diagrams.svg import BODY, HEAD, INK, MARGIN, points_of, size_of
from engine.errors import MissingExtra

PIXELS = 96.0  # of the diagram to an inch
LETTERS = 8.6  # points, of the size that boxes are measured for


def png(
    boxes: Sequence[Box], places: Sequence[Place], ways: Sequence[Sequence[Place]],
    sideways: bool, dpi: float,
) -> bytes:  # fmt: skip
    """Return the file's bytes.  Raises MissingExtra without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        why = "a PNG needs matplotlib: pip install matplotlib, or write to_file='model.svg'"
        raise MissingExtra(why) from error
    width, height = (size + 2 * MARGIN for size in size_of(places))
    figure = Figure(figsize=(width / PIXELS, height / PIXELS), dpi=dpi, facecolor=BODY)
    axes: Any = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-MARGIN, width - MARGIN)
    axes.set_ylim(height - MARGIN, -MARGIN)
    for way in ways:
        _link(axes, points_of(way, sideways))
    for box, place in zip(boxes, places, strict=True):
        _box(axes, box, place)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=dpi)
    return target.getvalue()


def _link(axes: Any, points: Sequence[tuple[float, float]]) -> None:
    xs, ys = zip(*points, strict=True)
    axes.plot(xs, ys, color=INK, linewidth=0.8)
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", points[-1], points[-2], arrowprops=arrow)


def _box(axes: Any, box: Box, place: Place) -> None:
    from matplotlib.patches import Rectangle

    left, top, band = place.x - place.width / 2, place.y - place.height / 2, LINE + EDGE
    for height, fill in ((place.height, BODY), (band, HEAD)):
        corner = (left, top)
        axes.add_patch(
            Rectangle(corner, place.width, height, facecolor=fill, edgecolor=INK, zorder=2)
        )
    look = {"ha": "center", "va": "center", "color": INK, "family": "monospace", "zorder": 3,
            "size": LETTERS, "parse_math": False}  # fmt: skip
    axes.text(place.x, top + band / 2, box.title, weight="bold", **look)
    for number, line in enumerate(box.lines):
        axes.text(place.x, top + band + EDGE / 2 + (number + 0.5) * LINE, line, **look)
