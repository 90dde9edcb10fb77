"""Draws a plane of values as a PNG: orange for low, blue for high, or a colour for each class.

PNG is zlib and four chunks (W3C, "Portable Network Graphics", third edition): no library needed.
"""

import struct
import zlib
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.colours import CLASSES, MIDDLE, class_colours, value_colours
from engine.datasets.generators import EDGE

Bytes = NDArray[np.uint8]

CARD, MARGIN = (1200, 630), 25
SHEET = (250, 250, 248)


def png(values: Any, span: Any) -> bytes:
    """Return [channels, side, side] values as a PNG; missing ones are white."""
    planes = np.array(values, float)  # None becomes NaN
    low, high = span
    shares = np.clip((planes - low) / (high - low), 0, 1)
    colours = value_colours(shares[0]) if len(shares) == 1 else class_colours(shares)
    return _encode(np.where(np.isfinite(planes[0])[..., None], colours, 255).astype(np.uint8))


def card(boundary: Any, points: Any) -> bytes:
    """Return a PNG of 1200 × 630 with a boundary and its training points, for links."""
    planes, (low, high) = np.array(boundary["values"], float), boundary["range"]
    size = CARD[1] - 2 * MARGIN
    at = (np.arange(size) * planes.shape[1] / size).astype(int)
    shares = np.clip((planes[:, at][:, :, at] - low) / (high - low), 0, 1)
    colours = value_colours(shares[0]) if len(shares) == 1 else class_colours(shares)
    inks = point_colours([label for *_, label in points], classes=len(shares))
    for (x1, x2, _), ink in zip(points, inks, strict=True):
        row, column = (int((EDGE + x) / (2 * EDGE) * (size - 1)) for x in (-x2, x1))
        _dot(colours, row, column, ink)
    sheet = np.full((CARD[1], CARD[0], 3), SHEET, float)
    left = (CARD[0] - size) // 2
    sheet[MARGIN : MARGIN + size, left : left + size] = colours
    return _encode(sheet.astype(np.uint8))


def point_colours(labels: list[Any], classes: int) -> NDArray[np.float64]:
    """Return the colours of points by their labels.

    Of several labels it is the first that holds; of several targets the first, as the map is.
    """
    if labels and isinstance(labels[0], list) and classes == 1:
        labels = [label[0] for label in labels]
    elif labels and isinstance(labels[0], list):
        named = (CLASSES[label.index(1)] if 1 in label else MIDDLE for label in labels)
        return np.array(list(named), float)
    if classes > 1:
        return CLASSES[np.array(labels, int)]
    return value_colours(np.clip((np.array(labels, float) + 1) / 2, 0, 1))


@cache
def disk(reach: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places within reach, as steps down and to the right."""
    down, right = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    inside = down**2 + right**2 <= reach**2 + 1
    return down[inside], right[inside]


def _dot(picture: NDArray[np.float64], row: int, column: int, colour: Any) -> None:
    """Draw a point with a white rim."""
    for reach, ink in ((4, 255.0), (3, colour)):
        down, right = disk(reach)
        rows, columns = row + down, column + right
        held = (rows >= 0) & (columns >= 0) & (rows < len(picture)) & (columns < len(picture))
        picture[rows[held], columns[held]] = ink


def _encode(pixels: Bytes) -> bytes:
    height, width, _ = pixels.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)])  # no filter
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
