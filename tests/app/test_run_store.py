"""Runs are kept whole, in SQLite and in PostgreSQL alike."""

import pytest

from app.store.runs import KeptRun, RunStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(database):
    return RunStore(database)


def kept(name, saved=1000.0, checkpoint=b"\x00\xff checkpoint"):
    return KeptRun(name, b"\x01" * 32, True, 3 << 50, checkpoint, saved)


async def test_run_comes_back_as_it_was_saved(store):
    await store.save([kept("run-1"), kept("run-2")])
    assert await store.get("run-1") == kept("run-1")
    assert await store.get("nothing") is None


async def test_later_save_replaces_the_one_before(store):
    await store.save([kept("again")])
    await store.save([kept("again", checkpoint=b"newer"), kept("more")])
    assert (await store.get("again")).checkpoint == b"newer"


async def test_struck_out_run_is_gone_and_others_stay(store):
    await store.save([kept("gone"), kept("stays")])
    await store.delete("gone")
    assert await store.get("gone") is None
    assert await store.get("stays")


async def test_purge_strikes_out_what_was_saved_before_a_time(store):
    await store.save([kept("old", saved=5.0), kept("young", saved=7.0)])
    assert await store.purge(6.0) == 1
    assert await store.get("old") is None
    assert await store.get("young")
