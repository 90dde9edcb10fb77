"""A few bytes shared by the server and a worker: the run that the worker is busy with.

When a worker dies there is nobody left to ask; this still says for which run it worked.  Writing
it costs less than a microsecond, which no message does.
"""

import mmap
import tempfile
from typing import IO

SIZE = 64  # bytes; run names are far shorter


class CurrentRun:
    """One name, readable after its writer's death."""

    def __init__(self, descriptor: int) -> None:
        self._bytes = mmap.mmap(descriptor, SIZE)

    def write(self, run: str) -> None:
        """Say for whom the worker works; "" when it rests."""
        self._bytes[:] = run.encode().ljust(SIZE, b"\0")

    def read(self) -> str:
        """Return what was written last."""
        return bytes(self._bytes).rstrip(b"\0").decode()


def current_run_file() -> IO[bytes]:
    """Make the file behind it; it has no name and goes with its last descriptor."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.truncate(SIZE)
    return file
