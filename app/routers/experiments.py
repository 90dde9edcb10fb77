"""Experiments over HTTP: save, look up, list, see."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from pydantic import ConfigDict, Field, StrictStr

from app.deps import (
    ASKING,
    MAKING,
    ClientId,
    ExperimentId,
    Experiments,
    Previews,
    Room,
    Runs,
    Token,
)
from app.documents.experiment import Experiment
from app.documents.fields import Flag, Model
from app.errors import Unauthorised, Unprocessable
from app.http.problems import documented
from app.http.replies import json_reply, made_reply
from app.http.request_body import SENT, JsonRoute
from app.limits.caps import MAX_PAGE, MAX_REASON
from app.services.gallery import GalleryOrder
from app.services.trained_networks import trained_network

router = APIRouter(prefix="/api/experiments", tags=["experiments"], route_class=JsonRoute)

GALLERY_BYTES = 2 * 1024 * 1024  # of a page with its largest documents
KEPT = "public, max-age=86400"  # a preview belongs to its content: it never changes


class NewExperiment(Model):
    """What is to be kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"experiment": {}}]})  # for /docs

    experiment: Annotated[Experiment, Field(description="the document")] = Experiment()
    run_id: Annotated[
        str | None,
        Field(max_length=64, description="a run: its document and what it has learned so far"),
    ] = None
    listed: Annotated[Flag, Field(description="show it in the gallery")] = False
    saver_key: Annotated[
        StrictStr | None,
        Field(min_length=16, max_length=64, description="a secret to delete it with, of your own"),
    ] = None


class Report(Model):
    """What a visitor has against an experiment."""

    reason: Annotated[StrictStr, Field(max_length=MAX_REASON)] = ""


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[MAKING],
    responses={
        200: {"description": "It was there."},
        **documented(400, 404, 408, 409, 410, 413, 415, 422, 429, 503, 507),
    },
)
async def save_experiment(
    new: Annotated[NewExperiment, SENT],
    experiments: Experiments,
    runs: Runs,
    session: ClientId = None,
) -> Response:
    """Keep a document; saving the same document again returns the same id.

    With `run_id` instead of `experiment` it comes with the network of that run as it stands:
    weights, optimizer, epoch and history.  `epochs` in the answer is how long that has trained; it
    is null of a document alone.

    `listing` in the answer says whether the gallery shows it: it is a `preset`, `listed`, `pending`
    until the operator of the server approves it, or `unlisted`.  A server that lists nothing new
    answers 409 with the code `listing_off` where it is to be `listed`.
    """
    experiment, network = new.experiment, None
    if new.run_id is not None:
        if "experiment" in new.model_fields_set:
            raise Unprocessable("send an experiment or a run_id, not both")
        run = await runs.find(new.run_id)
        experiment, network = await trained_network(runs, run, session)
    description, fresh = await experiments.save(
        experiment,
        listed=new.listed,
        session=session,
        network=network,
        saver_key=new.saver_key,
    )
    return await made_reply(description, f"/api/experiments/{description['id']}", fresh=fresh)


@router.get("", responses=documented(422, 429, 503), dependencies=[ASKING])
async def list_experiments(
    experiments: Experiments,
    room: Room,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    q: Annotated[str, Query(max_length=100)] = "",
    order: GalleryOrder = "newest",
) -> Response:
    """Return the gallery: presets, then listed experiments, the newest or most opened first."""
    await room.reserve(GALLERY_BYTES, "gallery")
    page = await experiments.page(limit=limit, cursor=cursor, search=q, order=order)
    return await json_reply({"items": page.items, "next": page.next})


@router.get("/{experiment_id}", responses=documented(404, 410, 422, 503))
async def read_experiment(experiment_id: ExperimentId, experiments: Experiments) -> Response:
    """Return a saved experiment."""
    return await json_reply(await experiments.get(experiment_id))


@router.delete(
    "/{experiment_id}",
    dependencies=[MAKING],
    responses=documented(401, 403, 404, 409, 410, 422, 429, 503, 507),
)
async def delete_experiment(
    experiment_id: ExperimentId, experiments: Experiments, key: Token
) -> Response:
    """Delete an experiment that was saved with a `saver_key`, sent as a bearer token.

    `gone` in the answer is false where other clients have saved the same: it stays theirs, and
    leaves the gallery unless one of them has listed it.
    """
    if key is None:
        raise Unauthorised(
            "send the key that it was saved with as `Authorization: Bearer <saver_key>`",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return await json_reply({"gone": await experiments.delete(experiment_id, key)})


@router.get(
    "/{experiment_id}/preview.png",
    responses={200: {"content": {"image/png": {}}}, **documented(404, 410, 422, 503)},
)
async def read_preview(experiment_id: ExperimentId, previews: Previews) -> Response:
    """Return a picture of what the experiment learns, 1200 × 630."""
    # No rate limit: a class opens the gallery at once, and an <img> names no session.  The work
    # is done once for each experiment, and few previews may wait for it.
    picture = await previews.picture(experiment_id)
    return Response(picture, media_type="image/png", headers={"Cache-Control": KEPT})


@router.post(
    "/{experiment_id}/report",
    status_code=status.HTTP_204_NO_CONTENT,
    dependencies=[MAKING],
    responses=documented(400, 404, 408, 409, 410, 413, 415, 422, 429, 503, 507),
)
async def report_experiment(
    experiment_id: ExperimentId,
    report: Annotated[Report, SENT],
    experiments: Experiments,
    session: ClientId = None,
) -> Response:
    """Report to the operator of the server that an experiment should not be in the gallery.

    A session counts once, and all requests without a session count as one.  Where enough sessions
    have reported an experiment, it leaves the gallery until the operator has decided.
    """
    await experiments.report(experiment_id, session, report.reason)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
