"""What the kernel holds a worker to: how much memory it may have, and who goes first.

Over its memory an allocation fails, in Python as MemoryError: the run that asked for it is given up
and its neighbours go on.  Without that the machine would end some process of its own choice.  What
memory and time a run takes otherwise is the worker's and the supervisor's.
"""

import os
import resource
from pathlib import Path

NICENESS = 2  # of 19: the server itself, for which everybody waits, goes first
SIZE = Path("/proc/self/statm")  # in pages, the mapped ones first


def bound(memory: int) -> None:
    """Let this process map so many bytes more than it has mapped, and go after others."""
    os.nice(NICENESS)
    if SIZE.exists():
        most = int(SIZE.read_text().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
