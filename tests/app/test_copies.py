"""Backups are whole though a server writes meanwhile, and come back as they were."""

import contextlib
import itertools
import json
import os
import sqlite3
import threading
import urllib.request

import pytest
from fastapi.testclient import TestClient

from app import cli
from app.main import create_app
from app.settings import Settings
from tests.app.fake_runner import FakeRunner
from tests.app.test_cli import served
from tests.patience import LIMIT


@pytest.fixture
def database(tmp_path, monkeypatch):
    """Have a database of this test's own."""
    file = tmp_path / "kept.db"
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    return file


def run(*arguments):
    """Do a command; return its exit code."""
    with pytest.raises(SystemExit) as end:
        cli.main([*map(str, arguments)])
    return end.value.code


def refusal(capsys, *arguments):
    """Return in which line a command was refused."""
    assert run(*arguments) == 1
    words = capsys.readouterr().err
    assert words.startswith("playground: ")
    assert words.count("\n") == 1
    return words


def saved(address, seed):
    """Save an experiment; return its id."""
    body = json.dumps({"experiment": {"training": {"seed": seed}}, "listed": True}).encode()
    request = urllib.request.Request(
        f"http://{address}/api/experiments", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=LIMIT) as answer:
        return json.load(answer)["id"]


def looked_at(address, name):
    url = f"http://{address}/api/experiments/{name}"
    with urllib.request.urlopen(url, timeout=LIMIT) as answer:
        return json.load(answer)


def ids(file):
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name for (name,) in connection.execute("SELECT id FROM experiments")}


@contextlib.contextmanager
def writing(address):
    """Save one experiment after the other meanwhile; yield the ids that were acknowledged."""
    acknowledged, over, some = [], threading.Event(), threading.Event()

    def write():
        for seed in itertools.takewhile(lambda _: not over.is_set(), itertools.count(1)):
            acknowledged.append(saved(address, seed))
            if seed > 5:
                some.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert some.wait(LIMIT)
    yield acknowledged
    over.set()
    thread.join(LIMIT)


@pytest.fixture
def kept(database):
    """Return the id of the one experiment of a database that nobody uses."""
    with TestClient(create_app(Settings(), FakeRunner()), "http://127.0.0.1") as client:
        return client.post("/api/experiments", json={"experiment": {}}).json()["id"]


def test_backups_while_a_server_writes_are_whole_and_miss_nothing_acknowledged(database, tmp_path):
    with served() as (_, address), writing(address) as acknowledged:
        begun = after = len(acknowledged)
        for number in range(100):
            if number >= 5 and after > begun:
                break
            before = set(acknowledged)
            assert run("backup", tmp_path / f"{number}.db") == 0
            after = len(acknowledged)
            found = ids(tmp_path / f"{number}.db")
            assert before <= found
            assert len(found) <= after + 1  # the one that is being acknowledged
    assert after > begun  # it wrote meanwhile


def test_restored_copy_serves_the_same_experiments(kept, database, tmp_path):
    assert run("backup", tmp_path / "copy.db") == 0
    with served() as (_, address):
        before, later = looked_at(address, kept), saved(address, 2)
    assert run("restore", tmp_path / "copy.db") == 0
    with served() as (_, address):
        assert looked_at(address, kept) == before
        with pytest.raises(urllib.request.HTTPError, match="404") as missing:
            looked_at(address, later)
        missing.value.close()


def test_old_database_stays_beside(kept, database, tmp_path):
    run("backup", tmp_path / "copy.db")
    with served() as (_, address):
        later = saved(address, 2)
    run("restore", tmp_path / "copy.db")
    (old,) = tmp_path.glob("kept.db.*.old")
    assert ids(old) == {kept, later}
    assert ids(database) == {kept}


def test_backup_comes_to_where_no_database_is(kept, database, tmp_path, monkeypatch):
    run("backup", tmp_path / "copy.db")
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/new/kept.db")
    assert run("restore", tmp_path / "copy.db") == 0
    assert ids(tmp_path / "new/kept.db") == {kept}


