"""Runs outlive their server and their suspension; a store in trouble stops none of them."""

import asyncio
from time import time
from types import SimpleNamespace

import pytest

from app.documents.commands import Experiment, Pause
from app.errors import NotFound, Unavailable
from app.services import run_admission
from app.services.run_service import RunService
from app.store.run_store import NOBODY, RunStore
from app.store.store_errors import StoreBusy, StoreFull
from tests.app.fake_runner import FakeRunner, MemoryStore, service

pytestmark = pytest.mark.anyio
DAY = 24 * 3600


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def clock(store):
    clock = SimpleNamespace(now=0)
    store.clock = lambda: clock.now
    return clock


async def made(runs: RunService):
    return (await runs.create(Experiment()))["id"]


async def test_run_is_found_by_the_next_server_with_its_secret(store):
    first, second = service(store=store), service(store=store)
    told = await first.create(Experiment())
    assert await first.write_down()
    run = await second.find(told["id"])
    assert second.controls(run, told["control_token"])
    assert not second.controls(run, "another")


async def test_many_who_ask_at_once_bring_one_run_back(store):
    first, second = service(store=store), service(store=store)
    name = await made(first)
    await first.write_down()

    async def come(turns):
        for _ in range(turns):
            await asyncio.sleep(0)
        return await second.find(name)

    runs = await asyncio.gather(*map(come, range(40)))
    assert len(set(map(id, runs))) == len(second.runner.runs) == 1


async def test_only_news_is_written(store):
    runs = service(store=store)
    name = await made(runs)
    await runs.write_down()
    store.kept.clear()
    await runs.write_down()
    assert not store.kept
    runs.runner.saved = b"newer"
    await runs.write_down()
    assert store.kept[name].checkpoint == b"newer"


