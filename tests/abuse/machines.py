"""Attacks on what computes and what keeps: workers, the store, and what all of them share."""

import asyncio
import contextlib
import sqlite3
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.documents.commands import Experiment, parse_command
from app.runs.blocks import finish
from app.runs.training.training_session import TrainingSession
from app.store.database import Database
from app.store.dataset_store import Dataset, DatasetStore
from app.store.experiment_store import ExperimentStore
from app.store.store_errors import StoreBusy, StoreFull
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage
from tests.app.runners import QUICK, experiment, local
from tests.patience import LIMIT

WICKED = "tests.app.wicked_session:Wicked"


async def within(seconds: float, condition: Callable[[], Any]) -> bool:
    """Say whether something comes to hold in so much time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)
            return True
    return False


def with_a_wicked_run(title: str, judge: Callable[[Any, str], Coroutine[Any, Any, bool]]) -> bool:
    async def attack() -> bool:
        async with local(workers=1, session=WICKED, heartbeat=QUICK) as carried:
            run = await carried.runner.create(experiment(speed=10, title=title))
            await carried.runner.call(run, {"type": "start"})
            return await judge(carried.runner, run)

    return asyncio.run(attack())


def hanging_step(stage: Stage) -> bool:
    """Occupy a worker, and all runs on it, with a step that never ends."""

    async def still_hangs(runner: Any, _: str) -> bool:
        return not await within(stage.patience, lambda: runner.stats()["restarts"])

    return with_a_wicked_run("hang", still_hangs)


def deadly_run(_: Stage) -> bool:
    """Bring down one worker after the other."""

    async def kills_on(runner: Any, run: str) -> bool:
        def goes_on() -> bool:
            return runner.newest(run)["status"] != "failed"

        await within(LIMIT, lambda: not goes_on() or runner.stats()["restarts"] > 2)
        return goes_on()

    return with_a_wicked_run("crash", kills_on)


def goes_on(session: TrainingSession) -> bool:
    """Say whether a run still trains after thirty epochs."""
    finish(session.do(parse_command({"type": "start"})))
    for now in range(1000):
        session.advance(float(now), 0.01)
        if session.status != "running" or session.epoch > 30:
            return session.status == "running"
    raise AssertionError("the run does not train")


def endless_training(_: Stage) -> bool:
    return goes_on(TrainingSession(Experiment(view={"speed": "max"})))


def with_a_store(
    attack: Callable[[Database, Path], Coroutine[Any, Any, bool]], **options: Any
) -> bool:
    async def attacked(file: Path) -> bool:
        database = Database(f"sqlite+aiosqlite:///{file}", **options)
        await database.start()
        try:
            return await attack(database, file)
        finally:
            await database.stop()

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(attacked(Path(folder) / "kept.db"))


def held_lock(stage: Stage) -> bool:
    """Lock the database, so that all who save wait."""

    async def attack(database: Database, file: Path) -> bool:
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            saving = asyncio.ensure_future(ExperimentStore(database).save({}, listed=False))
            waits = not await within(stage.patience, saving.done)
            other.execute("ROLLBACK")
            with contextlib.suppress(StoreBusy):
                await saving
            return waits

    return with_a_store(attack)


def full_disk(_: Stage) -> bool:
    """Fill the disk, and have everybody try again and again for nothing."""

    async def attack(database: Database, _: Path) -> bool:
        async with database.writing() as connection:
            await connection.execute(text("PRAGMA max_page_count = 1"))
        try:
            await ExperimentStore(database).save({"title": "x" * 100_000}, listed=False)
        except StoreFull:
            return False
        except StoreBusy:
            return True
        raise AssertionError("there was room")

    return with_a_store(attack)


def hoarded_tables(_: Stage) -> bool:
    """Save one table after the other, each of them permitted, until the disk is full."""

    async def attack(database: Database, _: Path) -> bool:
        try:
            for number in range(30):
                table = Dataset(f"{number}", "mine", {}, 100_000)
                await DatasetStore(database).save(table, "1" * 100_000)
        except StoreFull:
            return False
        return True

    return with_a_store(attack, megabytes=1)


def uncapped(_: int) -> Callable[[Any, object], None]:
    """Stand for the cap of a store that has none."""
    return lambda *_: None


def reconnect_storm(stage: Stage) -> bool:
    """Come back to a run all at once, and have it made once for each."""
    run = stage.runs._runs[stage.run()["id"]]
    before = stage.runs.runner.stats()["runs"]

    async def storm() -> int:
        assert await stage.runs._suspend(run)
        await asyncio.gather(*(stage.runs.find(run.id) for _ in range(20)))
        return stage.runs.runner.stats()["runs"]

    return stage.do(storm()) > before


async def each_for_itself(service: Any, run_id: str) -> Any:
    """Stand for the return that all share."""
    return await service._bring_back(run_id)


MANY = 10**9
STOPPING, DATABASE = "app.runs.training.stopping", "app.store.database"
MACHINES = [
    Abuse(
        "step that hangs",
        "a step that hangs",
        hanging_step,
        {"app.runs.server.worker_process.Process.kill": lambda _: None},
    ),
    Abuse(
        "run that kills",
        "a step that hangs",
        deadly_run,
        {"app.runs.server.run_record.RunRecord.blame": lambda *_: False},
    ),
    Abuse(
        "endless epochs",
        "endless epochs",
        endless_training,
        without={f"{STOPPING}.MAX_EPOCHS": MANY},
        sooner={f"{STOPPING}.MAX_EPOCHS": 10},
    ),
    Abuse(
        "endless time",
        "endless epochs",
        endless_training,
        without={f"{STOPPING}.MAX_RUN_SECONDS": MANY},
        sooner={f"{STOPPING}.MAX_RUN_SECONDS": 0},
    ),
    Abuse(
        "held lock",
        "lock contention",
        held_lock,
        without={f"{DATABASE}.WAIT_SECONDS": 30.0},
        sooner={f"{DATABASE}.WAIT_SECONDS": 0.1},
    ),
    Abuse("full disk", "disk filling", full_disk, {f"{DATABASE}.FULL": ()}),
    Abuse("hoarded tables", "disk filling", hoarded_tables, {f"{DATABASE}._capped": uncapped}),
    Abuse(
        "reconnect storm",
        "reconnect storms",
        reconnect_storm,
        {"app.services.run_service.RunService._return": each_for_itself},
    ),
]
