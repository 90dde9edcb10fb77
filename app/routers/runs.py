"""Runs over HTTP: create, look, command, ask, delete."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status
from pydantic import ConfigDict, Field

from app.deps import (
    ASKING,
    MAKING,
    STEERING,
    ClientId,
    Experiments,
    KnownRun,
    Room,
    Runs,
    SteeredRun,
)
from app.documents.backprop import Backprop
from app.documents.commands import (
    UNIT,
    Command,
    Experiment,
    Inspect,
    Predict,
    Residuals,
    Threshold,
)
from app.documents.document import Document
from app.documents.fields import Flag, Model
from app.documents.run_kinds import AnyDocument
from app.encoding.large_json import decimals
from app.encoding.messages import as_bytes
from app.encoding.png import png
from app.errors import Unprocessable
from app.http.problems import documented
from app.http.replies import csv_reply, json_reply, made_reply
from app.http.request_body import SENT, JsonRoute
from app.limits.caps import MAX_FORMULA_CHARACTERS, MAX_REST_RESOLUTION
from app.services.lens_reader import LensReader

router = APIRouter(prefix="/api/runs", tags=["runs"], route_class=JsonRoute)

BODY = documented(400, 408, 413, 415, 422)
BOUNDARY_DECIMALS = 6
PYTHON = "text/x-python; charset=utf-8"
Training = Literal["keras", "numpy", "pytorch"]
Predicting = Literal["keras_predict", "numpy_predict", "pytorch_predict"]
Form = Literal["safetensors", "json", "onnx", Training, Predicting]
FILES: dict[Form, tuple[str, str]] = {  # media type, and what the file's name ends in
    "safetensors": ("application/octet-stream", ".safetensors"),
    "json": ("application/json", ".json"),
    "keras": (PYTHON, "_keras.py"),
    "numpy": (PYTHON, "_numpy.py"),
    "pytorch": (PYTHON, "_pytorch.py"),
    "onnx": ("application/octet-stream", ".onnx"),
    "keras_predict": (PYTHON, "_keras_predict.py"),
    "numpy_predict": (PYTHON, "_numpy_predict.py"),
    "pytorch_predict": (PYTHON, "_pytorch_predict.py"),
}
MODEL_KINDS: dict[str, Any] = {kind: {} for kind, _ in FILES.values()}
TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv; charset=utf-8": {}}}}


class NewRun(Model):
    """What a run is made of."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"experiment": {}}]})  # for /docs

    experiment: AnyDocument = Experiment()
    experiment_id: Annotated[str, Field(max_length=64)] | None = None
    run_id: Annotated[
        str | None, Field(max_length=64, description="a run to be copied, as it stands")
    ] = None
    autostart: Flag = False


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=BODY | documented(404, 410, 429, 503),
    dependencies=[MAKING],
)
async def create_run(
    new: Annotated[NewRun, SENT], runs: Runs, experiments: Experiments, session: ClientId = None
) -> Response:
    """Place a run; the control token in the answer is told this once.

    A saved experiment with a trained network (`epochs`) makes a run that stands where it stood when
    it was saved, paused: the same to the bit, with the optimizer's memory and the history.  So does
    a `run_id`: clients that may only watch a run get a copy of their own.
    """
    origin: Document | bytes = new.experiment
    if len(new.model_fields_set & {"experiment", "experiment_id", "run_id"}) > 1:
        raise Unprocessable("send one of experiment, experiment_id and run_id, not several")
    if new.experiment_id is not None:
        origin = await experiments.origin(new.experiment_id)
    if new.run_id is not None:
        origin = await runs.checkpoint(await runs.find(new.run_id))
    made = await runs.create(origin, session=session, autostart=new.autostart)
    return await made_reply(made, f"/api/runs/{made['id']}")


async def _reader(run: KnownRun, runs: Runs, room: Room) -> LensReader:
    return LensReader(runs, run, room)


Reader = Annotated[LensReader, Depends(_reader)]


