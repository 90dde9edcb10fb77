"""A map of what a network answers over a plane, as SVG text, with some examples on it."""

from collections.abc import Iterator

import numpy as np

from engine.arrays import Array
from engine.colours import Palette

SIZE = 200  # pixels on each side
LINES = 16, 30  # where the lines of text below it stand
TALL = SIZE + 34
LEVELS, OF_A_CLASS = 24, 8  # colours of a map with one channel, and of each class
MOST_POINTS = 200
LABEL = 'fill="currentColor" font-size="11"'


def map_svg(
    shares: Array,
    points: Array | None = None,
    ends: tuple[float, float, float, float] = (-6.0, 6.0, -6.0, 6.0),
) -> str:
    """Return a picture of a map ``[channels, side, side]``, its values from 0 to 1.

    The first row is the highest x2.  ``points`` are ``[n, 2 + 1]``: x1, x2 and the number of a
    class, or a share from 0 to 1 where there is one channel.  ``ends`` are the lowest and the
    highest x1, then those of x2.
    """
    channels, side, _ = shares.shape
    palette = Palette(channels, LEVELS if channels == 1 else OF_A_CLASS)
    inks = ["#{:02x}{:02x}{:02x}".format(*ink) for ink in palette.colours.astype(int)]
    x1 = f"x1 from {ends[0]:.3g} to {ends[1]:.3g}"
    x2 = f"x2 from {ends[2]:.3g} to {ends[3]:.3g}"
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{TALL}" '
            f'viewBox="0 0 {SIZE} {TALL}" role="img" aria-label="Map over {x1}, {x2}">',
            f'<g transform="scale({SIZE / side:.6g})" shape-rendering="crispEdges">',
            *_paths(palette.numbers(shares), inks),
            "</g>",
            *_dots(points if points is not None else np.empty((0, 3)), palette, inks, ends),
            *_texts(x1, x2),
            "</svg>",
        ]
    )


def _texts(*texts: str) -> Iterator[str]:
    for text, below in zip(texts, LINES, strict=True):
        yield f'<text x="0" y="{SIZE + below}" {LABEL}>{text}</text>'


def _paths(numbers: Array, inks: list[str]) -> Iterator[str]:
    """Yield a path for each colour: the cells that have it, joined along rows."""
    ways: dict[int, list[str]] = {}
    for row, line in enumerate(numbers):
        starts = np.flatnonzero(np.diff(line, prepend=-1))
        lengths = np.diff(np.append(starts, len(line)))
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
            way = f"M{start} {row}h{length}v1h-{length}z"
            ways.setdefault(int(line[start]), []).append(way)
    for number, way_parts in sorted(ways.items()):
        yield f'<path fill="{inks[number]}" d="{"".join(way_parts)}"/>'


def _dots(
    points: Array, palette: Palette, inks: list[str], ends: tuple[float, float, float, float]
) -> Iterator[str]:
    left, right, bottom, top = ends
    for x1, x2, label in points[:MOST_POINTS].tolist():
        x = (x1 - left) / ((right - left) or 1) * SIZE
        y = (top - x2) / ((top - bottom) or 1) * SIZE
        if palette.channels == 1:
            number = round(min(max(label, 0.0), 1.0) * (palette.levels - 1))
        else:
            number = (int(label) + 1) * palette.levels - 1
        if 0 <= x <= SIZE and 0 <= y <= SIZE:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{inks[number]}" stroke="#fff"/>'
