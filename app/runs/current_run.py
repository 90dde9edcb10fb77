"""A few bytes of memory shared by the server and a worker: the name of the run being worked on.

When a worker dies, the server reads there which run the worker was busy with.  Writing the name
takes less than a microsecond; no message is as cheap.
"""

import mmap
import tempfile
from typing import IO

SIZE = 64  # bytes; run names are far shorter


class CurrentRun:
    """A name in shared memory, readable after the death of the process that wrote it."""

    def __init__(self, descriptor: int) -> None:
        self._bytes = mmap.mmap(descriptor, SIZE)

    def write(self, run: str) -> None:
        """Note the run that the worker is busy with; "" while it is idle."""
        self._bytes[:] = run.encode().ljust(SIZE, b"\0")

    def read(self) -> str:
        """Return the name that was written last."""
        return bytes(self._bytes).rstrip(b"\0").decode()


def current_run_file() -> IO[bytes]:
    """Return a new file for the memory; it has no name and goes with its last descriptor."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.truncate(SIZE)
    return file
