"""A diagram as SVG text, for browsers and documents."""

from collections.abc import Iterator, Sequence
from html import escape

from engine.diagrams.boxes import EDGE, LINE, Box
from engine.diagrams.layout import Place

MARGIN = 8.0
STYLE = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12px"
HEAD, BODY, INK = "#dce9f5", "#ffffff", "#1f2933"


def size_of(places: Sequence[Place]) -> tuple[float, float]:
    """Return the width and height of all boxes together, without the margin."""
    return (
        max(one.x + one.width / 2 for one in places),
        max(one.y + one.height / 2 for one in places),
    )


def points_of(way: Sequence[Place], sideways: bool) -> list[tuple[float, float]]:
    """Return where a link goes: from the end of a box over bends to the beginning of another."""
    start, *bends, end = way
    middle = [(one.x, one.y) for one in bends]
    if sideways:
        first, last = (start.x + start.width / 2, start.y), (end.x - end.width / 2, end.y)
    else:
        first, last = (start.x, start.y + start.height / 2), (end.x, end.y - end.height / 2)
    return [first, *middle, last]


def svg(
    boxes: Sequence[Box], places: Sequence[Place], ways: Sequence[Sequence[Place]], sideways: bool
) -> str:
    """Return the picture."""
    width, height = (size + 2 * MARGIN for size in size_of(places))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="{-MARGIN} {-MARGIN} {width:.1f} {height:.1f}" style="{STYLE}">',
        f'<rect x="{-MARGIN}" y="{-MARGIN}" width="100%" height="100%" fill="{BODY}"/>',
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>',
    ]
    for way in ways:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in points_of(way, sideways))
        lines.append(
            f'<polyline points="{points}" fill="none" stroke="{INK}" marker-end="url(#arrow)"/>'
        )
    for box, place in zip(boxes, places, strict=True):
        lines += _box(box, place)
    return "\n".join([*lines, "</svg>\n"])


def _box(box: Box, place: Place) -> Iterator[str]:
    left, top = place.x - place.width / 2, place.y - place.height / 2
    band = LINE + EDGE
    yield _rectangle(left, top, place.width, place.height, BODY)
    yield _rectangle(left, top, place.width, band, HEAD)
    yield _text(box.title, place.x, top + band / 2, "font-weight:bold")
    for number, line in enumerate(box.lines):
        yield _text(line, place.x, top + band + EDGE / 2 + (number + 0.5) * LINE, "")


def _rectangle(left: float, top: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{fill}" stroke="{INK}"/>'
    )


def _text(text: str, x: float, y: float, style: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" text-anchor="middle" '
        f'dominant-baseline="central" style="{style}">{escape(text)}</text>'
    )