@router.get("/{run_id}", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_run(reader: Reader) -> Response:
    """Return a run's status, document, figures and parameters."""
    return await json_reply(await reader.describe())


@router.post(
    "/{run_id}/commands",
    status_code=status.HTTP_202_ACCEPTED,
    responses=BODY | documented(401, 403, 404, 409, 429, 503),
    dependencies=[STEERING],
)
async def command_run(
    command: Annotated[Command, SENT], run: SteeredRun, runs: Runs, session: ClientId = None
) -> Response:
    """Do one command (docs/protocol.md lists them)."""
    answer = await runs.command(run, command, f"session {session}")
    return await json_reply(answer, status_code=202)


@router.post(
    "/{run_id}/control",
    responses=documented(401, 403, 404, 422, 429, 503),
    dependencies=[STEERING],
)
async def take_back_control(run: SteeredRun, runs: Runs) -> Response:
    """Make a new control token, told this once; viewers with the old one only watch from now on."""
    return await json_reply(await runs.take_back(run))


@router.get(
    "/{run_id}/history",
    responses=TABLE | documented(404, 422, 429, 503),
    dependencies=[ASKING],
)
async def read_history(
    reader: Reader, kind: Annotated[Literal["json", "csv"], Query(alias="format")] = "json"
) -> Response:
    """Return the curves of the run in at most 1,000 rows (docs/protocol.md, History)."""
    history = await reader.history()
    if kind == "json":
        return await json_reply(history)
    return csv_reply(history["columns"], history["rows"], "history.csv")


@router.get(
    "/{run_id}/model",
    responses={200: {"content": MODEL_KINDS}, **documented(404, 422, 429, 503)},
    dependencies=[ASKING],
)
async def read_model(
    reader: Reader, form: Annotated[Form, Query(alias="format")] = "safetensors"
) -> Response:
    """Return the weights as they are, or a program that trains the same way, or that predicts."""
    kind, ending = FILES[form]
    file = as_bytes((await reader.model(form))["file"])
    attached = {"Content-Disposition": f'attachment; filename="playground{ending}"'}
    return Response(file, media_type=kind, headers=attached)


@router.post("/{run_id}/predict", responses=BODY | documented(404, 429, 503), dependencies=[ASKING])
async def predict(asked: Annotated[Predict, SENT], reader: Reader) -> Response:
    """Return the network's outputs for points of the plane, or its answers for rows of a table."""
    if asked.rows is not None:
        return await json_reply(await reader.answer_rows(asked.rows))
    return await json_reply(await reader.predict(asked.inputs))


@router.post("/{run_id}/inspect", responses=BODY | documented(404, 429, 503), dependencies=[ASKING])
async def inspect(asked: Annotated[Inspect, SENT], reader: Reader) -> Response:
    """Return one example's way through the network and back, layer by layer."""
    return await json_reply(await reader.inspect(asked.input, asked.target))


@router.post(
    "/{run_id}/backprop", responses=BODY | documented(404, 429, 503), dependencies=[ASKING]
)
async def backprop(asked: Annotated[Backprop, SENT], reader: Reader) -> Response:
    """Work out a step on one example or its mini-batch: forward, loss, backward and update."""
    return await json_reply(await reader.backprop(**asked.model_dump(exclude_unset=True)))


@router.post(
    "/{run_id}/threshold", responses=BODY | documented(404, 429, 503), dependencies=[ASKING]
)
async def decide(asked: Annotated[Threshold, SENT], reader: Reader) -> Response:
    """Return what a threshold on an output decides: counts, figures, ROC and precision–recall."""
    return await json_reply(await reader.threshold(**asked.model_dump()))


@router.post(
    "/{run_id}/residuals", responses=BODY | documented(404, 429, 503), dependencies=[ASKING]
)
async def read_residuals(asked: Annotated[Residuals, SENT], reader: Reader) -> Response:
    """Return a regression's residuals, and each point's share of the loss and the gradient."""
    return await json_reply(await reader.residuals(**asked.model_dump()))


@router.get(
    "/{run_id}/neurons/{neuron}",
    responses=documented(404, 422, 429, 503),
    dependencies=[ASKING],
)
async def read_neuron(
    reader: Reader, neuron: Annotated[str, Path(max_length=16, pattern=UNIT)]
) -> Response:
    """Return what a unit does over training points: pre-activations, saturation, gradient."""
    return await json_reply(await reader.neuron(neuron))


@router.get("/{run_id}/paths", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_paths(reader: Reader) -> Response:
    """Return how much the deep and the wide path of a network count, and both outputs' answers."""
    return await json_reply(await reader.paths())


@router.get("/{run_id}/perceptron", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_perceptron(reader: Reader) -> Response:
    """Return where a run stands that learns by the perceptron's rule: its counts and updates."""
    return await json_reply(await reader.perceptron())


@router.get("/{run_id}/orders", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_orders(reader: Reader) -> Response:
    """Return how many mistakes the perceptron's rule makes over 32 orders of the points."""
    return await json_reply(await reader.orders())


@router.get("/{run_id}/diagnosis", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_diagnosis(reader: Reader) -> Response:
    """Return why the run learns badly, if it does: findings with remedies, and layers' figures."""
    return await json_reply(await reader.diagnosis())


@router.get("/{run_id}/outputs", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_outputs(reader: Reader) -> Response:
    """Return what the network answers for its own points, beside what it should."""
    return await json_reply(await reader.outputs())


@router.get(
    "/{run_id}/boundary",
    responses={200: {"content": {"image/png": {}}}, **documented(404, 422, 429, 503)},
    dependencies=[ASKING],
)
async def read_boundary(
    request: Request,
    reader: Reader,
    resolution: Annotated[int, Query(ge=10, le=MAX_REST_RESOLUTION)] = 100,
    neuron: Annotated[str, Query(max_length=MAX_FORMULA_CHARACTERS)] = "output",
) -> Response:
    """Return a neuron over the plane, as numbers or, by `Accept: image/png`, as a picture."""
    answer = await reader.boundary(resolution, neuron)
    if "image/png" in request.headers.get("accept", ""):
        picture = await asyncio.to_thread(png, answer["values"], answer["range"])
        return Response(picture, media_type="image/png")
    return await json_reply({**answer, "values": decimals(answer["values"], BOUNDARY_DECIMALS)})


@router.delete(
    "/{run_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=documented(401, 403, 404, 422, 429, 503),
    dependencies=[STEERING],
)
async def delete_run(run: SteeredRun, runs: Runs) -> Response:
    """End a run and forget it."""
    await runs.delete(run)
    return Response(status_code=204)
