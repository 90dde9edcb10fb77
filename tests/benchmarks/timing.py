"""Figures, and how times are taken: medians of rounds after a warm-up, peers in turns."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np

from tests.benchmarks.peers import Peer

ROUNDS = 7
Works = dict[str, tuple[Callable[[int], object], int]]  # what to do so many times, by name


@dataclass(frozen=True)
class Figure:
    """One line of the output; ratio is the peer's time over ours."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    peer: str | None = None
    peer_version: str | None = None


def milliseconds(work: Callable[[int], object], count: int) -> float:
    """Return the time of one of ``count`` goes."""
    start = time.perf_counter()
    work(count)
    return (time.perf_counter() - start) / count * 1e3


def times(works: Works, rounds: int | None = None) -> dict[str, float]:
    """Return each work's median time in milliseconds, taken in turns after a warm-up."""
    for work, count in works.values():
        work(max(1, count // 4))
    taken = [
        {name: milliseconds(*work) for name, work in works.items()} for _ in range(rounds or ROUNDS)
    ]
    return {name: median(found[name] for found in taken) for name in works}


def beside(
    name: str, value: float, found: dict[str, float], rivals: list[Peer]
) -> Iterator[Figure]:
    """Yield a time in milliseconds, once for each peer that was timed as well."""
    if not rivals:
        yield Figure(name, value, "ms")
    for peer in rivals:
        yield Figure(name, value, "ms", found[peer.name] / value, peer.name, peer.version)


def growth(sizes: list[int], taken: list[float]) -> float:
    """Return the exponent by which times grow with sizes: 1 is linear."""
    return float(np.polyfit(np.log(sizes), np.log(taken), 1)[0])
