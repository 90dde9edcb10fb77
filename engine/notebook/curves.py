"""Curves over epochs as SVG text: losses, each with its name and its last value."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import isfinite

from engine.colours import CLASSES

WIDTH, HEIGHT = 320, 200
LEFT, RIGHT, TOP, BOTTOM = 50, 8, 26, 22  # of the axes, from the edges
MOST_POINTS = 300  # of a curve: a pixel for each
BROKEN = "test_", "val_", "test ", "val "  # curves whose names begin so are broken lines
TEXT = 'fill="currentColor" font-size="11"'
WIDE = 7.0  # pixels of a character of the legend, about
MOST_SIGNS = 7  # of a value beside the axis: more has no space there

Curves = Mapping[str, Sequence[float]]


def curves_svg(epochs: Sequence[float], curves: Curves) -> str:
    """Return a picture of curves, each with a value for each epoch; what is not finite is left out.

    Text and axes have the colour of what is around the picture, light or dark.
    """
    values = [value for curve in curves.values() for value in curve if isfinite(value)]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    first, last = (epochs[0], epochs[-1]) if len(epochs) else (0.0, 1.0)
    area = _Area(first, last, low, high)
    named = enumerate(curves.items())
    parts = [_line(area, epochs, curve, name, at) for at, (name, curve) in named]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(_said(curves))}">',
            *_axes(area),
            *parts,
            *_legend(curves),
            "</svg>",
        ]
    )


class _Area:
    """Where an epoch and a value lie in the picture."""

    def __init__(self, first: float, last: float, low: float, high: float) -> None:
        self.first, self.last, self.low, self.high = first, last, low, high

    def x(self, epoch: float) -> float:
        share = (epoch - self.first) / ((self.last - self.first) or 1)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _said(curves: Curves) -> str:
    ends = (f"{name} {curve[-1]:.4g}" for name, curve in curves.items() if len(curve))
    return "Curves over the epochs: " + ", ".join(ends)


def _axes(area: _Area) -> Iterator[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    corners = f"{LEFT},{TOP} {LEFT},{bottom} {right},{bottom}"
    yield f'<polyline points="{corners}" fill="none" stroke="currentColor" opacity="0.4"/>'
    for value in {area.low, area.high}:
        yield (
            f'<text x="{LEFT - 4}" y="{area.y(value) + 4:.1f}" text-anchor="end" {TEXT}>'
            f"{_short(value)}</text>"
        )
    ends = {area.first: "start"} | ({area.last: "end"} if area.last != area.first else {})
    for epoch, anchor in ends.items():
        yield (
            f'<text x="{area.x(epoch):.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}" {TEXT}>'
            f"{epoch:.0f}</text>"
        )


def _short(value: float) -> str:
    """Return a value as it stands beside the axis: 0.267, 1.4e-4."""
    text = f"{value:.3g}"
    if "e" not in text and len(text) <= MOST_SIGNS:
        return text
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}e{int(power)}"


def _line(area: _Area, epochs: Sequence[float], curve: Sequence[float], name: str, at: int) -> str:
    """Return a curve; where a value is missing it goes on with the next one."""
    step = -(-len(curve) // MOST_POINTS) or 1
    shown = sorted({*range(0, len(curve), step), len(curve) - 1} - {-1})
    points = " ".join(
        f"{area.x(epochs[i]):.1f},{area.y(curve[i]):.1f}" for i in shown if isfinite(curve[i])
    )
    return f'<polyline points="{points}" fill="none" stroke-width="1.5" {_stroke(name, at)}/>'


def _legend(curves: Curves) -> Iterator[str]:
    x = float(LEFT)
    for at, (name, curve) in enumerate(curves.items()):
        text = f"{name} {curve[-1]:.4g}" if len(curve) else name
        yield f'<path d="M{x:.0f} 10h18" fill="none" stroke-width="2" {_stroke(name, at)}/>'
        yield f'<text x="{x + 22:.0f}" y="14" {TEXT}>{escape(text)}</text>'
        x += 34 + WIDE * len(text)


def _stroke(name: str, at: int) -> str:
    """Return a curve's colour; one of test data is broken too: colour is not the only sign."""
    red, green, blue = CLASSES[at % len(CLASSES)].astype(int)
    dashes = ' stroke-dasharray="5 3"' if name.startswith(BROKEN) else ""
    return f'stroke="#{red:02x}{green:02x}{blue:02x}"{dashes}'
