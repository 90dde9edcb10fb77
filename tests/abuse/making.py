"""Attacks by making more than others have room for: forks, runs that go on, runs at rest."""

import contextlib
from itertools import count
from pathlib import Path

from app.limits.caps import MAX_KEPT_PER_SESSION
from app.store.database import Database
from app.store.experiment_store import ExperimentStore
from app.store.run_store import RunStore, StoredRun
from app.store.schema import runs
from app.store.store_errors import StoreFull
from tests.abuse.abuse import Abuse
from tests.abuse.machines import with_a_store
from tests.abuse.stage import Stage, hears, hello

FEW = 3  # forks at once
PLACES = 6
names = count()


def forks(stage: Stage) -> bool:
    """Fork one run again and again, in a new name each time."""
    run = stage.run()
    bearer = {"Authorization": f"Bearer {run['control_token']}"}
    made = [
        stage.post(
            f"/api/runs/{run['id']}/commands",
            '{"type": "fork"}',
            bearer | {"Playground-Session": f"forger {next(names)}"},
        )
        for _ in range(FEW + 1)
    ]
    return all(answer.status_code == 202 for answer in made)


def forks_over_a_stream(stage: Stage) -> bool:
    """Do so over a stream, which has no session."""
    run = stage.run()
    with stage.stream(run) as viewer:
        hello(viewer, run["control_token"])
        hears(viewer, "snapshot")
        told = []
        for _ in range(FEW + 1):
            viewer.send('{"type": "fork"}')
            told.append(hears(viewer, "done", "error"))
    return all(answer["type"] == "done" for answer in told)


def hoarded_places(stage: Stage) -> bool:
    """Have all places taken by runs that train slowly for ever, and go."""
    made = []
    with contextlib.suppress(AssertionError):
        for _ in range(PLACES):
            run = stage.run({"view": {"speed": 0.01}})
            made.append(stage.command(run, run["control_token"], type="start"))
    newcomer = stage.post("/api/runs", "{}", {"Playground-Session": f"new {next(names)}"})
    return newcomer.status_code != 201


def endless_runs(stage: Stage) -> bool:
    """Have more runs go on without viewers than a session may."""
    headers = {"Playground-Session": f"tireless {next(names)}"}
    told = []
    for _ in range(MAX_KEPT_PER_SESSION + 1):
        run = stage.post("/api/runs", "{}", headers).json()
        told.append(stage.command(run, run["control_token"], type="keep", on=True))
    return all(status == 202 for status in told)


def hoarded_keeping(stage: Stage) -> bool:
    """Take all places for runs that go on without viewers, under many names."""
    told = []
    for _ in range(PLACES):
        run = stage.post("/api/runs", "{}", {"Playground-Session": f"keeper {next(names)}"}).json()
        told.append(stage.command(run, run["control_token"], type="keep", on=True))
    return told[-1] != 202


def crowded_store(_: Stage) -> bool:
    """Leave large runs behind, each under another name, until an older small one is pushed out."""

    async def attack(database: Database, _: Path) -> bool:
        store = RunStore(database, 400_000)
        await store.save([StoredRun("pupil", b"", False, 1, bytes(20_000), 0.0, "session pupil")])
        for number in range(1, 12):
            name = f"session {number}"
            await store.save([StoredRun(name, b"", False, 1, bytes(50_000), number, name)])
        return await store.get("pupil") is None

    return with_a_store(attack, megabytes=2)


def hoarded_store(_: Stage) -> bool:
    """Leave so many runs behind that nobody's experiment can be saved any more."""

    async def attack(database: Database, _: Path) -> bool:
        store = RunStore(database, 400_000)
        try:
            for number in range(24):
                await store.save([StoredRun(f"{number}", b"", False, 1, bytes(50_000), number)])
            await ExperimentStore(database).save({"title": "mine"}, listed=False)
        except StoreFull:
            return True
        return False

    return with_a_store(attack, megabytes=1)


async def nobody_gives_way(*_: object) -> None:
    """Stand for a part of the store that has no bounds."""


async def _granted(*_: object) -> None:
    """Stand for places that do not end."""


def _oldest_first(*_: object) -> tuple[object, ...]:
    """Stand for an order that does not ask how much an owner's runs take."""
    return (runs.c.saved,)


FREE = {"app.limits.rates.RateLimiter.check": lambda *_: None}
PACE = "uvicorn.app.state.services.rates.creations"
STILL = {f"{PACE}._burst": FEW, f"{PACE}._clock": lambda: 5.0, f"{PACE}._buckets": {}}
CAP = {"uvicorn.app.state.services.settings.max_runs": PLACES}
MAKING = [
    Abuse("forks", "rate-limit abuse", forks, FREE, STILL),
    Abuse("forks over a stream", "rate-limit abuse", forks_over_a_stream, FREE, STILL),
    Abuse(
        "hoarded places",
        "endless epochs",
        hoarded_places,
        without={"app.services.run_admission.RunAdmission._idle": lambda _: iter(())},
        sooner=CAP,
    ),
    Abuse(
        "runs that go on",
        "endless epochs",
        endless_runs,
        without={"app.services.run_admission.RunAdmission.keep": _granted},
        sooner={"uvicorn.app.state.services.settings.max_runs_per_session": 20},
    ),
    Abuse(
        "all places to go on",
        "endless epochs",
        hoarded_keeping,
        without={"app.services.run_admission.RunAdmission._losers": lambda *_: ()},
        sooner={"uvicorn.app.state.services.settings.max_runs": 4 * PLACES},
    ),
    Abuse(
        "small runs pushed out",
        "disk filling",
        crowded_store,
        {"app.store.run_store.order_of_eviction": _oldest_first},
    ),
    Abuse(
        "hoarded store",
        "disk filling",
        hoarded_store,
        {"app.store.run_store.RunStore._make_room": nobody_gives_way},
    ),
]
