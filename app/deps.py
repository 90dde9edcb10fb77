"""What routers may ask for: one Annotated alias each, made once in the lifespan."""

from typing import Annotated

from fastapi import Depends, Header, Path
from starlette.requests import HTTPConnection

from app.services.runs import Run, RunService


def _runs(connection: HTTPConnection) -> RunService:  # HTTPConnection: HTTP and websockets alike
    runs: RunService = connection.app.state.runs
    return runs


Runs = Annotated[RunService, Depends(_runs)]


def _run(runs: Runs, run_id: Annotated[str, Path(max_length=100)]) -> Run:
    return runs.find(run_id)


KnownRun = Annotated[Run, Depends(_run)]


def _token(authorization: Annotated[str | None, Header()] = None) -> str | None:
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


Token = Annotated[str | None, Depends(_token)]
