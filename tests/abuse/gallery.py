"""Attacks on what a gallery shows: its previews, and what is listed in it."""

import asyncio

from app.errors import Unavailable
from app.services import turns
from app.services.turns import Turns
from tests.abuse.abuse import Abuse
from tests.abuse.stage import LIMIT, Stage

DEAR, USUAL = 15.0, 0.25  # seconds of training


async def order_of(previews: dict[str, float]) -> list[str]:
    """Ask for previews at once, each as another session; return who was made, in that order."""
    places, order = Turns(), list[str]()

    async def make(saver: str, seconds: float) -> None:
        async with places.turn(saver, seconds):
            order.append(saver)
            await asyncio.sleep(0)

    async with asyncio.timeout(LIMIT):
        made = (make(saver, seconds) for saver, seconds in previews.items())
        told = await asyncio.gather(*made, return_exceptions=True)
    assert all(one is None or isinstance(one, Unavailable) for one in told)
    return order


def dear(many: int) -> dict[str, float]:
    return {f"name {number}": DEAR for number in range(many)}


def dear_previews_first(_: Stage) -> bool:
    """Have dear previews made, under a new name each, before the one of somebody else."""
    order = asyncio.run(order_of(dear(39) | {"somebody": USUAL}))
    return order.index("somebody") > 2 * turns.AT_ONCE


def all_places_for_previews(_: Stage) -> bool:
    """Take all places for previews, so that there is none for somebody else's."""
    return "somebody" not in asyncio.run(order_of(dear(turns.MOST) | {"somebody": USUAL}))


TURNS = "app.services.turns"
GALLERY = [
    Abuse(
        "dear previews first", "rate-limit abuse", dear_previews_first,
        {f"{TURNS}.Turns._next": lambda self: self._waiting[0]},
    ),
    Abuse(
        "all places for previews", "rate-limit abuse", all_places_for_previews,
        {f"{TURNS}.due": lambda *_: 0.0},
    ),
]  # fmt: skip