def test_restore_replaces_a_damaged_database(kept, database, tmp_path):
    run("backup", tmp_path / "copy.db")
    database.write_bytes(b"\xff" * 10_000)
    (tmp_path / "kept.db-wal").write_bytes(b"left by a crash")
    assert run("restore", tmp_path / "copy.db") == 0
    assert ids(database) == {kept}
    assert len(list(tmp_path.glob("kept.db.*.old-wal"))) == 1


def test_database_of_a_running_server_is_not_replaced(kept, database, tmp_path, capsys):
    run("backup", tmp_path / "copy.db")
    with served() as (_, address):
        later = saved(address, 2)
        assert "is in use: stop the server first" in refusal(
            capsys, "restore", tmp_path / "copy.db"
        )
        assert looked_at(address, later)["id"] == saved(address, 2)


def test_file_that_is_no_database_is_refused(kept, database, tmp_path, capsys):
    (tmp_path / "letter").write_text("Dear all, " * 100)
    assert "is no database of SQLite's" in refusal(capsys, "restore", tmp_path / "letter")
    assert ids(database) == {kept}


def test_database_of_another_program_is_refused(kept, tmp_path, capsys):
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE songs (name TEXT)")
    assert "is no database of the playground's" in refusal(capsys, "restore", tmp_path / "other.db")


def test_backup_of_a_newer_version_is_refused(kept, tmp_path, capsys):
    run("backup", tmp_path / "copy.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as copy, copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "was made by a newer version" in refusal(capsys, "restore", tmp_path / "copy.db")


def test_damaged_backup_is_refused(kept, database, tmp_path, capsys):
    run("backup", tmp_path / "copy.db")
    pages = bytearray((tmp_path / "copy.db").read_bytes())
    pages[-4096:] = b"\xff" * 4096  # an index that nothing reads at once
    (tmp_path / "copy.db").write_bytes(pages)
    assert "is damaged" in refusal(capsys, "restore", tmp_path / "copy.db")
    assert ids(database) == {kept}


def test_file_that_is_there_is_overwritten_by_force_alone(kept, tmp_path, capsys):
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    assert "or overwrite it by --force" in refusal(capsys, "backup", copy)
    assert copy.read_text() == "precious"
    assert run("backup", copy, "--force") == 0
    assert ids(copy) == {kept}


def test_failed_backup_leaves_nothing_behind(kept, database, tmp_path, capsys):
    database.write_bytes(database.read_bytes()[:5000])
    database.with_name("kept.db-wal").unlink(missing_ok=True)
    before = {*os.listdir(tmp_path)}
    refusal(capsys, "backup", tmp_path / "copy.db")
    assert {*os.listdir(tmp_path)} - {"kept.db-wal", "kept.db-shm"} <= before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["backup", "missing/copy.db"], "there is no folder missing: make it first"),
        (["restore", "missing.db"], "there is no file missing.db"),
    ],
)
def test_wrong_place_is_named(kept, capsys, arguments, words):
    assert words in refusal(capsys, *arguments)


def test_database_itself_is_no_backup(kept, database, capsys):
    assert "is the database itself" in refusal(capsys, "restore", database)
    assert "is the database itself" in refusal(capsys, "backup", database, "--force")


def test_database_that_is_missing_is_named(database, tmp_path, capsys):
    assert "there is no database at" in refusal(capsys, "backup", tmp_path / "copy.db")


def test_postgres_is_sent_to_its_own_tools(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", "postgresql+asyncpg://u:hunter2@h/x")
    assert "pg_dump" in (words := refusal(capsys, "backup", tmp_path / "copy.db"))
    assert "pg_restore" in refusal(capsys, "restore", tmp_path / "copy.db")
    assert "hunter2" not in words


def test_restored_database_is_as_readable_as_the_old_one(kept, database, tmp_path):
    run("backup", tmp_path / "copy.db")
    database.chmod(0o640)
    run("restore", tmp_path / "copy.db")
    assert database.stat().st_mode & 0o777 == 0o640
