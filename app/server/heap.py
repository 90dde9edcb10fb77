"""Returns this process's freed memory to the machine.

glibc keeps what was freed below something that is still in use: after a few large answers that may
be most of what they took.
"""

import ctypes


def give_back() -> None:
    """Give back what is free, where the C library can do so (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
