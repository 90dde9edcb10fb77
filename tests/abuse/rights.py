"""Attacks on the rights to see and to do things."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count

from app.errors import TooMany
from app.limits.caps import CREATIONS, CROWD
from app.limits.rates import MOST_KEPT, RateLimiter
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage, hears, hello
from tests.patience import LIMIT


def guessed_id(stage: Stage) -> bool:
    """Look for other people's runs beside one's own."""
    stage.run()
    own = stage.run()["id"]
    beside = own[:-1] + chr(ord(own[-1]) - 1)
    return stage.http.get(f"/api/runs/{beside}").status_code == 200


def guessed_secret(stage: Stage) -> bool:
    return stage.command(stage.run(), "x" * 32, type="start") == 202


def secret_of_another(stage: Stage) -> bool:
    return stage.command(stage.run(), stage.run()["control_token"], type="start") == 202


def no_secret(stage: Stage) -> bool:
    return stage.http.delete(f"/api/runs/{stage.run()['id']}").status_code == 204


def stale_secret(stage: Stage) -> bool:
    """Steer with a secret that its owner has replaced."""
    run = stage.run()
    headers = {"Authorization": f"Bearer {run['control_token']}"}
    assert stage.http.post(f"/api/runs/{run['id']}/control", headers=headers).status_code == 200
    return stage.command(run, run["control_token"], type="start") == 202


def secret_in_the_store(stage: Stage) -> bool:
    """Read the database, as a thief of a backup would."""
    token = stage.run()["control_token"]
    stage.do(stage.runs.write_down())
    file = stage.config.app.state.services.settings.database_url.split("///")[1]
    with closing(sqlite3.connect(file, timeout=LIMIT)) as database:
        return any(token in secret for secret in _secrets(database))


def _secrets(database: sqlite3.Connection) -> Iterator[str]:
    for (secret,) in database.execute("SELECT secret FROM runs"):
        yield secret if isinstance(secret, str) else bytes(secret).decode("latin-1")


def more_than_ones_share(stage: Stage) -> bool:
    """Take more runs than a session may have; each of them is watched."""
    headers = {"Playground-Session": "greedy"}
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            viewer = stack.enter_context(
                stage.stream(stage.post("/api/runs", "{}", headers).json())
            )
            hello(viewer)
            hears(viewer, "snapshot")  # what is watched makes no room
        return stage.post("/api/runs", "{}", headers).status_code == 201


def questions_without_pause(stage: Stage) -> bool:
    """Ask again and again what costs the server more than it costs to ask."""
    headers = {"Playground-Session": "curious"}
    path = f"/api/runs/{stage.run()['id']}/boundary?resolution=100"
    answers = [stage.http.get(path, headers=headers) for _ in range(5)]
    return all(answer.status_code == 200 for answer in answers)


def without_pause(stage: Stage) -> bool:
    """Save one experiment after the other, to fill the disk."""
    headers = {"Playground-Session": "hasty"}
    made = [stage.post("/api/experiments", "{}", headers) for _ in range(CREATIONS + 5)]
    return all(answer.status_code < 300 for answer in made)


def nameless(_: Stage) -> bool:
    """Name no session, to be counted with nobody."""
    pace = RateLimiter("does it", 1, 0.001)
    try:
        for _ in range(CROWD + 1):
            pace.check(None)
    except TooMany:
        return False
    return True


def flood_of_names(_: Stage) -> bool:
    """Take another name each time, to have the server remember them all."""
    pace = RateLimiter("does it", 1, 0.001)
    for name in range(2 * MOST_KEPT):
        pace.check(f"{name}")
    return len(pace._buckets) > MOST_KEPT


async def no_room_needed(*_: object) -> None:
    """Stand where room is made."""


numbers = count(5)
ASKS, SLOW = "uvicorn.app.state.services.rates.asks", RateLimiter("asks", 3, 0.001)
SERVICE = "app.services.run_service"
RIGHTS = [
    Abuse(
        "guessed id",
        "id guessing",
        guessed_id,
        {f"{SERVICE}.new_id": lambda: f"{'1' * 13}{next(numbers)}"},
    ),
    Abuse(
        "guessed secret",
        "role breaches",
        guessed_secret,
        {f"{SERVICE}.matches": lambda *_: True},
    ),
    Abuse(
        "secret of another run",
        "role breaches",
        secret_of_another,
        {f"{SERVICE}.matches": lambda *_: True},
    ),
    Abuse(
        "no secret at all",
        "role breaches",
        no_secret,
        {f"{SERVICE}.RunService.authorise": lambda *_: None},
    ),
    Abuse(
        "stale secret",
        "stale control",
        stale_secret,
        {"app.services.run.Run.replace_secret": lambda *_: None},
    ),
    Abuse(
        "secret in the store",
        "secret leaks",
        secret_in_the_store,
        {f"{SERVICE}.digest": str.encode},
    ),
    Abuse("no name", "rate-limit abuse", nameless, {"app.limits.rates.CROWD": 1_000}),
    Abuse(
        "flood of names",
        "rate-limit abuse",
        flood_of_names,
        {"app.limits.rates.MOST_KEPT": 10**9},
    ),
    Abuse(
        "saves without pause",
        "disk filling",
        without_pause,
        {"app.limits.rates.RateLimiter.check": lambda *_: None},
    ),
    Abuse(
        "questions without pause",
        "rate-limit abuse",
        questions_without_pause,
        without={"app.limits.rates.RateLimiter.check": lambda *_: None},
        sooner={ASKS: SLOW},
    ),
    Abuse(
        "more runs than a session's",
        "rate-limit abuse",
        more_than_ones_share,
        {"app.services.run_admission.RunAdmission.make": no_room_needed},
    ),
]
