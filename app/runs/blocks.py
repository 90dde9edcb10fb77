"""Splits long work into blocks of a few milliseconds; a worker does other things in between.

A piece of work is a generator that yields after each block and returns its result.  A result
describes the network as it was at the beginning, however far training has gone on meanwhile.
"""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Work = Generator[None, None, T]


def finish(work: Work[T]) -> T:
    """Run a piece of work to its end and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
