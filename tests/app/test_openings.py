"""How often experiments were opened: counted cheaply, with caps, and an order of the gallery."""

import re

import pytest
from sqlalchemy import inspect

from app.services.openings import MOST_EXPERIMENTS, MOST_OPENS, WRITE_SECONDS, Openings
from app.store.experiment_store import ExperimentStore
from app.store.schema import experiments
from app.store.store_errors import StoreBusy
from tests.app.client import serving

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(database):
    return ExperimentStore(database)


class Writes(list):
    """What was written, at a time that the test sets; a busy store takes nothing."""

    def __init__(self):
        super().__init__()
        self.now, self.is_busy = 0.0, False

    async def write(self, counts):
        if self.is_busy:
            raise StoreBusy("locked")
        self.append(counts)


@pytest.fixture
def writes():
    return Writes()


@pytest.fixture
def openings(writes):
    return Openings(writes.write, clock=lambda: writes.now)


async def test_many_openings_are_one_write(openings, writes):
    for name in ["a", "b", "a", "a"]:
        await openings.note(name)
    writes.now += WRITE_SECONDS
    await openings.note("b")
    assert writes == [{"a": 1}, {"b": 2, "a": 2}]


async def test_openings_that_a_busy_store_does_not_take_are_written_later(openings, writes):
    writes.is_busy = True
    await openings.note("a")
    writes.is_busy, writes.now = False, WRITE_SECONDS
    await openings.note("b")
    assert writes == [{"a": 1, "b": 1}]


async def test_neither_one_experiment_nor_many_are_counted_without_bound(openings, writes):
    await openings.note("first")
    for _ in range(MOST_OPENS + 5):
        await openings.note("a")
    for number in range(MOST_EXPERIMENTS + 5):
        await openings.note(str(number))
    writes.now += WRITE_SECONDS
    await openings.note("a")
    assert writes[1]["a"] == MOST_OPENS
    assert len(writes[1]) == MOST_EXPERIMENTS


async def test_most_opened_come_first_page_by_page(store):
    names = {}
    for number in range(5):
        saved, _ = await store.save({"title": f"opened {number}"}, listed=True)
        names[saved.id] = number
    await store.add_opens(dict(zip(names, [1, 3, 0, 2, 3], strict=True)))
    await store.add_opens({next(iter(names)): 5, "unknown": 1})
    seen, cursor = [], None
    while True:
        page = await store.page(limit=2, cursor=cursor, search="opened", order="opened")
        seen += [(saved.opens, saved.id) for saved in page.items]
        if (cursor := page.next) is None:
            break
    assert [names[name] for opens, name in seen if opens != 3] == [0, 3, 2]
    assert seen == sorted(seen, key=lambda one: (-one[0], one[1]))
    assert len(seen) == 5


async def test_migrated_database_has_the_columns_and_indexes_of_the_schema(database):
    async with database.reading() as connection:
        columns, indexes = await connection.run_sync(
            lambda one: (
                inspect(one).get_columns("experiments"),
                inspect(one).get_indexes("experiments"),
            )
        )
    assert {column["name"] for column in columns} == set(experiments.columns.keys())
    assert {index["name"] for index in indexes} == {index.name for index in experiments.indexes}


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def saved(client, title):
    body = {"experiment": {"title": title}, "listed": True}
    return client.post("/api/experiments", json=body).json()["id"]


def test_opened_experiment_moves_up_in_the_gallery_and_embeds_do_not_count(client):
    first, second = saved(client, "zebra first"), saved(client, "zebra second")
    client.get(f"/embed/{second}")
    client.get(f"/e/{first}")
    shown = {
        order: re.findall(r"<h3>(.*)</h3>", client.get(f"/gallery?q=zebra&order={order}").text)
        for order in ("newest", "opened")
    }
    assert shown == {
        "newest": ["zebra second", "zebra first"],
        "opened": ["zebra first", "zebra second"],
    }


def test_gallery_has_a_heading_for_each_kind_of_experiment(client):
    saved(client, "mine")
    text = client.get("/gallery").text
    assert re.findall(r"<h2[^>]*>(.*)</h2>", text) == [
        "Why it works",
        "Why it fails",
        "Saved by visitors",
    ]
    assert re.findall(r"<h2[^>]*>(.*)</h2>", client.get("/gallery?q=xor+fails").text) == [
        "Why it fails"
    ]


def test_unknown_order_is_refused(client):
    assert client.get("/api/experiments?order=oldest").status_code == 422
