"""The page's colours, for maps: orange for low, blue for high, or a colour for each class."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

LOW, MIDDLE, HIGH = (240, 130, 30), (243, 244, 244), (10, 117, 179)
CLASSES = np.array(
    [
        (8, 119, 189), (245, 147, 34), (0, 158, 115), (204, 121, 167), (86, 180, 233),
        (213, 94, 0), (148, 120, 210), (180, 160, 20), (100, 100, 100), (120, 70, 40),
    ],
    float,
)  # fmt: skip


def value_colours(shares: Array) -> Array:
    """Return the colours of shares from 0, orange, to 1, blue; NaN has that of the middle."""
    known = np.nan_to_num(shares, nan=0.5)[..., None]
    below = np.array(LOW) + (np.array(MIDDLE) - LOW) * known * 2
    above = np.array(MIDDLE) + (np.array(HIGH) - MIDDLE) * (known * 2 - 1)
    return np.where(known < 0.5, below, above).round()


def class_colours(shares: Array) -> Array:
    """Return the winning class's colour, the paler the less certain it is."""
    known = np.nan_to_num(shares)
    sure = known.max(axis=0)[..., None]
    return (255 + (CLASSES[known.argmax(axis=0)] - 255) * sure).round()


@dataclass(frozen=True)
class Palette:
    """A few colours for a map, numbered: of low to high values, or class after class."""

    channels: int
    levels: int  # of the values of one channel, or of each class from white on

    @property
    def colours(self) -> Array:
        """All colours, ``[colours, 3]``."""
        steps = np.linspace(0, 1, self.levels)
        if self.channels == 1:
            return value_colours(steps)
        shares = np.zeros((self.channels, self.channels, self.levels))
        for number in range(self.channels):
            shares[number, number] = steps
        return class_colours(shares.reshape(self.channels, -1))

    def numbers(self, shares: Array) -> Array:
        """Return the number of the nearest colour for shares ``[channels, …]`` from 0 to 1."""
        known = np.nan_to_num(shares, nan=0.5 if self.channels == 1 else 0.0)
        level = np.rint(known.max(axis=0) * (self.levels - 1)).astype(int)
        return level if self.channels == 1 else known.argmax(axis=0) * self.levels + level
