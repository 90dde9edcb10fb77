"""Dependencies of routes: the members of `Services`, rate limits, ids; one alias each."""

from typing import Annotated

from fastapi import Depends, Header, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from app.documents.checks import Checks
from app.http.large_answers import AnswerRoom, answer_room
from app.limits.owner import named
from app.services.access import ID_PATTERN
from app.services.dataset_service import DatasetService
from app.services.experiment_service import ExperimentService
from app.services.lesson_service import LessonService
from app.services.previews import PreviewService
from app.services.readiness import Readiness
from app.services.run import Run
from app.services.run_service import RunService
from app.services.services import Services


def _of(connection: HTTPConnection) -> Services:  # of HTTP and websockets alike
    services: Services = connection.app.state.services
    return services


# Each takes the connection itself: FastAPI looks at a dependency anew for each route, and solves
# it for each request.  None is a plain function: a thread would call it, and be waited for.
async def _services(connection: HTTPConnection) -> Services:
    return _of(connection)


async def _runs(connection: HTTPConnection) -> RunService:
    return _of(connection).runs


async def _experiments(connection: HTTPConnection) -> ExperimentService:
    return _of(connection).experiments


async def _previews(connection: HTTPConnection) -> PreviewService:
    return _of(connection).previews


async def _datasets(connection: HTTPConnection) -> DatasetService:
    return _of(connection).datasets


async def _lessons(connection: HTTPConnection) -> LessonService:
    return _of(connection).lessons


async def _checks(connection: HTTPConnection) -> Checks:
    return _of(connection).checks


async def _readiness(connection: HTTPConnection) -> Readiness:
    return _of(connection).readiness


AllServices = Annotated[Services, Depends(_services)]
Runs = Annotated[RunService, Depends(_runs)]
Experiments = Annotated[ExperimentService, Depends(_experiments)]
Previews = Annotated[PreviewService, Depends(_previews)]
Datasets = Annotated[DatasetService, Depends(_datasets)]
Lessons = Annotated[LessonService, Depends(_lessons)]
Checking = Annotated[Checks, Depends(_checks)]
Ready = Annotated[Readiness, Depends(_readiness)]

LONGEST_PLACE = 100  # characters of a path that count its requests
_content_id = Path(pattern=ID_PATTERN)
ExperimentId = Annotated[str, _content_id]
DatasetId = Annotated[str, _content_id]
LessonId = Annotated[str, _content_id]
LessonName = Annotated[str, Path(max_length=60, description="a slug, or an id")]


async def _run(connection: HTTPConnection, run_id: Annotated[str, Path(max_length=100)]) -> Run:
    return await _of(connection).runs.find(run_id)


KnownRun = Annotated[Run, Depends(_run)]


Room = Annotated[AnswerRoom, Depends(answer_room)]
_bearer = HTTPBearer(auto_error=False, description="a `control_token` or `saver_key`")


async def _token(
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str | None:
    return sent.credentials if sent else None


Token = Annotated[str | None, Depends(_token)]


async def _steered(connection: HTTPConnection, run: KnownRun, token: Token) -> Run:
    _of(connection).runs.authorise(run, token)
    return run


SteeredRun = Annotated[Run, Depends(_steered)]  # the request brought its control token


ClientId = Annotated[
    str | None,
    Header(
        alias="Playground-Session",
        max_length=64,
        description="any text; caps and the numbers of commands count by it",
    ),
]


async def _making(connection: HTTPConnection, session: ClientId = None) -> None:
    _of(connection).rates.creations.check(named(session))


async def _steering(connection: HTTPConnection, session: ClientId = None) -> None:
    _of(connection).rates.commands.check(named(session))


async def _asking(connection: HTTPConnection, session: ClientId = None) -> None:
    # Images and requests of browsers themselves name no session: they count by what is asked, of
    # which run.  A class may ask all at once, whatever other requests flood the server.
    _of(connection).rates.asks.check(named(session), connection.scope["path"][:LONGEST_PLACE])


# Of rate-limited routes.  In threads, two simultaneous requests would get a bucket each.
MAKING, STEERING, ASKING = Depends(_making), Depends(_steering), Depends(_asking)
