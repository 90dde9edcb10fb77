"""Writes an animated GIF of at most 256 colours: frames of numbers into one palette.

The form is CompuServe's (Graphics Interchange Format, version 89a, 1990), and the compression
Welch's (1984), as it is described there.  Long work yields after each part, so that it can go on
between other work.
"""

import struct
from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Making = Generator[None, None, bytes]

BITS = 8  # of a colour's number
CLEAR, END = 1 << BITS, (1 << BITS) + 1  # codes that begin the table anew, and end the pixels
MOST_CODES = 4096  # of 12 bits
TOGETHER = 16_384  # pixels that are compressed without a pause: about two milliseconds
LONGEST = 255  # bytes of a block
FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
STAYS = 1  # how a frame is disposed of: the next one is laid on it
TRAILER = b"\x3b"


def head(width: int, height: int, palette: Bytes) -> bytes:
    """Return what a GIF begins with; `palette` is [colours, 3]."""
    colours = np.zeros((1 << BITS, 3), np.uint8)
    colours[: len(palette)] = palette
    all_colours = 0x80 | (BITS - 1) << 4 | (BITS - 1)  # one palette for all frames
    screen = struct.pack("<HHBBB", width, height, all_colours, 0, 0)
    return b"GIF89a" + screen + colours.tobytes() + FOR_EVER


def frame(
    pixels: Bytes, hundredths: int, *, at: tuple[int, int] = (0, 0), clear: int | None = None
) -> Making:
    """Return a frame [height, width] that is shown so long; it lies at a place (left, top).

    Where a pixel is `clear`, the frame before stays.
    """
    flags = STAYS << 2 | (clear is not None)
    control = struct.pack("<BBBBHBB", 0x21, 0xF9, 4, flags, hundredths, clear or 0, 0)
    height, width = pixels.shape
    place = struct.pack("<BHHHHB", 0x2C, *at, width, height, 0)
    packed = yield from compressing(pixels.tobytes())
    blocks = (packed[start : start + LONGEST] for start in range(0, len(packed), LONGEST))
    parts = b"".join(bytes([len(block)]) + block for block in blocks)
    return b"".join([control, place, bytes([BITS]), parts, b"\x00"])


@dataclass
class _Codes:
    """Codes of growing width, the lowest bits first, as bytes."""

    written: bytearray = field(default_factory=bytearray)
    held: int = 0  # bits that make no byte yet
    count: int = 0  # of these

    def add(self, code: int, width: int) -> None:
        self.held |= code << self.count
        self.count += width
        while self.count >= 8:
            self.written.append(self.held & 0xFF)
            self.held >>= 8
            self.count -= 8

    def content(self) -> bytes:
        return bytes(self.written) + (bytes([self.held]) if self.count else b"")


def compressing(pixels: bytes) -> Making:
    """Return pixels as codes of a table that grows with them.

    A reader's table is one entry behind: it is as large as `free` when the code is read that comes
    after the entry `free`.
    """
    codes, table = _Codes(), dict[int, int]()
    find = table.get
    free, width = END + 1, BITS + 1
    codes.add(CLEAR, width)
    prefix = pixels[0]
    for start in range(1, len(pixels), TOGETHER):
        for pixel in pixels[start : start + TOGETHER]:
            key = prefix << BITS | pixel
            if (longer := find(key)) is not None:
                prefix = longer
                continue
            codes.add(prefix, width)
            prefix = pixel
            if free < MOST_CODES:
                table[key] = free
                width += free == 1 << width
                free += 1
            else:
                codes.add(CLEAR, width)
                table.clear()
                free, width = END + 1, BITS + 1
        yield
    codes.add(prefix, width)
    if free < MOST_CODES:
        width += free == 1 << width
    codes.add(END, width)
    return codes.content()
