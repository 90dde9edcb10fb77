"""The store's cap: over it nothing is saved, the rest goes on, and what is removed makes room."""

import asyncio

import pytest

from app import cli
from app.store.content_ids import content_id
from app.store.database import MIB, Database
from app.store.dataset_store import Dataset, DatasetStore
from tests.app.client import commanded, created, serving

CAP = 16  # the least that may be set
LARGE = {"experiment": {"description": "now " * 900, "title": "x"}}  # needs pages of its own
ROW = "0.123456789012345,0.123456789012345,0.123456789012345\n"


@pytest.fixture
def url(tmp_path, monkeypatch):
    url = f"sqlite+aiosqlite:///{tmp_path}/capped.db"
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", url)
    return url


def hoard(url, megabytes):
    """Fill a store that has no cap yet with tables of long ago; return their ids."""
    names = [content_id({"number": number}) for number in range(megabytes)]

    async def fill():
        database = Database(url)
        await database.start()
        for name in names:
            told = Dataset(name, "t", {}, MIB, created=0.0)
            await DatasetStore(database).save(told, "x" * MIB)
        await database.stop()

    asyncio.run(fill())
    return names


def upload(client, number):
    """Upload a table of half a megabyte."""
    content = f"a,b,c\n{number},1,1\n" + ROW * 9000
    return client.post("/api/datasets", content=content, headers={"Content-Type": "text/csv"})


def test_tables_are_taken_up_to_the_cap_and_then_refused_with_what_to_do(url):
    hoard(url, CAP - 2)
    with serving(database_url=url, store_megabytes=CAP) as client:
        answers = [upload(client, number) for number in range(6)]
    assert {answer.status_code for answer in answers} == {201, 507}
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "store_full"
    for remedy in ("playground purge", "PLAYGROUND_STORE_MEGABYTES"):
        assert remedy in refused.json()["detail"]


def test_file_never_grows_beyond_the_cap(url, tmp_path):
    hoard(url, CAP - 2)
    with serving(database_url=url, store_megabytes=CAP) as client:
        numbers = iter(range(6))
        while upload(client, next(numbers)).status_code == 201:
            pass
    size = (tmp_path / "capped.db").stat().st_size
    assert (CAP - 1) * MIB < size <= CAP * MIB


def test_full_store_is_read_and_runs_go_on(url):
    name, *_ = hoard(url, CAP + 1)
    with serving(database_url=url, store_megabytes=CAP) as client:
        assert client.post("/api/experiments", json=LARGE).status_code == 507
        assert client.get(f"/api/datasets/{name}").status_code == 200
        assert client.get("/api/experiments").status_code == 200
        run = created(client)
        assert commanded(client, run, type="step", unit="epoch").json()["epoch"] == 1


def test_purge_makes_room_in_a_file_that_is_larger_than_the_cap(url):
    hoard(url, CAP + 1)
    with serving(database_url=url, store_megabytes=CAP) as client:
        assert client.post("/api/experiments", json=LARGE).status_code == 507
        with pytest.raises(SystemExit) as end:
            cli.main(["purge"])
        assert end.value.code == 0
        assert client.post("/api/experiments", json=LARGE).status_code == 201
        assert upload(client, 1).status_code == 201


def test_larger_cap_makes_room(url):
    hoard(url, CAP + 1)
    with serving(database_url=url, store_megabytes=CAP + 4) as client:
        assert client.post("/api/experiments", json=LARGE).status_code == 201
