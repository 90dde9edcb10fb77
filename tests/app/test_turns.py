"""Which preview is made next, by its saver and its cost; the clock is the test's."""

import asyncio

import pytest

from app.errors import Unavailable
from app.services import preview_turns
from app.services.preview_turns import PreviewQueue, due
from tests.app.fake_runner import settle
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio
DEAR, CHEAP = 15.0, 0.25


@pytest.fixture
def clock(monkeypatch):
    """The time at which previews are asked for; `clock[0]` is now."""
    now = [5.0]
    monkeypatch.setattr(preview_turns, "AT_ONCE", 1)
    return now


class Queue:
    """Asks for turns, and notes in which order they come."""

    def __init__(self, clock):
        self.turns, self.order, self.tasks = PreviewQueue(lambda: clock[0]), [], {}
        self._over = asyncio.Event()

    async def ask(self, name, seconds, saver=None):
        self.tasks[name] = asyncio.create_task(self._take(name, seconds, saver))
        await settle()

    async def _take(self, name, seconds, saver):
        async with self.turns.turn(saver, seconds):
            self.order.append(name)
            await self._over.wait()

    async def end(self):
        """Let all turns be over as soon as they begin."""
        self._over.set()
        told = await asyncio.wait_for(
            asyncio.gather(*self.tasks.values(), return_exceptions=True), LIMIT
        )
        return dict(zip(self.tasks, told, strict=True))


@pytest.fixture
async def queue(clock):
    queue = Queue(clock)
    await queue.ask("first", CHEAP)  # which the others wait for
    return queue


async def test_cheap_one_is_made_before_dear_ones_that_came_earlier(queue):
    for name in ("dear 1", "dear 2"):
        await queue.ask(name, DEAR)
    await queue.ask("cheap", CHEAP)
    await queue.end()
    assert queue.order == ["first", "cheap", "dear 1", "dear 2"]


async def test_dear_one_waits_for_no_cheap_one_that_comes_much_later(queue, clock):
    await queue.ask("dear", DEAR)
    clock[0] += DEAR
    await queue.ask("cheap", CHEAP)
    await queue.end()
    assert queue.order == ["first", "dear", "cheap"]


async def test_second_place_is_for_the_cheapest_however_long_dear_ones_have_waited(
    clock, monkeypatch
):
    monkeypatch.setattr(preview_turns, "AT_ONCE", 2)
    queue = Queue(clock)
    for number in range(6):
        await queue.ask(f"dear {number}", DEAR)
    clock[0] += 10 * DEAR
    await queue.ask("cheap", CHEAP)
    queue.tasks["dear 1"].cancel()  # of those that have begun, the one in the second place
    await settle()
    assert queue.order == ["dear 0", "dear 1", "cheap"]
    await queue.end()


async def test_first_place_is_for_the_oldest_however_many_cheap_ones_come(clock, monkeypatch):
    monkeypatch.setattr(preview_turns, "AT_ONCE", 2)
    queue = Queue(clock)
    for name in ("dear 1", "dear 2", "dear 3"):
        await queue.ask(name, DEAR)
    clock[0] += 10 * DEAR
    for number in range(6):
        await queue.ask(f"cheap {number}", CHEAP)
    queue.tasks["dear 1"].cancel()
    await settle()
    assert queue.order == ["dear 1", "dear 2", "dear 3"]
    await queue.end()


async def test_many_of_one_saver_come_after_the_one_of_another(queue):
    for name in "abc":
        await queue.ask(f"mine {name}", DEAR, "me")
    await queue.ask("yours", DEAR, "you")
    await queue.end()
    assert queue.order == ["first", "mine a", "yours", "mine b", "mine c"]


async def test_those_whose_saver_is_unknown_are_not_taken_for_one_savers(queue):
    for name in "abc":
        await queue.ask(name, DEAR)
    await queue.ask("mine", DEAR + 1, "me")
    await queue.end()
    assert queue.order == ["first", "a", "b", "c", "mine"]


async def test_saver_of_many_waits_a_minute_at_most_for_what_comes_later():
    assert due(1000.0, 0.0, DEAR) == 1015.0
    assert due(1000.0, 1045.0, DEAR) == due(1000.0, 1600.0, DEAR) == 1060.0


async def test_one_that_is_due_last_is_evicted_for_another(queue, monkeypatch):
    monkeypatch.setattr(preview_turns, "MOST", 3)
    for name in ("dear 1", "dear 2", "cheap"):
        await queue.ask(name, CHEAP if name == "cheap" else DEAR + float(name[-1]))
    told = await queue.end()
    assert queue.order == ["first", "cheap", "dear 1"]
    assert isinstance(told["dear 2"], Unavailable)
    assert told["dear 2"].headers == {"Retry-After": "30"}


async def test_one_that_is_due_last_itself_evicts_nobody(queue, monkeypatch):
    monkeypatch.setattr(preview_turns, "MOST", 2)
    await queue.ask("dear 1", DEAR)
    await queue.ask("dear 2", DEAR)
    told = await queue.end()
    assert queue.order == ["first", "dear 1"]
    assert isinstance(told["dear 2"], Unavailable)


async def test_one_that_is_given_up_leaves_its_place_to_the_next(queue):
    await queue.ask("second", CHEAP)
    await queue.ask("third", CHEAP)
    for name in ("first", "second"):
        queue.tasks[name].cancel()
    await settle()
    assert queue.order == ["first", "third"]
    assert isinstance((await queue.end())["first"], asyncio.CancelledError)


@pytest.mark.parametrize(("waiting", "seconds"), [(0, 15.0), (1, 7.5), (4, 3.0), (40, 1.0)])
async def test_the_more_wait_the_less_time_each_has(queue, waiting, seconds):
    for number in range(waiting):
        await queue.ask(number, CHEAP)
    assert queue.turns.seconds == seconds
    await queue.end()


async def test_training_that_has_begun_is_cut_for_those_who_come(clock, monkeypatch):
    time = property(lambda turns: 0.01 if turns._waiting else 2 * LIMIT)
    monkeypatch.setattr(PreviewQueue, "seconds", time)
    queue = Queue(clock)

    async def train():
        async with queue.turns.turn(None, DEAR) as turn, queue.turns.training(turn):
            await asyncio.Event().wait()

    queue.tasks["long"] = asyncio.create_task(train())
    await settle()
    await queue.ask("short", CHEAP)
    assert (await queue.end())["long"] is None
