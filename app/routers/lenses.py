"""Over HTTP: what the lenses of a bent space, a landscape and logistic regression show of a run."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.deps import ASKING, KnownRun, Room, Runs
from app.documents.commands import LAYER
from app.documents.other_weights import LandscapeAsked, WhatIf
from app.http.problems import documented
from app.http.replies import json_reply
from app.http.request_body import SENT, JsonRoute
from app.services.lens_reader import LensReader

router = APIRouter(prefix="/api/runs", tags=["runs"], route_class=JsonRoute)

BODY = documented(400, 404, 408, 413, 415, 422, 429, 503)


async def _reader(run: KnownRun, runs: Runs, room: Room) -> LensReader:
    return LensReader(runs, run, room)


Reader = Annotated[LensReader, Depends(_reader)]


@router.get("/{run_id}/bent_space", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_bent_space(
    reader: Reader, layer: Annotated[str | None, Query(max_length=3, pattern=LAYER)] = None
) -> Response:
    """Return where a hidden layer places the plane's grid and the training points."""
    return await json_reply(await reader.bent_space(layer))


@router.post("/{run_id}/landscape", responses=BODY | documented(409), dependencies=[ASKING])
async def survey(asked: Annotated[LandscapeAsked, SENT], reader: Reader) -> Response:
    """Return the training loss over a plane of weights, and the path of the run in it.

    `beside` names another run, or an earlier generation of this one, whose path is in it too.
    """
    return await json_reply(await reader.landscape(asked))


@router.post("/{run_id}/what_if", responses=BODY, dependencies=[ASKING])
async def ask_what_if(asked: Annotated[WhatIf, SENT], reader: Reader) -> Response:
    """Return the losses of the network with other weights, and its outputs over the plane."""
    return await json_reply(await reader.what_if(**asked.model_dump()))


@router.get("/{run_id}/logistic", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_logistic(reader: Reader) -> Response:
    """Return logistic regression on the points of a run that learns by the perceptron's rule."""
    return await json_reply(await reader.logistic())
