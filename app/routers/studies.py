"""Studies over HTTP: create, look, list trials, open one; all else is done with them as runs."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response, status
from pydantic import ConfigDict

from app.deps import ASKING, MAKING, ClientId, KnownRun, Room, Runs
from app.documents.fields import Flag, Model
from app.documents.study import Study
from app.encoding.messages import to_json
from app.http.problems import documented
from app.http.replies import csv_reply, json_reply, made_reply
from app.http.request_body import SENT, JsonRoute
from app.limits.caps import MAX_TRIALS
from app.services.study_reader import StudyReader

router = APIRouter(prefix="/api/studies", tags=["studies"], route_class=JsonRoute)

BODY = documented(400, 408, 413, 415, 422)
PAGE = 100  # trials in an answer, unless more are asked for
TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv; charset=utf-8": {}}}}
EXAMPLE: Any = {"study": {"base": {}, "vary": {"kind": "seeds", "count": 32}}}


class NewStudy(Model):
    """What a study is made of."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})  # for /docs

    study: Study
    autostart: Flag = False


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=BODY | documented(404, 410, 429, 503),
    dependencies=[MAKING],
)
async def create_study(
    new: Annotated[NewStudy, SENT], runs: Runs, session: ClientId = None
) -> Response:
    """Place a study: a run, whose id and control token are good for all routes of runs."""
    made = await runs.create(new.study, session=session, autostart=new.autostart)
    place = f"/studies/{made['id']}"
    return await made_reply({**made, "url": place}, f"/api{place}")


async def _reader(run: KnownRun, runs: Runs, room: Room) -> StudyReader:
    return StudyReader(runs, run, room)


Reader = Annotated[StudyReader, Depends(_reader)]
Trial = Annotated[int, Path(ge=0, lt=MAX_TRIALS)]


@router.get("/{run_id}", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_study(reader: Reader) -> Response:
    """Return a study's status, document and figures."""
    return await json_reply(await reader.study())


@router.get(
    "/{run_id}/trials", responses=TABLE | documented(404, 422, 429, 503), dependencies=[ASKING]
)
async def read_trials(
    reader: Reader,
    first: Annotated[int, Query(ge=0, lt=MAX_TRIALS)] = 0,
    count: Annotated[int | None, Query(ge=1, le=MAX_TRIALS)] = None,
    kind: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> Response:
    """Return trials in rows: settings that differ, losses, status; as CSV all of them."""
    if kind == "json":
        return await json_reply(await reader.trials(first, count or PAGE))
    found = await reader.trials(first, count or MAX_TRIALS)
    return csv_reply(found["columns"], map(_cells, found["rows"]), "trials.csv")


@router.get(
    "/{run_id}/trials/{trial}", responses=documented(404, 422, 429, 503), dependencies=[ASKING]
)
async def read_trial(trial: Trial, reader: Reader) -> Response:
    """Return a trial: its losses and status, and the whole document of its experiment."""
    return await json_reply(await reader.trial(trial))


@router.get("/{run_id}/importance", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_importance(reader: Reader) -> Response:
    """Return how much each setting of a search decides by itself."""
    return await json_reply(await reader.importance())


@router.post(
    "/{run_id}/trials/{trial}/open",
    status_code=status.HTTP_201_CREATED,
    responses=documented(404, 409, 422, 429, 503),
    dependencies=[MAKING],
)
async def open_trial(trial: Trial, reader: Reader, session: ClientId = None) -> Response:
    """Place an ordinary run that stands where a trial stands, paused, the same to the bit."""
    made = await reader.open(trial, session)
    return await made_reply(made, f"/api/runs/{made['id']}")


def _cells(row: list[Any]) -> list[Any]:
    """Return a row whose lists are texts: a cell holds one value."""
    return [to_json(cell) if isinstance(cell, list | dict) else cell for cell in row]
