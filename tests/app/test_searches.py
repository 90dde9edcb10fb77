"""Searches of the gallery take turns, so that however dear they are others may read meanwhile."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from app.store import experiment_store
from app.store.experiment_store import ExperimentStore
from app.store.store_errors import StoreBusy
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio


class Readers:
    """A database whose readers never end, and how many there are."""

    def __init__(self):
        self.now, self.came = 0, asyncio.Event()

    @asynccontextmanager
    async def reading(self):
        self.now += 1
        self.came.set()
        await asyncio.Event().wait()
        yield


@pytest.fixture
def waiting(monkeypatch):
    monkeypatch.setattr(experiment_store, "WAIT_SECONDS", 0.05)


async def test_one_search_is_done_at_a_time_and_the_others_are_told(waiting):
    readers = Readers()
    store = ExperimentStore(readers)
    first = asyncio.create_task(store.page(limit=5, search="a"))
    await asyncio.wait_for(readers.came.wait(), LIMIT)
    for _ in range(3):
        with pytest.raises(StoreBusy, match="others search"):
            await asyncio.wait_for(store.page(limit=5, search="b"), LIMIT)
    assert readers.now == 1
    first.cancel()


async def test_a_page_without_a_search_waits_for_none(waiting):
    readers = Readers()
    store = ExperimentStore(readers)
    tasks = [asyncio.create_task(store.page(limit=5, search=word)) for word in ("a", "", " ")]
    async with asyncio.timeout(LIMIT):
        while readers.now < len(tasks):
            await asyncio.sleep(0)
    for task in tasks:
        task.cancel()


async def test_a_search_that_is_given_up_lets_the_next_one_begin(waiting):
    readers = Readers()
    store = ExperimentStore(readers)
    first = asyncio.create_task(store.page(limit=5, search="a"))
    await asyncio.wait_for(readers.came.wait(), LIMIT)
    first.cancel()
    await asyncio.wait([first], timeout=LIMIT)
    second = asyncio.create_task(store.page(limit=5, search="b"))
    async with asyncio.timeout(LIMIT):
        while readers.now < 2:
            await asyncio.sleep(0)
    second.cancel()
