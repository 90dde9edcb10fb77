"""Attacks on what a gallery shows: its previews, and what is listed in it."""

import asyncio
import os
from itertools import count
from typing import Any

from app.errors import Unavailable
from app.services import preview_turns
from app.services.preview_turns import PreviewQueue
from app.store.moderation import Moderation, Rules, Standing, set_listed
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage
from tests.patience import LIMIT

DEAR, USUAL = 15.0, 0.25  # seconds of training


async def order_of(previews: dict[str, float]) -> list[str]:
    """Ask for previews at once, each as another session; return the order of their making."""
    places, order = PreviewQueue(), list[str]()

    async def make(saver: str, seconds: float) -> None:
        async with places.turn(saver, seconds):
            order.append(saver)
            await asyncio.sleep(0)

    async with asyncio.timeout(LIMIT):
        made = (make(saver, seconds) for saver, seconds in previews.items())
        told = await asyncio.gather(*made, return_exceptions=True)
    assert all(one is None or isinstance(one, Unavailable) for one in told)
    return order


def dear(many: int) -> dict[str, float]:
    return {f"name {number}": DEAR for number in range(many)}


def dear_previews_first(_: Stage) -> bool:
    """Have dear previews made, under a new name each, before the one of somebody else."""
    order = asyncio.run(order_of(dear(39) | {"somebody": USUAL}))
    return order.index("somebody") > 2 * preview_turns.AT_ONCE


def all_places_for_previews(_: Stage) -> bool:
    """Take all places for previews, so that there is none for somebody else's."""
    return "somebody" not in asyncio.run(order_of(dear(preview_turns.MOST) | {"somebody": USUAL}))


titles = count()


def listed(stage: Stage, title: str, session: str = "somebody") -> int:
    """Ask for an experiment to be listed; return with what status that was answered."""
    body = {"experiment": {"title": title}, "listed": True}
    headers = {"Playground-Session": session}
    return stage.http.post("/api/experiments", json=body, headers=headers).status_code


def found(stage: Stage, title: str) -> list[str]:
    """Return the ids of what the gallery shows under a title."""
    items = stage.http.get("/api/experiments", params={"q": title}).json()["items"]
    return [item["id"] for item in items]


def moderation(stage: Stage) -> Moderation:
    ours: Moderation = stage.config.app.state.services.experiments._moderation
    return ours


def new_one(stage: Stage) -> tuple[str, str]:
    """Return the title and id of a new experiment in the gallery."""
    title = f"zebra{next(titles)}"
    assert listed(stage, title) == 201
    (name,) = found(stage, title)
    return title, name


def listed_again(stage: Stage) -> bool:
    """List again what the operator took out of the gallery."""
    title, name = new_one(stage)
    stage.do(moderation(stage).unlist(name))
    listed(stage, title)
    return bool(found(stage, title))


def saved_again(stage: Stage) -> bool:
    """Bring back what the operator has deleted."""
    title, name = new_one(stage)
    stage.do(moderation(stage).remove(name))
    listed(stage, title)
    return stage.http.get(f"/api/experiments/{name}").status_code == 200


def listed_unseen(stage: Stage) -> bool:
    """Put into the gallery what nobody has approved, where that is asked for."""
    title = f"zebra{next(titles)}"
    listed(stage, title)
    return bool(found(stage, title))


def reports(stage: Stage, name: str, *sessions: str) -> None:
    for session in sessions:
        path = f"/api/experiments/{name}/report"
        answer = stage.post(path, "{}", {"Playground-Session": session})
        assert answer.status_code == 204, answer.text


def voice_that_counts_thrice(stage: Stage) -> bool:
    """Hide somebody's experiment alone, without so much as another name."""
    title, name = new_one(stage)
    reports(stage, name, "me", "me", "me")
    return not found(stage, title)


def flood_of_reports(stage: Stage) -> bool:
    """Have the server keep a report under each of very many names."""
    _, name = new_one(stage)
    reports(stage, name, *(f"name {number}" for number in range(60)))
    kept = {one.id: one.count for one in stage.do(moderation(stage).reported(1000))}
    return kept[name] > 50


async def list_all(connection: Any, name: str, *_: Any) -> Standing:
    """Stand for a gallery that takes whatever it is given."""
    await set_listed(connection, name, True)
    return Standing(True, None)


STORE, RULES = "app.store.experiment_store", "uvicorn.app.state.services.experiments._store._rules"
TURNS = "app.services.preview_turns"
GALLERY = [
    Abuse(
        "dear previews first",
        "rate-limit abuse",
        dear_previews_first,
        {f"{TURNS}.PreviewQueue._next": lambda self: self._waiting[0]},
    ),
    Abuse(
        "all places for previews",
        "rate-limit abuse",
        all_places_for_previews,
        {f"{TURNS}.due": lambda *_: 0.0},
    ),
    Abuse("listed again", "role breaches", listed_again, {f"{STORE}.enlist": list_all}),
    Abuse("saved again", "role breaches", saved_again, {f"{STORE}.REMOVED": "nothing"}),
    Abuse(
        "listed unseen",
        "role breaches",
        listed_unseen,
        without={f"{STORE}.enlist": list_all},
        sooner={RULES: Rules(approval=True)},
    ),
    Abuse(
        "voice that counts thrice",
        "rate-limit abuse",
        voice_that_counts_thrice,
        {"app.services.experiment_service.reporter_of": lambda *_: os.urandom(16)},
    ),
    Abuse(
        "flood of reports",
        "disk filling",
        flood_of_reports,
        {"uvicorn.app.state.services.experiments._moderation._rules": Rules(most_reports=10**9)},
    ),
]
