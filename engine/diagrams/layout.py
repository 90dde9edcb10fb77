"""Where boxes lie: in ranks, each behind those that it is fed by, with few crossings of links.

A link over several ranks has a bend in each between, so that it passes no box.  Orders within ranks
follow the means of neighbours (Sugiyama, Tagawa & Toda, 1981); positions are the nearest to those
means that keep order and distance, by pooling neighbours that want too near.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

from engine.diagrams.boxes import Box, Links

BETWEEN, BEHIND = 24.0, 44.0  # pixels between neighbours in a rank, and between ranks
SWEEPS = 6


@dataclass(eq=False)
class Place:
    """The centre of a box or a bend, ``x`` within its rank and ``y`` across the ranks."""

    width: float = 0.0
    height: float = 0.0
    rank: int = 0
    x: float = 0.0
    y: float = 0.0
    before: "list[Place]" = field(default_factory=list)
    behind: "list[Place]" = field(default_factory=list)


def laid_out(
    boxes: Sequence[Box], links: Links, sideways: bool = False
) -> tuple[list[Place], list[list[Place]]]:
    """Return the places of boxes, and the ways of links from box to box over their bends.

    ``sideways``: the ranks lie from left to right.
    """
    places = [Place(*((b.height, b.width) if sideways else (b.width, b.height))) for b in boxes]
    _rank(places, links)
    ways = [_way(places[start], places[end]) for start, end in links]
    rows: list[list[Place]] = [[] for _ in range(max(one.rank for one in places) + 1)]
    for place in (*places, *(bend for way in ways for bend in way[1:-1])):
        rows[place.rank].append(place)
    _order(rows)
    _settle(rows)
    if sideways:
        for place in {*places, *(one for way in ways for one in way)}:
            place.x, place.y = place.y, place.x
            place.width, place.height = place.height, place.width
    return places, ways


def _rank(places: Sequence[Place], links: Links) -> None:
    """Put each place behind its sources, which come before it, and inputs near what they feed."""
    for start, end in sorted(links, key=lambda link: link[1]):
        places[end].rank = max(places[end].rank, places[start].rank + 1)
    fed = {end for _, end in links}
    for number, place in enumerate(places):
        targets = [places[end].rank for start, end in links if start == number]
        if number not in fed and targets:
            place.rank = min(targets) - 1


def _way(start: Place, end: Place) -> list[Place]:
    way = [start, *(Place(rank=rank) for rank in range(start.rank + 1, end.rank)), end]
    for one, other in pairwise(way):
        one.behind.append(other)
        other.before.append(one)
    return way


def _order(rows: list[list[Place]]) -> None:
    """Order each rank by the means of the neighbours' numbers, down and up again."""
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            number = {one: index for whole in rows for index, one in enumerate(whole)}
            row.sort(key=lambda one: _mean(one.before if down else one.behind, number))


def _mean(neighbours: Sequence[Place], number: dict[Place, int]) -> float:
    return fmean(number[one] for one in neighbours) if neighbours else 0.0


def _settle(rows: list[list[Place]]) -> None:
    """Give all places their coordinates, none below 0."""
    y = 0.0
    for row in rows:
        height = max(one.height for one in row)
        for one in row:
            one.y = y + height / 2
        y += height + BEHIND
        _spread(row, [0.0] * len(row))
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [(one.before if sweep % 2 == 0 else one.behind) or [one] for one in row]
            _spread(row, [fmean(near.x for near in one) for one in wanted])
    left = min(one.x - one.width / 2 for row in rows for one in row)
    for row in rows:
        for one in row:
            one.x -= left


def _spread(row: Sequence[Place], wanted: Sequence[float]) -> None:
    """Put neighbours where they want to be, as near as order and distance allow."""
    offset, offsets = 0.0, []
    for place, next_one in zip(row, [*row[1:], row[-1]], strict=True):
        offsets.append(offset)
        offset += (place.width + next_one.width) / 2 + BETWEEN
    pools: list[list[float]] = []  # each pool's wishes, of one position in the end
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append([want - offset])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    positions = [fmean(pool) for pool in pools for _ in pool]
    for place, position, offset in zip(row, positions, offsets, strict=True):
        place.x = position + offset
