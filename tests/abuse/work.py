"""Attacks by the work that a request makes before it is refused, or makes for next to nothing."""

import json
from itertools import count

from app.documents.features import unseen
from app.limits.caps import CHECKS
from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage, hears, hello

FLOOD = 3 * CHECKS // 16  # documents of 16 new formulas: as much as is paid for in ten seconds
numbers = count(1)


def document() -> dict[str, list[str]]:
    return {"features": [f"x1*{next(numbers)}/9999" for _ in range(16)]}


def formulas_of_a_stranger(stage: Stage) -> bool:
    """Have formulas checked without the run's token."""
    new = document()
    path = f"/api/runs/{stage.run()['id']}/commands"
    stage.http.post(path, json={"type": "load", "experiment": new})
    return unseen(new["features"]) == 0


def flood_of_formulas(stage: Stage) -> bool:
    """Send new formulas all the time, each time with a fault so that nothing comes of it."""
    run = stage.run()
    path, token = f"/api/runs/{run['id']}/commands", run["control_token"]
    headers = {"Authorization": f"Bearer {token}", "Playground-Session": f"e{next(numbers)}"}
    wishes = [{"type": "set", "path": "features", "value": document()["features"]}] * FLOOD
    answers = [stage.http.post(path, json=wish, headers=headers) for wish in wishes]
    return 429 not in {answer.status_code for answer in answers}


def flood_of_formulas_over_a_stream(stage: Stage) -> bool:
    run = stage.run()
    with stage.stream(run) as viewer:
        hello(viewer, run["control_token"])
        codes = set()
        for _ in range(FLOOD):
            viewer.send(json.dumps({"type": "load", "experiment": document() | {"colour": 1}}))
            codes.add((hears(viewer, "error") or {}).get("code"))
    return codes == {"invalid"}


WORK = [
    Abuse(
        "formulas of a stranger",
        "role breaches",
        formulas_of_a_stranger,
        {"app.services.run_service.RunService.authorise": lambda *_: None},
    ),
    Abuse(
        "flood of formulas",
        "expression bombs and escapes",
        flood_of_formulas,
        {"app.http.request_body.cost_of": lambda _: 0},
    ),
    Abuse(
        "flood of formulas over a stream",
        "expression bombs and escapes",
        flood_of_formulas_over_a_stream,
        {"app.services.viewer.cost_of": lambda _: 0},
    ),
]
