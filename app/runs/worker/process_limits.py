"""What the kernel holds a worker to: how much memory it may have, who goes first, for how long.

Over its memory an allocation fails, in Python as MemoryError: the run that asked for it is given up
and its neighbours go on.  Without that the machine would end some process of its own choice.  A
turn that does not end is ended by the supervisor, and where that is no more, by the kernel.  What
memory and time a run takes otherwise is the worker's.
"""

import os
import resource
import signal
from pathlib import Path

NICENESS = 2  # of 19: the server itself, for which everybody waits, goes first
TURN_SECONDS = 30  # longer than the supervisor's patience
SIZE = Path("/proc/self/statm")  # in pages, the mapped ones first


_patience = 0  # seconds; 0: for ever, as where a worker's loop is no process of its own


def bound(memory: int) -> None:
    """Let this process map so many bytes more than it has mapped, go after others, and hurry."""
    global _patience
    _patience = TURN_SECONDS
    os.nice(NICENESS)
    if SIZE.exists():
        most = int(SIZE.read_text().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def hurry() -> None:
    """Have this process end unless it comes here again in time, or relaxes."""
    signal.alarm(_patience)


def relax() -> None:
    """Let this process wait for as long as it takes."""
    signal.alarm(0)
