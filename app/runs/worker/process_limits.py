"""Sets a worker's limits in the kernel: its memory, its priority, and the length of its turns.

Over its memory an allocation fails, in Python as MemoryError: the run that asked for it is given up
and its neighbours go on.  Without that the kernel would kill some process of its own choice.  A
worker whose turn does not end is killed by the supervisor or, if that is gone, by the kernel.
Within these limits the worker itself divides memory and time among its runs.
"""

import os
import resource
import signal
from pathlib import Path

NICENESS = 2  # of 19: the server itself, on which all clients wait, goes first
TURN_SECONDS = 30  # longer than the supervisor waits
SIZE = Path("/proc/self/statm")  # in pages, the mapped ones first


_patience = 0  # seconds; 0: no alarm, for a worker's loop that is no process of its own


def bound(memory: int) -> None:
    """Limit this process: so many bytes beyond what it has mapped, a low priority, timed turns."""
    global _patience
    _patience = TURN_SECONDS
    os.nice(NICENESS)
    if SIZE.exists():
        most = int(SIZE.read_text().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def hurry() -> None:
    """Have the kernel end this process unless it calls `hurry` again, or `relax`, in time."""
    signal.alarm(_patience)


def relax() -> None:
    """Cancel that: this process may wait for as long as it takes."""
    signal.alarm(0)
