"""Work in blocks that each take a slice's time, so that a worker can do other things in between.

A piece of work is a generator that yields after each block and returns its result.  What it shows
is the network as it was at the beginning, however far training has gone on meanwhile.
"""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Work = Generator[None, None, T]


def finish(work: Work[T]) -> T:
    """Do all of a piece of work at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
