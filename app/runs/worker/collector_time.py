"""The processor's time without that of Python's garbage collector, for which no run is to pay.

A collection of all objects of a worker with hundreds of runs takes 50 ms, in the middle of whatever
run made one object too many.  That run would have to wait for a second or two until the others have
had as much.
"""

import gc
import threading
from time import thread_time
from typing import Any

_collector = threading.local()  # .seconds that it has taken in a thread, and when it .began


def working_time() -> float:
    """Return the seconds of the processor that this thread has had for its own work."""
    return thread_time() - getattr(_collector, "seconds", 0.0)


def _note(phase: str, _: dict[str, Any]) -> None:
    if phase == "start":
        _collector.began = thread_time()
    else:
        seconds = thread_time() - _collector.began
        _collector.seconds = getattr(_collector, "seconds", 0.0) + seconds


gc.callbacks.append(_note)
