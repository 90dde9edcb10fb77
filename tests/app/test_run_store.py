"""Runs are kept whole, in SQLite and in PostgreSQL alike."""

from dataclasses import replace

import pytest

from app.store.run_store import RunStore, StoredRun
from app.store.schema import runs

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(database):
    """A store without runs: the tests share one PostgreSQL database."""
    async with database.writing() as connection:
        await connection.execute(runs.delete())
    return RunStore(database, 10**9)


def kept(name, saved=1000.0, checkpoint=b"\x00\xff checkpoint", owner="session a"):
    return StoredRun(name, b"\x01" * 32, True, 3 << 50, checkpoint, saved, owner)


async def test_run_comes_back_as_it_was_saved(store):
    await store.save([kept("run-1"), kept("run-2")])
    assert await store.get("run-1") == kept("run-1")
    assert await store.get("nothing") is None


async def test_later_save_replaces_the_one_before(store):
    await store.save([kept("again")])
    await store.save([kept("again", checkpoint=b"newer"), kept("more")])
    assert (await store.get("again")).checkpoint == b"newer"


async def test_save_by_a_server_is_refused_once_another_one_holds_the_run(store):
    one, other = (replace(kept("shared"), holder=holder) for holder in ("one", "other"))
    await store.save([one])
    assert await store.save([other]) == {"shared"}
    assert await store.save([other], found={"shared": "one"}) == set()
    assert await store.save([one, kept("new")]) == {"shared"}
    assert (await store.get("shared")).holder == "other"
    assert await store.get("new")


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


async def names(store, *some):
    return [name for name in some if await store.get(name)]


@pytest.fixture
def small(store, database):
    """A store in which there is room for three checkpoints of 100 bytes, and none are there."""
    return RunStore(database, 300)


async def test_oldest_runs_give_way_where_their_part_of_the_store_is_full(small):
    for at in (3.0, 1.0, 2.0):
        await small.save([kept(f"at {at}", at, bytes(100))])
    await small.save([kept("new", 4.0, bytes(150))])
    assert await names(small, "at 1.0", "at 2.0", "at 3.0", "new") == ["at 3.0", "new"]


async def test_run_that_a_server_has_here_gives_way_to_none(small):
    for at in (1.0, 2.0, 3.0):
        await small.save([kept(f"at {at}", at, bytes(100))])
    await small.save([kept("new", 4.0, bytes(100))], here=["at 1.0"])
    assert await names(small, "at 1.0", "at 2.0", "at 3.0", "new") == ["at 1.0", "at 3.0", "new"]


async def test_many_small_runs_give_way_to_a_large_one(small):
    await small.save([kept(f"{n}", 1.0, b"x") for n in range(250)])
    await small.save([kept("new", 4.0, bytes(280))])
    assert sum([bool(await small.get(f"{n}")) for n in range(250)]) == 20


async def test_owner_whose_runs_take_the_most_bytes_loses_the_oldest_first(small):
    await small.save([kept("pupil", 1.0, bytes(60), "session pupil")])
    for at in (2.0, 3.0):
        await small.save([kept(f"at {at}", at, bytes(80), "session hoarder")])
    await small.save([kept("new", 4.0, bytes(100), "session hoarder")])
    assert await names(small, "pupil", "at 2.0", "at 3.0", "new") == ["pupil", "at 3.0", "new"]


async def test_large_runs_of_many_owners_give_way_before_an_older_small_one(small):
    await small.save([kept("pupil", 1.0, bytes(60), "session pupil")])
    for at in (2.0, 3.0, 4.0, 5.0):
        await small.save([kept(f"at {at}", at, bytes(100), f"session {at}")])
    assert await names(small, "pupil", "at 2.0", "at 3.0", "at 4.0", "at 5.0") == [
        "pupil",
        "at 4.0",
        "at 5.0",
    ]


async def test_runs_whose_owner_is_not_known_each_count_alone(small):
    await small.save([kept("large", 2.0, bytes(150), "session a")])
    await small.save([kept(f"{n}", 1.0, bytes(70), "") for n in range(2)])
    await small.save([kept("new", 4.0, bytes(20), "session b")])
    assert await names(small, "large", "0", "1", "new") == ["0", "1", "new"]


async def test_owners_with_as_many_bytes_lose_as_much(database):
    async with database.writing() as connection:
        await connection.execute(runs.delete())
    store = RunStore(database, 1000)
    for at, (who, n) in enumerate((who, n) for who in "ab" for n in range(4)):
        await store.save([kept(f"{who}{n}", float(at), bytes(100), f"session {who}")])
    await store.save([kept("new", 9.0, bytes(600), "session c")])
    assert await names(store, *(f"{who}{at}" for who in "ab" for at in range(4))) == [
        *("a2", "a3"),
        *("b2", "b3"),
    ]
