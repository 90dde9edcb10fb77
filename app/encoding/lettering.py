"""A few characters as dots, for pictures that are drawn without a library: 5 × 7, with a gap."""

import numpy as np
from numpy.typing import NDArray

HEIGHT, WIDTH = 7, 6  # of a character, with the gap behind it
BLANK = (0,) * HEIGHT
GLYPHS = {  # the rows from the top, each as the binary number of its five dots
    "0": (14, 17, 19, 21, 25, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 8, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
    ".": (0, 0, 0, 0, 0, 12, 12),
    "-": (0, 0, 0, 31, 0, 0, 0),
    "+": (0, 4, 4, 31, 4, 4, 0),
    "c": (0, 0, 14, 16, 16, 17, 14),
    "e": (0, 0, 14, 17, 31, 16, 14),
    "h": (16, 16, 22, 25, 17, 17, 17),
    "l": (12, 4, 4, 4, 4, 4, 14),
    "o": (0, 0, 14, 17, 17, 17, 14),
    "p": (0, 0, 30, 17, 30, 16, 16),
    "s": (0, 0, 14, 16, 14, 1, 30),
    "t": (8, 8, 28, 8, 8, 9, 6),
}
DOTS = np.array([4, 3, 2, 1, 0])  # the places of a row's dots in its number


def lettering(text: str, scale: int) -> NDArray[np.bool_]:
    """Return where a text has ink, [7 · scale, 6 · scale · characters].

    What has no glyph is blank.
    """
    rows = np.array([GLYPHS.get(sign, BLANK) for sign in text], int).reshape(-1, HEIGHT)
    dots = np.zeros((len(text), HEIGHT, WIDTH), bool)
    dots[:, :, : len(DOTS)] = rows[:, :, np.newaxis] >> DOTS & 1
    ink = dots.transpose(1, 0, 2).reshape(HEIGHT, -1)
    return ink.repeat(scale, axis=0).repeat(scale, axis=1)
