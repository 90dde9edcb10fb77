"""The processes that a process has started."""

from contextlib import suppress
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return those that live and are below a process, each after its parent.

    Of a server they are its fork server, then its workers, and readers of tables.
    """
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):  # of each thread
            with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                found += map(int, children.read_text().split())
    return found[1:]
