"""The windows of maps as columns of a matrix, so that one product serves many of them.

A part of the windows at a time is copied into ``[numbers of a window + 1, places · rows]``, which
stays in the processor's cache; the last row is of ones, as all inputs of dense layers have one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.layers.windows import PaddedGradient, Windows

AT_ONCE = 1 << 18  # numbers of a part, about


@dataclass(frozen=True)
class Patch:
    """Some lines of windows for some of the rows, and the units at those places.

    Parts lie in the same memory: what one holds is gone when the next is filled.
    """

    lines: slice
    rows: slice
    columns: Array  # [numbers + 1, places · rows]
    inner: Array  # the same without the ones, as [kernel (2), channels, places (2), rows]
    seen: Array  # what the windows look at, likewise
    units: Array  # [units, places · rows]
    places: Array  # where those units are, as [units, places (2), rows]

    def fill(self) -> None:
        """Copy what the windows look at."""
        np.copyto(self.inner, self.seen)
        self.columns[-1] = 1

    def read(self) -> None:
        """Copy the units from their places."""
        np.copyto(self.units.reshape(self.places.shape), self.places)

    def write(self) -> None:
        """Copy the units to their places."""
        np.copyto(self.places, self.units.reshape(self.places.shape))

    def adds(self, windows: Windows, gradient: PaddedGradient) -> list[tuple[Array, Array]]:
        """Return where its columns' numbers are added in a gradient by padded maps, and they."""
        down, across = windows.vertical, windows.horizontal
        inner = self.inner.transpose(0, 1, 3, 4, 2, 5)
        return [
            (gradient.maps[down.at(i, self.lines), across.at(j), :, self.rows], inner[i, j])
            for i in range(down.kernel)
            for j in range(across.kernel)
        ]


def patches_of(windows: Windows, padded: Array, numbers: Array) -> list[Patch]:
    """Cut the windows over padded maps into parts; ``[size, rows]`` are the units at them."""
    seen, looks, height = windows.seen(padded), windows.looks(numbers), windows.numbers + 1
    down, across = windows.counts
    cuts = list(_cuts(down, height * across, padded.shape[-1]))
    most = across * max((one.stop - one.start) * (two.stop - two.start) for one, two in cuts)
    room, units = (np.empty(one * most, padded.dtype) for one in (height, looks.shape[2]))
    found = []
    for lines, rows in cuts:
        part = seen[:, :, :, lines, :, rows]
        width = part[0, 0, 0].size
        columns = room[: height * width].reshape(height, width)
        places = looks[lines, :, :, rows].transpose(2, 0, 1, 3)
        own = units[: len(places) * width].reshape(len(places), width)
        inner = columns[:-1].reshape(part.shape)
        found.append(Patch(lines, rows, columns, inner, part, own, places))
    return found


def _cuts(lines: int, numbers: int, rows: int) -> Iterator[tuple[slice, slice]]:
    """Yield parts of lines of so many numbers to a row: all rows, if a line of them is not long."""
    some = min(rows, max(1, AT_ONCE // numbers))
    tall = max(1, AT_ONCE // (numbers * some))
    for line in range(0, lines, tall):
        for row in range(0, rows, some):
            yield slice(line, min(line + tall, lines)), slice(row, min(row + some, rows))
