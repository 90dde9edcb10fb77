"""Makes of a drawing what the pictures of a data set are: it fills the square, and stands within.

Fashion-MNIST's pictures and the digits were cut to what there is, and scaled so that the longer
side fills the square (Xiao, Rasul & Vollgraf, 2017; Alpaydin & Kaynak, 1998).
"""

import base64
import binascii
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.errors import Unprocessable, fault
from app.runs.images.picture_files import Bytes

Floats: TypeAlias = NDArray[np.float64]

FAINT = 16  # bytes below it are no ink: what an eraser or a soft brush leaves


def decoded(text: str, side: int) -> Bytes:
    """Return a drawing's bytes [side, side].

    Raises Unprocessable if they are no base64, of another size, or without ink.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _unfit("must be base64 of the bytes of a picture", "malformed") from None
    if len(content) != side * side:
        words = f"must be {side} · {side} = {side * side} bytes, one for each pixel"
        raise _unfit(f"{words}; got {len(content)}", "wrong_size")
    drawing = np.frombuffer(content, np.uint8).reshape(side, side)
    if drawing.max() < FAINT:
        raise _unfit("must have ink: nothing is drawn yet", "empty")
    return drawing


def _unfit(detail: str, code: str) -> Unprocessable:
    return Unprocessable.of(fault("pixels", detail, code))


def centred(drawing: Bytes) -> Bytes:
    """Return a drawing with ink cut to what there is, scaled to its square, in the middle."""
    side = len(drawing)
    rows, columns = (np.flatnonzero((drawing >= FAINT).any(axis=axis)) for axis in (1, 0))
    cut = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(float)
    longer = max(cut.shape)
    height, width = (max(1, round(size * side / longer)) for size in cut.shape)
    scaled = _shares(len(cut), height) @ cut @ _shares(cut.shape[1], width).T
    whole = np.zeros((side, side), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    whole[top : top + height, left : left + width] = np.round(scaled)
    return whole


def _shares(before: int, after: int) -> Floats:
    """Return how much of each of `before` pixels is in each of `after`, [after, before].

    Rows sum to 1: a pixel is the mean of the area that it covers.
    """
    edges = np.linspace(0, before, after + 1)
    starts = np.arange(before)
    upper = np.minimum(edges[1:, np.newaxis], starts + 1)
    lower = np.maximum(edges[:-1, np.newaxis], starts)
    overlap = np.clip(upper - lower, 0, None)
    result: Floats = overlap / overlap.sum(axis=1, keepdims=True)
    return result
