"""Runs over HTTP: create, look, command, ask, delete."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response, status
from pydantic import ConfigDict, Field

from app.bodies import JsonRoute
from app.deps import ASKING, MAKING, STEERING, Experiments, KnownRun, Runs, Session, Token
from app.errors import Unprocessable
from app.fields import Flag, Model
from app.limits import MAX_FORMULA_CHARACTERS, MAX_REST_RESOLUTION
from app.messages import as_bytes
from app.picture import png
from app.problems import documented
from app.replies import json_reply
from app.schemas import UNIT, Command, Experiment, Inspect, Predict
from app.writing import write_csv

router = APIRouter(prefix="/api/runs", tags=["runs"], route_class=JsonRoute)

BODY = documented(400, 408, 413, 415, 422)
Form = Literal["safetensors", "json", "keras", "numpy", "onnx"]
FILES: dict[Form, tuple[str, str]] = {  # media type, and what the file's name ends in
    "safetensors": ("application/octet-stream", ".safetensors"),
    "json": ("application/json", ".json"),
    "keras": ("text/x-python; charset=utf-8", "_keras.py"),
    "numpy": ("text/x-python; charset=utf-8", "_numpy.py"),
    "onnx": ("application/octet-stream", ".onnx"),
}
MODEL_KINDS: dict[str, Any] = {kind: {} for kind, _ in FILES.values()}
TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv; charset=utf-8": {}}}}


class NewRun(Model):
    """What a run is made of."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"experiment": {}}]})  # for /docs

    experiment: Experiment = Experiment()
    experiment_id: Annotated[str, Field(max_length=64)] | None = None
    autostart: Flag = False


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=BODY | documented(404, 429, 503),
    dependencies=[MAKING],
)
async def create_run(
    new: NewRun, runs: Runs, experiments: Experiments, session: Session = None
) -> Response:
    """Place a run; the control token in the answer is told this once."""
    experiment = new.experiment
    if new.experiment_id is not None:
        if "experiment" in new.model_fields_set:
            raise Unprocessable("send an experiment or an experiment_id, not both")
        experiment = await experiments.document(new.experiment_id)
    made = await runs.create(experiment, session=session, autostart=new.autostart)
    place = {"Location": f"/api/runs/{made['id']}"}
    return await json_reply(made, status_code=201, headers=place)


@router.get("/{run_id}", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_run(run: KnownRun, runs: Runs) -> Response:
    """Return a run's status, document, figures and parameters."""
    return await json_reply(await runs.about(run))


@router.post(
    "/{run_id}/commands",
    status_code=status.HTTP_202_ACCEPTED,
    responses=BODY | documented(401, 403, 404, 409, 429, 503),
    dependencies=[STEERING],
)
async def command_run(
    command: Command, run: KnownRun, runs: Runs, token: Token, session: Session = None
) -> Response:
    """Do one command (docs/protocol.md lists them)."""
    runs.authorise(run, token)
    told = await runs.command(run, command, f"session {session}")
    return await json_reply(told, status_code=202)


@router.post(
    "/{run_id}/control",
    responses=documented(401, 403, 404, 422, 429, 503),
    dependencies=[STEERING],
)
async def take_back_control(run: KnownRun, runs: Runs, token: Token) -> Response:
    """Make a new control token, told this once; whoever holds the old one only watches."""
    runs.authorise(run, token)
    return await json_reply(await runs.take_back(run))


@router.get(
    "/{run_id}/history",
    responses=TABLE | documented(404, 422, 429, 503),
    dependencies=[ASKING],
)
async def read_history(
    run: KnownRun,
    runs: Runs,
    kind: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> Response:
    """Return the figures of every epoch that is kept."""
    told = await runs.ask(run, "history")
    if kind == "json":
        return await json_reply(told)
    text = await write_csv(told["columns"], told["rows"])
    attached = {"Content-Disposition": 'attachment; filename="history.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=attached)


@router.get(
    "/{run_id}/model",
    responses={200: {"content": MODEL_KINDS}, **documented(404, 422, 429, 503)},
    dependencies=[ASKING],
)
async def read_model(
    run: KnownRun, runs: Runs, form: Annotated[Form, Query(alias="format")] = "safetensors"
) -> Response:
    """Return the weights as they are, or the experiment as a program that trains the same way."""
    kind, ending = FILES[form]
    file = as_bytes((await runs.ask(run, "model", format=form))["file"])
    attached = {"Content-Disposition": f'attachment; filename="playground{ending}"'}
    return Response(file, media_type=kind, headers=attached)


@router.post("/{run_id}/predict", responses=BODY | documented(404, 429, 503), dependencies=[ASKING])
async def predict(asked: Predict, run: KnownRun, runs: Runs) -> Response:
    """Return the network's outputs for points of the plane, and the labels they mean."""
    return await json_reply(await runs.ask(run, "predict", inputs=asked.inputs))


@router.post("/{run_id}/inspect", responses=BODY | documented(404, 429, 503), dependencies=[ASKING])
async def inspect(asked: Inspect, run: KnownRun, runs: Runs) -> Response:
    """Return one example's way through the network and back, layer by layer."""
    return await json_reply(await runs.ask(run, "inspect", **asked.model_dump()))


@router.get(
    "/{run_id}/neurons/{neuron}",
    responses=documented(404, 422, 429, 503),
    dependencies=[ASKING],
)
async def read_neuron(
    run: KnownRun, runs: Runs, neuron: Annotated[str, Path(max_length=16, pattern=UNIT)]
) -> Response:
    """Return a unit's pre-activations over training points, and its gradient there."""
    return await json_reply(await runs.ask(run, "neuron", neuron=neuron))


@router.get(
    "/{run_id}/boundary",
    responses={200: {"content": {"image/png": {}}}, **documented(404, 422, 429, 503)},
    dependencies=[ASKING],
)
async def read_boundary(
    request: Request,
    run: KnownRun,
    runs: Runs,
    resolution: Annotated[int, Query(ge=10, le=MAX_REST_RESOLUTION)] = 100,
    neuron: Annotated[str, Query(max_length=MAX_FORMULA_CHARACTERS)] = "output",
) -> Response:
    """Return a neuron over the plane, as numbers or, by `Accept: image/png`, as a picture."""
    told = await runs.ask(run, "boundary", resolution=resolution, neuron=neuron)
    if "image/png" in request.headers.get("accept", ""):
        picture = await asyncio.to_thread(png, told["values"], told["range"])
        return Response(picture, media_type="image/png")
    return await json_reply(told)


@router.delete(
    "/{run_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=documented(401, 403, 404, 422, 429, 503),
    dependencies=[STEERING],
)
async def delete_run(run: KnownRun, runs: Runs, token: Token) -> Response:
    """End a run and forget it."""
    runs.authorise(run, token)
    await runs.delete(run)
    return Response(status_code=204)
