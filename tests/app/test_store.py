"""What is saved stays saved, in SQLite and in PostgreSQL alike."""

import asyncio
import contextlib
import sqlite3

import pytest

from app.errors import TooMany
from app.store.content_ids import content_id
from app.store.database import READERS, Database
from app.store.dataset_store import Dataset, DatasetStore
from app.store.experiment_store import ExperimentStore
from app.store.network_store import Shares, TrainedNetwork
from app.store.schema import networks
from app.store.store_errors import NoNetwork, StoreBusy, StoreFull
from tests.app.old_stores import take_back_to

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(database):
    return ExperimentStore(database)


def titled(name):
    return {"title": name, "description": f"about {name}"}


async def test_same_document_has_the_same_id_whatever_its_order(store):
    first, new = await store.save({"title": "a", "n": 1}, listed=False)
    second, again = await store.save({"n": 1, "title": "a"}, listed=False)
    assert (new, again, first.id) == (True, False, second.id)
    assert first.id != content_id({"title": "a", "n": 2})


async def test_saved_document_is_found_by_its_id_alone(store):
    saved, _ = await store.save({"title": "Grün ✓", "n": [1, 2.5, None]}, listed=False)
    assert (await store.get(saved.id)).document == {"title": "Grün ✓", "n": [1, 2.5, None]}
    assert await store.get("nothing") is None


async def test_list_holds_what_was_listed_and_nothing_else(store):
    await store.save(titled("unlisted-1"), listed=False)
    await store.save(titled("listed-1"), listed=True)
    found = (await store.page(limit=100, search="listed-1")).items
    assert [saved.document["title"] for saved in found] == ["listed-1"]


async def test_listing_later_lists_what_is_there(store):
    await store.save(titled("later"), listed=False)
    saved, new = await store.save(titled("later"), listed=True)
    assert (saved.listed, new) == (True, False)
    assert len((await store.page(limit=10, search="later")).items) == 1


async def test_pages_go_through_the_whole_list_once_the_newest_first(store):
    for number in range(7):
        await store.save(titled(f"page {number}"), listed=True)
    seen, cursor = [], None
    while True:
        page = await store.page(limit=3, cursor=cursor, search="page")
        seen += [saved.document["title"] for saved in page.items]
        if (cursor := page.next) is None:
            break
    assert seen == [f"page {number}" for number in reversed(range(7))]


async def test_search_takes_percent_signs_and_cases_as_text(store):
    await store.save(titled("50% of Everything"), listed=True)
    assert len((await store.page(limit=10, search="50% EVERYTHING")).items) == 1
    assert (await store.page(limit=10, search="5_%")).items == []


@pytest.mark.parametrize("cursor", ["x", "eHg=", "é", "====", "bmFuIHg"])
async def test_bad_cursor_is_refused(store, cursor):
    with pytest.raises(ValueError, match=r"."):
        await store.page(limit=10, cursor=cursor)


async def test_experiment_that_many_save_at_once_is_new_once(store):
    saves = (store.save(titled("the class's"), listed=True) for _ in range(12))
    answers = await asyncio.gather(*saves)
    assert sum(new for _, new in answers) == 1
    assert {(saved.id, saved.listed) for saved, _ in answers} == {(answers[0][0].id, True)}


async def test_many_writers_at_once_all_get_their_turn(store):
    saves = (store.save(titled(f"crowd {number}"), listed=True) for number in range(40))
    await asyncio.gather(*saves)
    assert len((await store.page(limit=100, search="crowd")).items) == 40


async def test_picture_is_kept(store):
    await store.keep_preview("some", b"\x89PNG\x00", ships=True)
    await store.keep_preview("some", b"another", ships=True)
    assert await store.preview("some") == b"\x89PNG\x00"
    assert await store.preview("none") is None


async def test_network_is_stored_beside_its_document(store):
    network = TrainedNetwork(b"\x00weights", 420, "session 1")
    saved, new = await store.save(titled("trained"), listed=True, network=network)
    again, twice = await store.save(titled("trained"), listed=False, network=network)
    assert (new, twice, again.id) == (True, False, saved.id)
    assert await store.checkpoint(saved.id) == b"\x00weights"
    found = (await store.page(limit=9, search="about trained")).items
    assert [one.epochs for one in found] == [(await store.get(saved.id)).epochs] == [420]
    alone, _ = await store.save(titled("trained"), listed=False)
    assert (alone.id != saved.id, alone.epochs) == (True, None)
    with pytest.raises(NoNetwork, match="not on this server any more"):
        await store.checkpoint(alone.id)


