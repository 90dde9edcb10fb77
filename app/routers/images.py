"""Runs of images over HTTP: create, and ask about pictures; all else is done with them as runs."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import ConfigDict

from app.deps import ASKING, MAKING, ClientId, KnownRun, Room, Runs
from app.documents.fields import Flag, Model
from app.documents.image_document import Images
from app.documents.picture_asked import PictureAsked
from app.http.problems import documented
from app.http.replies import json_reply, made_reply
from app.http.request_body import SENT, JsonRoute
from app.limits.caps import (
    MAX_ASKED_PICTURES,
    MAX_IMAGE_UNITS,
    MAX_PAST_EPOCHS,
    MAX_SHOWN_PICTURES,
)
from app.services.images_reader import ImagesReader, picture_data
from app.services.transfers import origin_of

router = APIRouter(prefix="/api/images", tags=["images"], route_class=JsonRoute)

BODY = documented(400, 408, 413, 415, 422)
READ = documented(404, 422, 429, 503)
BYTES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}
EXAMPLE: Any = {"images": {"data": {"name": "digits"}}, "autostart": True}
DAY = "public, max-age=86400"  # pictures of the data never change
MOST_CLASSES = 10


def _numbers(most: int) -> Any:
    """Return the check of a list of whole numbers with commas between them."""
    pattern = rf"^\d{{1,6}}(,\d{{1,6}}){{0,{most - 1}}}$"
    return Query(pattern=pattern, max_length=7 * most, description=f"1 to {most}, with commas")


Ids = Annotated[str, _numbers(MAX_ASKED_PICTURES)]
FewIds = Annotated[str, _numbers(MAX_SHOWN_PICTURES)]
Epochs = Annotated[str | None, _numbers(MAX_PAST_EPOCHS)]
Count = Annotated[int, Query(ge=1, le=MAX_SHOWN_PICTURES)]
ClassPlace = Annotated[int, Query(ge=0, lt=MOST_CLASSES)]


class NewImages(Model):
    """What a run of images is made of."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})  # for /docs

    images: Images = Images()
    autostart: Flag = False


@router.get("/data")
async def read_data() -> Response:
    """Return the data sets of pictures, and what is missing where one is not on this server."""
    return await json_reply({"data": picture_data()})


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=BODY | documented(404, 410, 429, 503),
    dependencies=[MAKING],
)
async def create_images(
    new: Annotated[NewImages, SENT], runs: Runs, session: ClientId = None
) -> Response:
    """Place a run that learns to tell pictures apart (docs/images.md)."""
    origin = await origin_of(runs, new.images)
    made = await runs.create(origin, session=session, autostart=new.autostart)
    place = f"/images/{made['id']}"
    return await made_reply({**made, "url": place}, f"/api{place}")


async def _reader(run: KnownRun, runs: Runs, room: Room) -> ImagesReader:
    reader = ImagesReader(runs, run, room)
    reader.check_kind()
    return reader


Reader = Annotated[ImagesReader, Depends(_reader)]


@router.get("/{run_id}", responses=READ, dependencies=[ASKING])
async def read_images(reader: Reader) -> Response:
    """Return the status, document and figures of a run of images."""
    return await json_reply(await reader.images())


@router.get("/{run_id}/summary", responses=READ, dependencies=[ASKING])
async def read_summary(reader: Reader) -> Response:
    """Return the model as Keras sums it up."""
    return await json_reply(await reader.summary())


@router.get("/{run_id}/pixels", responses=BYTES | READ | documented(409), dependencies=[ASKING])
async def read_pixels(
    reader: Reader, ids: Ids, data: Annotated[str | None, Query(max_length=40)] = None
) -> Response:
    """Return pictures of the data, one after the other, a byte for each pixel.

    A run may get other data: the answer may be cached where `data` names those that are meant.
    """
    content = await reader.pixels(_listed(ids), data)
    headers = {"Cache-Control": DAY} if data else {}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/{run_id}/cell", responses=READ, dependencies=[ASKING])
async def read_cell(
    reader: Reader,
    true: ClassPlace,
    said: ClassPlace,
    first: Annotated[int, Query(ge=0, le=10_000)] = 0,
    count: Count = 50,
) -> Response:
    """Return the pictures of a cell of the confusion matrix, the surest first."""
    return await json_reply(await reader.cell(true=true, said=said, first=first, count=count))


@router.get("/{run_id}/mistakes", responses=READ, dependencies=[ASKING])
async def read_mistakes(reader: Reader, count: Count = 24) -> Response:
    """Return the mistaken pictures whose own class got the least."""
    return await json_reply(await reader.mistakes(count))


@router.get("/{run_id}/pictures", responses=READ, dependencies=[ASKING])
async def read_pictures(reader: Reader, ids: FewIds, epochs: Epochs = None) -> Response:
    """Return what the network says of pictures, now or at epochs of the time line."""
    wanted = _listed(epochs) if epochs else []
    return await json_reply(await reader.pictures(_listed(ids), wanted))


@router.get("/{run_id}/weights", responses=READ, dependencies=[ASKING])
async def read_weights(
    reader: Reader,
    first: Annotated[int, Query(ge=0, lt=MAX_IMAGE_UNITS)] = 0,
    count: Annotated[int, Query(ge=1, le=MAX_IMAGE_UNITS)] = MAX_IMAGE_UNITS,
) -> Response:
    """Return the first layer's weights, or its filters, as pictures."""
    return await json_reply(await reader.weights(first, count))


@router.get("/{run_id}/exciting", responses=READ, dependencies=[ASKING])
async def read_exciting(
    reader: Reader,
    layer: Annotated[int, Query(ge=1, le=10)],
    unit: Annotated[int, Query(ge=0, lt=MAX_IMAGE_UNITS)],
    count: Annotated[int, Query(ge=1, le=64)] = 16,
) -> Response:
    """Return the pictures for which a unit's value is greatest."""
    return await json_reply(await reader.exciting(layer=layer, unit=unit, count=count))


@router.get("/{run_id}/cloud", responses=READ, dependencies=[ASKING])
async def read_cloud(
    reader: Reader,
    count: Annotated[int, Query(ge=10, le=1_000)] = 500,
    method: Literal["pca", "tsne"] = "pca",
) -> Response:
    """Return the scores before the softmax on their principal components, or by t-SNE."""
    return await json_reply(await reader.cloud(count, method))


@router.post("/{run_id}/answer", responses=BODY | documented(404, 429, 503), dependencies=[ASKING])
async def answer(asked: Annotated[PictureAsked, SENT], reader: Reader) -> Response:
    """Return what the network says of a picture of the data, or of a drawing."""
    return await json_reply(await reader.answer(**asked.model_dump(exclude_none=True)))


def _listed(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]
