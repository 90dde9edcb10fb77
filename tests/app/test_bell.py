import asyncio
from itertools import pairwise

import pytest

from app.runs.server.broadcast import AT_ONCE, Broadcast

pytestmark = pytest.mark.anyio


async def waiting(bell, count):
    """Return the list that so many waiters append to when they are woken, and their tasks."""
    woken = []

    async def wait(number):
        await bell.wait()
        woken.append(number)

    tasks = [asyncio.ensure_future(wait(number)) for number in range(count)]
    await asyncio.sleep(0)
    return woken, tasks


async def test_all_who_wait_are_woken_in_the_order_in_which_they_came():
    bell = Broadcast()
    woken, tasks = await waiting(bell, 3 * AT_ONCE + 1)
    bell.ring()
    await asyncio.gather(*tasks)
    assert woken == list(range(3 * AT_ONCE + 1))


async def test_others_get_their_turn_between_a_few_who_are_woken():
    bell = Broadcast()
    woken, tasks = await waiting(bell, 3 * AT_ONCE)
    bell.ring()
    seen = []
    while len(woken) < 3 * AT_ONCE:
        await asyncio.sleep(0)
        seen.append(len(woken))
    assert max(b - a for a, b in pairwise([0, *seen])) <= AT_ONCE
    await asyncio.gather(*tasks)


async def test_who_comes_after_the_ring_waits_for_the_next():
    bell = Broadcast()
    first, tasks = await waiting(bell, 2 * AT_ONCE)
    bell.ring()
    second, later = await waiting(bell, 1)
    await asyncio.gather(*tasks)
    assert (len(first), second) == (2 * AT_ONCE, [])
    bell.ring()
    await asyncio.gather(*later)


async def test_ring_during_a_ring_wakes_those_who_came_between():
    bell = Broadcast()
    first, tasks = await waiting(bell, 2 * AT_ONCE)
    bell.ring()
    second, later = await waiting(bell, 1)
    bell.ring()
    await asyncio.gather(*tasks, *later)
    assert (len(first), second) == (2 * AT_ONCE, [0])


async def test_who_leaves_is_forgotten_and_delays_nobody():
    bell = Broadcast()
    woken, tasks = await waiting(bell, 3)
    tasks[1].cancel()
    await asyncio.sleep(0)
    assert len(bell._waiting) == 2
    bell.ring()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert woken == [0, 2]


async def test_who_leaves_after_the_ring_stops_nobody():
    bell = Broadcast()
    woken, tasks = await waiting(bell, 2 * AT_ONCE)
    bell.ring()
    tasks[-1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(woken) == 2 * AT_ONCE - 1