async def test_networks_of_an_owner_and_of_all_take_their_shares_and_no_more(database):
    store = ExperimentStore(database, shares=Shares(everyone=70, owner=40))
    await _with_networks(database, {"session 1": 40, "session 2": 20})
    for owner, refusal in [("session 1", TooMany), ("session 2", None), ("session 3", StoreFull)]:
        with pytest.raises(refusal) if refusal else contextlib.nullcontext():
            network = TrainedNetwork(owner.encode(), 1, owner)
            await store.save(titled(owner), listed=False, network=network)


async def _with_networks(database, sizes):
    """Have a database hold networks of such sizes, and no others."""
    rows = [
        {"experiment": owner, "owner": owner, "size": size, "checkpoint": b""}
        for owner, size in sizes.items()
    ]
    async with database.writing() as connection:
        await connection.execute(networks.delete())
        await connection.execute(networks.insert(), rows)


async def test_table_is_kept_with_its_columns_apart(database):
    tables = DatasetStore(database)
    told = {"columns": [{"name": "größe"}], "rows": 1}
    _, new = await tables.save(Dataset("table1", "Bäume", told, 12), '[{"values": [1, 2.5]}]')
    kept = await tables.get("table1")
    assert (new, kept.name, kept.about, kept.size) == (True, "Bäume", told, 12)
    assert await tables.columns("table1") == '[{"values": [1, 2.5]}]'
    assert (await tables.get("none"), await tables.columns("none")) == (None, None)


async def test_table_that_many_save_at_once_is_new_once_and_stays_the_first(database):
    tables = DatasetStore(database)
    saves = (tables.save(Dataset("table2", f"n{n}", {}, n), f"[{n}]") for n in range(12))
    answers = await asyncio.gather(*saves)
    assert sum(new for _, new in answers) == 1
    assert len({kept.name for kept, _ in answers}) == 1


async def test_database_that_is_up_to_date_is_left_as_it_is(database, store):
    saved, _ = await store.save(titled("stays"), listed=True)
    again = Database(database.url)
    await again.start()
    assert (await ExperimentStore(again).get(saved.id)).document == titled("stays")
    await again.stop()


async def test_database_of_an_older_server_gets_what_is_new(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    await database.start()
    take_back_to("0002", tmp_path / "old.db")
    await database.start()
    assert await DatasetStore(database).get("none") is None
    await database.stop()


async def test_page_ends_early_where_its_documents_are_large(store, monkeypatch):
    for number in range(5):
        await store.save(titled(f"large {number}") | {"description": "x" * 1000}, listed=True)
    monkeypatch.setattr("app.store.experiment_store.PAGE_BYTES", 2500)
    told, cursor = [], None
    while not told or cursor:
        page = await store.page(limit=100, cursor=cursor, search="large")
        assert 1 <= len(page.items) <= 2
        told, cursor = told + [saved.document["title"] for saved in page.items], page.next
    assert sorted(told) == [f"large {number}" for number in range(5)]


async def test_document_larger_than_a_page_stands_on_one_of_its_own(store, monkeypatch):
    await store.save(titled("alone"), listed=True)
    monkeypatch.setattr("app.store.experiment_store.PAGE_BYTES", 1)
    assert len((await store.page(limit=9, search="alone")).items) == 1


async def test_database_whose_connections_are_all_taken_is_busy(tmp_path, monkeypatch):
    monkeypatch.setattr("app.store.database.WAIT_SECONDS", 0.1)
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/taken.db")
    await database.start()
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(READERS):
            await stack.enter_async_context(database.reading())
        with pytest.raises(StoreBusy, match="busy"):
            await stack.enter_async_context(database.reading())
    await database.stop()


async def test_locked_database_is_busy_and_then_works_again(tmp_path, monkeypatch):
    monkeypatch.setattr("app.store.database.WAIT_SECONDS", 0.2)
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/locked.db")
    await database.start()
    store, other = ExperimentStore(database), sqlite3.connect(tmp_path / "locked.db")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusy):
        await store.save(titled("a"), listed=False)
    other.rollback()
    other.close()
    assert (await store.save(titled("a"), listed=False))[1]
    await database.stop()
