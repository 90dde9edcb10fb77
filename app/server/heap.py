"""Returns this process's freed memory to the machine.

glibc keeps what was freed below something that is still in use: after a few large answers that may
be most of what they took.
"""

import ctypes

MMAP_THRESHOLD = -3  # glibc's M_MMAP_THRESHOLD
LARGE = 128 * 1024  # bytes; glibc begins with as many, and raises it with what is freed


def map_large_blocks() -> None:
    """Keep each large block in pages of its own, which go back when it is freed (glibc).

    Checkpoints that were written and dropped left 25 MiB of holes after 24 forks of a large run.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Give back what is free, where the C library can do so (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
