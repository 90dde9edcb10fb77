"""The budget of unsent bytes: reservations, requests that wait, clients that are cut."""

import asyncio

import pytest

from app import main
from app.errors import Unavailable
from app.limits import unsent_budget
from app.limits.unsent_budget import Line, UnsentBudget
from app.server import heap
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio
A, B = ["run a", "session a"], ["run b", "session b"]


class Clock:
    now = 5.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def budget(clock):
    return UnsentBudget(400, clock)


async def soon(work):
    async with asyncio.timeout(LIMIT):
        return await work


async def turns():
    for _ in range(10):
        await asyncio.sleep(0)


async def test_all_hold_no_more_than_the_budget_together(budget):
    held = [budget.take(100, [f"{n}"]) for n in range(4)]
    assert all(held)
    assert budget.take(1, ["another"]) is None
    held[0].release()
    assert budget.take(1, ["another"])


@pytest.mark.parametrize("key", A)
async def test_one_run_and_one_session_hold_no_more_than_a_share(budget, key):
    assert budget.take(100, A)
    assert budget.take(1, [key]) is None
    assert budget.take(100, B)


async def test_what_is_alone_has_room_whatever_its_size(budget):
    assert budget.take(10_000, A)
    assert budget.take(1, B) is None


async def test_what_turns_out_smaller_leaves_the_rest_to_others(budget):
    hold = budget.take(400)
    hold.resize(300)
    assert budget.take(100, B)
    hold.release()
    hold.release()  # of nothing
    assert budget.held == 100


async def test_question_waits_until_there_is_room(budget):
    hold = budget.take(400)
    waiting = asyncio.ensure_future(budget.wait(100, A))
    await turns()
    assert not waiting.done()
    hold.release()
    assert (await soon(waiting)).size == 100


async def test_all_who_have_room_now_are_woken_by_one_who_leaves(budget):
    hold = budget.take(400)
    waiting = [asyncio.ensure_future(budget.wait(100, [f"{n}"])) for n in range(3)]
    await turns()
    hold.release()
    assert len(await soon(asyncio.gather(*waiting))) == 3


async def test_question_for_which_there_is_no_room_is_told_to_come_again(budget, monkeypatch):
    monkeypatch.setattr(unsent_budget, "PATIENCE_SECONDS", 0.0)
    budget.take(400)
    with pytest.raises(Unavailable, match="read slowly") as refused:
        await soon(budget.wait(1, A))
    assert refused.value.headers == {"Retry-After": "5"}


async def test_client_that_has_not_read_for_longest_is_cut_for_one_who_waits(budget, clock):
    cut = []
    for name in "ab":
        hold = budget.take(200, [name])
        hold.begin(Line(lambda name=name, hold=hold: (cut.append(name), hold.release())))
    clock.now += unsent_budget.SPARED_SECONDS
    assert await soon(budget.wait(50, ["c"]))
    assert cut == ["a"]


async def test_client_is_spared_for_a_while(budget, clock, monkeypatch):
    monkeypatch.setattr(unsent_budget, "PATIENCE_SECONDS", 0.0)
    cut = []
    budget.take(400).begin(Line(lambda: cut.append(1)))
    clock.now += unsent_budget.SPARED_SECONDS / 2
    with pytest.raises(Unavailable):
        await soon(budget.wait(50, ["c"]))
    assert not cut


@pytest.mark.parametrize(("unread", "is_cut"), [(200, True), (150, False)])
async def test_client_that_does_not_keep_the_pace_is_spared_for_a_glance_only(
    budget, clock, unread, is_cut
):
    cut, hold = [], budget.take(400)
    hold.begin(Line(lambda: (cut.append(1), hold.release()), lambda: 2 * unread))
    clock.now += unsent_budget.GLANCE_SECONDS
    await soon(budget.room(50, ["c"]))
    assert bool(cut) is is_cut


async def test_nobody_else_is_cut_where_only_ones_share_is_short(budget, clock):
    cut = []
    for name in ("other", "mine"):
        hold = budget.take(100, [name])
        hold.begin(Line(lambda name=name, hold=hold: (cut.append(name), hold.release())))
    clock.now += unsent_budget.SPARED_SECONDS
    assert await soon(budget.wait(50, ["mine"]))
    assert cut == ["mine"]


async def test_answer_in_the_making_is_not_cut(budget, clock, monkeypatch):
    monkeypatch.setattr(unsent_budget, "PATIENCE_SECONDS", 0.0)
    budget.take(400, ["a"])
    clock.now += 1000
    with pytest.raises(Unavailable):
        await soon(budget.wait(50, ["c"]))


async def test_peak_is_the_most_that_was_held_since_it_was_asked_for(budget):
    hold = budget.take(300)
    hold.resize(100)
    assert (budget.peak(), budget.peak()) == (300, 100)


async def test_who_leaves_while_waiting_is_waited_for_no_more(budget):
    hold = budget.take(400)
    waiting = asyncio.ensure_future(budget.wait(100, A))
    await turns()
    waiting.cancel()
    await turns()
    hold.release()
    assert not budget._waiting
    assert not budget.held


async def test_memory_is_given_back_after_large_answers_and_not_without(monkeypatch):
    given = asyncio.Event()
    monkeypatch.setattr(main, "LOOK_SECONDS", 0.0)
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(main.heap, "give_back", lambda: loop.call_soon_threadsafe(given.set))
    budget = UnsentBudget()
    giving = asyncio.ensure_future(main._give_back(budget))
    await turns()
    assert not given.is_set()
    budget.take(main.MUCH + 1).release()
    await soon(given.wait())
    giving.cancel()


def test_giving_back_does_no_harm():
    heap.give_back()
