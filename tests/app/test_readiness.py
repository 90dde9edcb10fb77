"""`/readyz` says all that keeps a server from its work, and is well again by itself."""

import contextlib
import sqlite3

import pytest
from fastapi.testclient import TestClient

from app.errors import Unavailable
from app.main import create_app
from app.services import readiness
from app.services.persistence import Facts, RunPersister
from app.services.readiness import Readiness
from app.settings import Settings
from app.store.store_errors import StoreBusy, StoreFull
from tests.app.fake_runner import FakeRunner, MemoryStore, service


@pytest.fixture
def runner():
    return FakeRunner()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "kept.db"


@pytest.fixture
def client(runner, file, monkeypatch):
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0.0)
    url = f"sqlite+aiosqlite:///{file}"
    app = create_app(Settings(database_url=url, max_runs=2, max_sockets=60), runner)
    with TestClient(app, "http://127.0.0.1") as client:
        yield client


def faults(client):
    """Return what is wrong, by its place."""
    answer = client.get("/readyz")
    told = answer.json()
    assert answer.status_code == told["status"] == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["detail"] == "; ".join(fault["detail"] for fault in told["errors"])
    return {fault["path"]: fault["detail"] for fault in told["errors"]}


def is_ready(client):
    return client.get("/readyz").status_code == 200


def test_server_that_can_work_tells_its_figures(client):
    told = client.get("/readyz").json()
    assert told["status"] == "ready"
    assert (told["workers"], told["alive"], told["runs"], told["sockets"]) == (1, 1, 0, 0)


def test_workers_that_are_away_are_told(client, runner):
    runner.stats = lambda: {"workers": 2, "alive": 0}
    assert faults(client) == {"workers": "no worker process is alive"}


def test_database_that_another_holds_is_told_until_it_is_let_go(client, file):
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert faults(client) == {"database": "the store cannot be reached: try again in a moment"}
        other.execute("ROLLBACK")
        assert is_ready(client)


def test_all_that_is_wrong_is_told_at_once(client, runner):
    runner.stats = lambda: {"workers": 2, "alive": 0}
    client.app.state.services.runs.seats.taken = 60
    assert faults(client).keys() == {"workers", "room"}


def test_last_streams_are_kept_for_who_steers(client):
    client.app.state.services.runs.seats.taken = 57
    assert is_ready(client)
    client.app.state.services.runs.seats.taken = 58
    assert faults(client) == {"room": "all of 60 streams are taken"}


def test_runs_that_are_all_watched_leave_no_room(client):
    for _ in range(2):
        assert is_ready(client)
        run = client.post("/api/runs", json={}).json()
        client.app.state.services.runs._runs[run["id"]].viewers.add(object())
    assert faults(client) == {"room": "all of 2 runs are in use"}


def test_run_that_nobody_watches_makes_room(client):
    for _ in range(2):
        client.post("/api/runs", json={})
    assert is_ready(client)


@pytest.mark.anyio
async def test_full_disk_is_told_by_what_could_not_be_written():
    store = MemoryStore()
    persister = RunPersister(FakeRunner(), store)
    checked = Readiness(service(), persister, fine)
    store.trouble = StoreFull("the store is full")
    await persister.write([Facts("1" * 14, "run", b"", False, "")])
    with pytest.raises(Unavailable, match="the store is full"):
        await checked.check()
    store.trouble = None
    await persister.write([Facts("1" * 14, "run", b"", False, "")])
    await checked.check()


@pytest.mark.anyio
async def test_who_asks_often_does_not_try_the_database_each_time():
    tried = []

    async def locked():
        tried.append(1)
        raise StoreBusy("the store is busy")

    checked = Readiness(service(), RunPersister(FakeRunner(), MemoryStore()), locked)
    for _ in range(5):
        with pytest.raises(Unavailable, match="the store is busy"):
            await checked.check()
    assert len(tried) == 1


async def fine():
    """Try a database that is well."""
