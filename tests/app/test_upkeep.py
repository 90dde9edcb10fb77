"""What is purged is old and refers to nothing; the rest stays."""

import asyncio
from time import time

import pytest

from app import cli
from app.documents.experiment import Experiment
from app.encoding.messages import encode_tensors
from app.store import purge
from app.store.database import Database
from app.store.dataset_store import Dataset, DatasetStore
from app.store.experiment_store import ExperimentStore
from app.store.purge import Purge, Purged
from app.store.run_store import RunStore, StoredRun
from app.store.schema import metadata

pytestmark = pytest.mark.anyio

NOW = time()
OLD, LIMIT, YOUNG = NOW - 1000, NOW - 500, NOW - 10
TABLE, OTHER = "T" * 14, "U" * 14


@pytest.fixture(name="database")
async def emptied(database):
    """Have a database with nothing in it: one of PostgreSQL's serves all tests."""
    async with database.writing() as connection:
        for table in metadata.tables.values():
            await connection.execute(table.delete())
    return database


def using(table):
    """Return a document of a table."""
    data = {"source": "upload", "dataset_id": table, "columns": ["a"], "target": "b"}
    return Experiment.model_validate({"data": data}).model_dump(mode="json")


async def keep_table(database, name=TABLE, created=OLD):
    await DatasetStore(database).save(Dataset(name, "t.csv", {}, 9, created), "[]")


async def keep_run(database, name="1" * 14, saved=OLD, document=None):
    experiment = Experiment.model_validate(document or {}).model_dump_json()
    checkpoint = encode_tensors({"experiment": experiment}, {})
    await RunStore(database, 10**9).save([StoredRun(name, b"", True, 1, checkpoint, saved)])


async def test_old_run_goes_and_young_one_stays(database):
    await keep_run(database, "1" * 14, OLD)
    await keep_run(database, "2" * 14, YOUNG)
    assert (await Purge(database).purge(LIMIT)).runs == 1
    assert await RunStore(database, 10**9).get("1" * 14) is None
    assert await RunStore(database, 10**9).get("2" * 14) is not None


async def test_old_table_that_nothing_names_goes(database):
    await keep_table(database)
    assert (await Purge(database).purge(LIMIT)).datasets == 1
    assert await DatasetStore(database).get(TABLE) is None


async def test_young_table_stays(database):
    await keep_table(database, created=YOUNG)
    assert (await Purge(database).purge(LIMIT)).datasets == 0


async def test_table_of_an_experiment_stays(database):
    await keep_table(database)
    await ExperimentStore(database).save(using(TABLE), listed=False)
    assert (await Purge(database).purge(LIMIT)).datasets == 0


@pytest.mark.parametrize(("saved", "gone"), [(OLD, 1), (YOUNG, 0)], ids=["old", "young"])
async def test_table_of_a_run_stays_as_long_as_the_run(database, saved, gone):
    await keep_table(database)
    await keep_run(database, saved=saved, document=using(TABLE))
    assert (await Purge(database).purge(LIMIT)).datasets == gone


async def test_other_tables_experiment_keeps_no_table(database):
    await keep_table(database)
    await ExperimentStore(database).save(using(OTHER), listed=False)
    assert (await Purge(database).purge(LIMIT)).datasets == 1


@pytest.mark.parametrize("saver", ["experiment", "run"])
async def test_table_that_is_named_meanwhile_stays(database, monkeypatch, saver):
    await keep_table(database)
    look = purge._left_over

    async def slow_look(*about):
        found = await look(*about)
        if saver == "run":
            await keep_run(database, saved=time(), document=using(TABLE))
        else:
            await ExperimentStore(database).save(using(TABLE), listed=False)
        return found

    monkeypatch.setattr(purge, "_left_over", slow_look)
    assert (await Purge(database).purge(LIMIT)).datasets == 0


async def test_look_counts_and_leaves_everything(database):
    await keep_table(database)
    await keep_run(database)
    assert await Purge(database).look(LIMIT) == Purged(1, 1)
    assert await Purge(database).purge(LIMIT) == Purged(1, 1)
    assert await Purge(database).look(LIMIT) == Purged(0, 0)


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """Have a database with a run and a table that are nine days old."""
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", url)

    async def fill():
        database = Database(url)
        await database.start()
        await keep_run(database, saved=NOW - 9 * 86400)
        await keep_table(database, created=NOW - 9 * 86400)
        await database.stop()

    asyncio.run(fill())


def said(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        cli.main(["purge", *arguments])
    told = capsys.readouterr()
    return end.value.code, told.out + told.err


@pytest.mark.usefixtures("filled")
def test_command_removes_what_is_older_than_a_week(capsys):
    assert said(capsys, "--older-than", "10") == (0, "removed 0 runs and 0 data sets\n")
    assert said(capsys, "--dry-run") == (0, "would remove 1 run and 1 data set\n")
    assert said(capsys) == (0, "removed 1 run and 1 data set\n")
    assert said(capsys) == (0, "removed 0 runs and 0 data sets\n")


@pytest.mark.parametrize("days", ["-1", "x", "nan", "inf"])
def test_senseless_days_are_named(capsys, days):
    code, words = said(capsys, f"--older-than={days}")
    assert code == 2
    assert f"days must be a number from 0 on; got '{days}'" in words


def test_missing_database_is_named_and_not_made(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/none.db")
    code, words = said(capsys)
    assert code == 1
    assert words.startswith("playground: there is no database at ")
    assert not (tmp_path / "none.db").exists()


def test_empty_database_is_refused(capsys, tmp_path, monkeypatch):
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    code, words = said(capsys)
    assert code == 1
    assert "the database's tables are of another version (None)" in words
