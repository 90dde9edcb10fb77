"""A few bytes shared by the server and a worker: the run that the worker is busy with.

When a worker dies there is nobody left to ask; the marker still says for whom it worked.  Writing
it costs less than a microsecond, which no message does.
"""

import mmap
import tempfile
from typing import IO

SIZE = 64  # bytes; run names are far shorter


class Marker:
    """One name, readable after its writer's death."""

    def __init__(self, descriptor: int) -> None:
        self._bytes = mmap.mmap(descriptor, SIZE)

    def write(self, run: str) -> None:
        """Say for whom the worker works; "" when it rests."""
        self._bytes[:] = run.encode().ljust(SIZE, b"\0")

    def read(self) -> str:
        """Return what was written last."""
        return bytes(self._bytes).rstrip(b"\0").decode()


def marker_file() -> IO[bytes]:
    """Make the file behind a marker; it has no name and goes with its last descriptor."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.truncate(SIZE)
    return file