async def test_run_that_is_here_is_not_taken_for_forgotten(store, clock):
    runs = service(store=store)
    name = await made(runs)
    for clock.now in range(0, 30 * DAY, DAY // 2):
        await runs.write_down()
        await runs.forget_old()
    assert name in store.kept


async def test_run_that_was_laid_down_is_kept_for_a_week(store, clock):
    runs, clock.now = service(store=store), 0
    name = await made(runs)
    await runs.write_down()
    clock.now = DAY - 1
    runs._runs[name].seen = -1e9
    await runs.forget_old()
    assert name not in runs._runs
    clock.now = 8 * DAY
    await runs.forget_old()
    assert name in store.kept
    clock.now += 1
    await runs.forget_old()
    assert name not in store.kept


async def test_steered_run_is_written_at_once_and_alone(store):
    runs = service(store=store)
    name, _ = await made(runs), await made(runs)
    await runs.command(await runs.find(name), Pause(type="pause", number=1))
    await runs._persister.write_steered()
    assert list(store.kept) == [name]


async def test_run_deleted_after_it_was_steered_is_not_written_again(store):
    runs = service(store=store)
    names = [await made(runs) for _ in range(2)]
    for name in names:
        await runs.command(await runs.find(name), Pause(type="pause", number=1))
    await runs.delete(await runs.find(names[0]))
    await runs._persister.write_steered()
    assert list(store.kept) == names[1:]


async def test_busy_store_stops_no_run_and_is_written_to_later(store):
    runs = service(store=store)
    name = await made(runs)
    store.trouble = StoreBusy("locked")
    assert not await runs.write_down()
    assert await runs.find(name)
    store.trouble = None
    assert await runs.write_down()
    assert name in store.kept


async def test_run_is_not_laid_down_while_the_store_cannot_take_it(store):
    runs = service(store=store, max_runs=1)
    name = await made(runs)
    runs._runs[name].seen = -1e9
    store.trouble = StoreBusy("locked")
    with pytest.raises(Unavailable):
        await made(runs)
    assert name in runs._runs


async def test_unknown_run_and_busy_store_are_told_apart(store):
    runs = service(store=store)
    with pytest.raises(NotFound):
        await runs.find("A" * 14)
    store.trouble = StoreBusy("locked")
    with pytest.raises(Unavailable, match="locked"):
        await runs.find("A" * 14)


async def test_deleted_run_does_not_come_back(store):
    runs = service(store=store)
    name = await made(runs)
    await runs.write_down()
    await runs.delete(await runs.find(name))
    with pytest.raises(NotFound):
        await runs.find(name)


class SlowStore(MemoryStore):
    """Has other things to do first, whenever it is to save."""

    async def save(self, kept, here=(), found=NOBODY):
        for _ in range(20):
            await asyncio.sleep(0)
        return await super().save(kept, here, found)


async def test_run_that_another_server_holds_ends_here_and_goes_on_there(database):
    store = RunStore(database, 10**9)
    store.clock = time
    frozen, next_one = service(store=store), service(store=store)
    name = await made(frozen)
    await frozen.write_down()
    run = await next_one.find(name)
    await next_one.write_down()
    frozen.runner.saved = b"of a server that stood still meanwhile"
    await frozen.write_down()
    assert frozen.runner.runs == []
    assert await next_one.find(name) is run
    assert (await store.get(name)).checkpoint == next_one.runner.saved


@pytest.mark.parametrize("turns", range(30))
async def test_run_deleted_while_it_is_written_down_does_not_come_back(turns):
    runs = service(store=SlowStore())
    name = await made(runs)
    writing = asyncio.ensure_future(runs.write_down())
    for _ in range(turns):
        await asyncio.sleep(0)
    await runs.delete(await runs.find(name))
    assert await writing
    with pytest.raises(NotFound):
        await runs.find(name)


async def test_viewer_who_comes_while_a_run_is_laid_down_keeps_it_here():
    runs = service(store=SlowStore())
    run = await runs.find(await made(runs))
    run.seen = -1e9
    sweeping = asyncio.ensure_future(runs.forget_old())
    await asyncio.sleep(0)
    run.viewers.add(object())
    await sweeping
    assert run.id in runs._runs


async def test_who_waits_too_long_while_room_is_made_for_others_is_told_to_come_again(monkeypatch):
    runs = service()
    monkeypatch.setattr(run_admission, "TURN_SECONDS", 0.01)
    async with runs.room._turn:
        with pytest.raises(Unavailable, match="store is slow") as refused:
            await made(runs)
    assert "Retry-After" in refused.value.headers
    assert await made(runs)


async def test_runs_of_a_session_that_are_made_at_once_are_no_more_than_its_cap():
    runs = service(store=SlowStore(), max_runs_per_session=3)
    await asyncio.gather(*(runs.create(Experiment(), session="a") for _ in range(3)))
    more = (runs.create(Experiment(), session="a") for _ in range(9))
    await asyncio.gather(*more, return_exceptions=True)
    assert len(runs.runner.runs) == 3


@pytest.mark.parametrize("trouble", [StoreBusy("locked"), StoreFull("full")])
async def test_run_that_cannot_be_forgotten_just_now_is_written_down_again(store, trouble):
    runs = service(store=store)
    name = await made(runs)
    store.trouble = trouble
    with pytest.raises(type(trouble)):
        await runs.delete(await runs.find(name))
    store.trouble = None
    assert await runs.write_down()
    assert name in store.kept


async def test_run_without_a_checkpoint_yet_is_written_when_there_is_one(store):
    runner = FakeRunner()
    runner.saved = None
    runs = service(runner, store)
    name = await made(runs)
    assert await runs.write_down()
    assert name not in store.kept


async def test_run_that_was_brought_back_stays_when_its_former_self_is_laid_down():
    runs = service()
    former = await runs.find(await made(runs))
    await runs._suspend(former)
    back = await runs.find(former.id)
    await runs._suspend(former)
    assert await runs.find(former.id) is back
