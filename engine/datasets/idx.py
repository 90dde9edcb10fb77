"""The IDX format of the MNIST family: sizes, then bytes (LeCun, Cortes & Burges, 1998).

Header: two zero bytes, a code for the kind of number (8: unsigned bytes), the number of
dimensions, then each dimension as four bytes, most significant first.  Only unsigned bytes are
read here.  Sizes are checked against what is there before an array is made of them.
"""

from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.datasets.errors import DamagedData

Bytes: TypeAlias = NDArray[np.uint8]

UNSIGNED_BYTES = 8  # the code of the kind


def parse(content: bytes, shape: tuple[int | None, ...], name: str = "IDX data") -> Bytes:
    """Return the array in ``content``; None in ``shape`` leaves that dimension open.

    Raises DamagedData if the header is no such header, or the bytes are more or fewer than it says.
    """
    wanted = bytes([0, 0, UNSIGNED_BYTES, len(shape)])
    start = len(wanted) + 4 * len(shape)
    if content[: len(wanted)] != wanted or len(content) < start:
        raise DamagedData(
            f"{name} must begin with {wanted.hex(' ')} and {len(shape)} sizes; "
            f"got {content[:start].hex(' ') or 'nothing'}"
        )
    sizes = tuple(int(size) for size in np.frombuffer(content[len(wanted) : start], ">u4"))
    if any(ask is not None and ask != size for ask, size in zip(shape, sizes, strict=True)):
        raise DamagedData(f"{name} must have the shape {shape}; got {sizes}")
    if prod(sizes) != len(content) - start:
        raise DamagedData(
            f"{name} must hold {prod(sizes)} bytes for the shape {sizes}; "
            f"got {len(content) - start}"
        )
    # a copy, since an array on the bytes themselves could not be written to
    return np.frombuffer(content, np.uint8, offset=start).reshape(sizes).copy()
