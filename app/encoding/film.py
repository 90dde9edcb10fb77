"""Composes a film of maps as a GIF: each frame is a map with points on it, and two lines below."""

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.encoding import gif
from app.encoding.lettering import HEIGHT, lettering
from app.encoding.png import SHEET, disk, point_colours
from engine.colours import Palette
from engine.datasets.generators import EDGE

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Work = Generator[None, None, None]

CELLS, SCALE = 132, 2  # of a map on each side, and the pixels of a cell
SIDE = CELLS * SCALE
MARGIN, LINE = 6, HEIGHT * SCALE + 6  # pixels around the lines, and from one to the next
TALL = SIDE + 2 * LINE + MARGIN
MOST_CHARACTERS = 21  # of a line
LEVELS, OF_A_CLASS = 64, 16  # colours of a map with one channel, and of each class
INK, WHITE = (27, 33, 38), (255, 255, 255)
RIM, DOT = 3, 2  # pixels from a point's middle: its white rim, and its colour
POINTS_AT_ONCE = 100
UNMARKED = -1


class Film:
    """Frames, one after the other, each of which is written when it is added."""

    def __init__(self, channels: int) -> None:
        self._palette = Palette(channels, LEVELS if channels == 1 else OF_A_CLASS)
        self._colours = self._palette.colours
        sheet = len(self._colours)
        self._sheet, self._ink, self._white, self._clear = range(sheet, sheet + 4)
        palette = np.vstack([self._colours, [SHEET, INK, WHITE, WHITE]])
        self._written = [gif.head(SIDE, TALL, palette.astype(np.uint8))]
        self._marks = np.full((SIDE, SIDE), UNMARKED)
        self._before: Bytes | None = None

    def mark(self, points: Floats, labels: Sequence[Any]) -> Work:
        """Lay points [n, 2] of the plane on all frames, in the colours of their labels."""
        inks = point_colours(list(labels), self._palette.channels)
        apart = np.square(inks[:, np.newaxis] - self._colours).sum(axis=2)
        for at, (point, number) in enumerate(zip(points, apart.argmin(axis=1), strict=True)):
            self._mark(point, int(number))
            if at % POINTS_AT_ONCE == 0:
                yield

    def _mark(self, point: Floats, number: int) -> None:
        column, row = ((EDGE + point * (1, -1)) / (2 * EDGE) * (SIDE - 1)).astype(int)
        for reach, ink in ((RIM, self._white), (DOT, number)):
            down, right = disk(reach)
            rows, columns = row + down, column + right
            held = (rows >= 0) & (columns >= 0) & (rows < SIDE) & (columns < SIDE)
            self._marks[rows[held], columns[held]] = ink

    def add(self, boundary: Bytes, lines: Sequence[str], hundredths: int) -> Work:
        """Add a map [channels, cells, cells] with lines below it, shown so long."""
        picture, before = self._composed(boundary, lines), self._before
        self._before = picture
        if before is None:
            self._written.append((yield from gif.frame(picture, hundredths)))
            return
        changed = picture != before
        changed[0, 0] |= not changed.any()  # a frame has a pixel at least
        rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        part = np.where(changed[box], picture[box], self._clear).astype(np.uint8)
        place = int(columns[0]), int(rows[0])
        self._written.append((yield from gif.frame(part, hundredths, at=place, clear=self._clear)))

    def _composed(self, boundary: Bytes, lines: Sequence[str]) -> Bytes:
        picture = np.full((TALL, SIDE), self._sheet, np.uint8)
        numbers = self._palette.numbers(boundary / 255)
        numbers = numbers.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
        picture[:SIDE] = np.where(self._marks == UNMARKED, numbers, self._marks)
        for at, line in enumerate(lines):
            ink = lettering(line[:MOST_CHARACTERS], SCALE)
            top = SIDE + MARGIN + at * LINE
            place = picture[top : top + len(ink), MARGIN : MARGIN + ink.shape[1]]
            place[ink] = self._ink
        return picture

    def content(self) -> bytes:
        """Return the whole film."""
        return b"".join([*self._written, gif.TRAILER])
