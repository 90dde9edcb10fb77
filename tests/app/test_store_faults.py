"""A store in trouble: what was acknowledged is there, the rest goes on, and it mends by itself."""

import contextlib
import json
import os
import sqlite3
import threading
import urllib.request
from contextlib import closing
from http.client import HTTPException

import pytest
from sqlalchemy import text

from app.store.database import WAIT_SECONDS, Database
from app.store.experiment_store import ExperimentStore
from app.store.store_errors import StoreFull
from tests.app.client import commanded, created, serving
from tests.app.test_cli import served
from tests.patience import LIMIT

LONGER = 2 * WAIT_SECONDS + 0.5  # than one write waits for a store, its turn included


@pytest.mark.anyio
async def test_full_disk_is_told_and_room_is_found_again(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/small.db")
    await database.start()
    store = ExperimentStore(database)

    async def limit(pages):
        async with database.writing() as connection:
            await connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    await limit(1)  # as many as there are
    with pytest.raises(StoreFull, match="until there is room"):
        await store.save({"title": "x" * 100_000}, listed=False)
    await limit(1_000_000)
    saved, new = await store.save({"title": "x" * 100_000}, listed=False)
    assert new
    assert await store.get(saved.id)
    await database.stop()


def test_locked_database_refuses_saves_while_runs_go_on(tmp_path):
    file = tmp_path / "locked.db"
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        run = created(client)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            refused = client.post("/api/experiments", json={"experiment": {"title": "now"}})
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert refused.json()["code"] == "unavailable"
            assert commanded(client, run, type="step", unit="epoch").json()["epoch"] == 1
            other.execute("ROLLBACK")
        saved = client.post("/api/experiments", json={"experiment": {"title": "now"}})
        assert saved.status_code == 201


@contextlib.contextmanager
def held_for(file, seconds):
    """Hold a store's lock for so long from now."""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(seconds, other.execute, ["ROLLBACK"])
        release.start()
        try:
            yield
        finally:
            release.join()


@pytest.mark.parametrize("held", ["at its end", "at the next one's start"])
def test_run_outlives_a_server_whose_store_is_locked(tmp_path, held):
    url = f"sqlite+aiosqlite:///{tmp_path}/runs.db"
    with contextlib.ExitStack() as until_stored:
        with serving(database_url=url) as first:
            run = created(first)
            if held == "at its end":
                until_stored.enter_context(held_for(tmp_path / "runs.db", LONGER))
            commanded(first, run, type="step", unit="epoch", count=2)
        if held != "at its end":
            until_stored.enter_context(held_for(tmp_path / "runs.db", LONGER))
        with serving(database_url=url) as second:
            assert second.get(f"/api/runs/{run['id']}").json()["epoch"] == 2


def fill(client, *, pages):
    """Let the served database have so many pages at most, as a full disk would."""

    async def limit():
        async with client.app.state.services.experiments._store._database.writing() as connection:
            await connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    client.portal.call(limit)


def test_full_disk_refuses_saves_while_runs_go_on_and_takes_them_when_there_is_room(tmp_path):
    large = {"experiment": {"description": "now " * 900, "title": "x"}}
    table = {"content": "a,b\n" + "1,2\n" * 5000, "headers": {"Content-Type": "text/csv"}}
    with serving(database_url=f"sqlite+aiosqlite:///{tmp_path}/full.db") as client:
        run = created(client)
        fill(client, pages=1)
        for refused in (client.post("/api/experiments", json=large),
                        client.post("/api/datasets", **table)):  # fmt: skip
            assert (refused.status_code, refused.json()["code"]) == (507, "store_full")
        assert commanded(client, run, type="step", unit="epoch").json()["epoch"] == 1
        fill(client, pages=10**6)
        assert client.post("/api/experiments", json=large).status_code == 201
        assert client.post("/api/datasets", **table).status_code == 201


def save(address, number):
    """Save an experiment; return its id if that was acknowledged."""
    body = json.dumps({"experiment": {"title": f"number {number}"}}).encode()
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"http://{address}/api/experiments", body, kind)
    try:
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.load(answer)["id"]
    except (OSError, HTTPException):  # the server was killed meanwhile, perhaps in mid-answer
        return None


def kill_under_load(kills):
    """Save without pause, and kill the server again and again; return what was acknowledged."""
    acknowledged = []
    for kill in range(kills):
        with served() as (process, address):
            numbers, enough = iter(range(10**6)), threading.Event()
            goal = len(acknowledged) + 40

            def work(address=address, numbers=numbers, enough=enough, kill=kill, goal=goal):
                while (name := save(address, f"{kill} {next(numbers)}")) is not None:
                    acknowledged.append(name)
                    if len(acknowledged) >= goal:
                        enough.set()

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            assert enough.wait(LIMIT)
            process.kill()
            for thread in threads:
                thread.join(LIMIT)
    return acknowledged


def missing(names):
    """Return those that are not in the database."""
    file = os.environ["PLAYGROUND_DATABASE_URL"].split("///")[1]
    with closing(sqlite3.connect(file)) as database:
        found = {row[0] for row in database.execute("SELECT id FROM experiments")}
    return set(names) - found


def test_nothing_acknowledged_is_lost_when_the_server_is_killed():
    acknowledged = kill_under_load(3)
    assert len(acknowledged) >= 120
    assert not missing(acknowledged)


@pytest.mark.long
def test_nothing_acknowledged_is_lost_in_a_hundred_kills():
    acknowledged = kill_under_load(100)
    assert len(acknowledged) >= 4000
    assert not missing(acknowledged)
