"""Uploaded tables over HTTP: upload, look up, download."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import Field

from app.deps import ASKING, MAKING, DatasetId, Datasets, Room
from app.documents.fields import NAMED, Model, one_of
from app.http.problems import documented
from app.http.replies import Chunks, json_reply, made_reply
from app.http.request_body import read_csv
from app.limits.caps import MAX_CSV_BYTES, MAX_CSV_NAME
from app.services.dataset_service import Reading

router = APIRouter(prefix="/api/datasets", tags=["datasets"])

CSV = "text/csv"
BODY = {
    "required": True,
    "description": f"the CSV as it is, no form; at most {MAX_CSV_BYTES} bytes",
    "content": {CSV: {"schema": {"type": "string"}, "example": "width,kind\n1.5,cat\n2.5,dog\n"}},
}
# What may be asked for, as the sign itself or as a word -> the sign
DELIMITERS = {sign: sign for sign in ("auto", "\t", ";", "|", ",")} | {
    "tab": "\t", "semicolon": ";", "bar": "|", "comma": ",",
}  # fmt: skip
DECIMALS = {"auto": "auto", ".": ".", ",": ",", "point": ".", "comma": ","}
HEADERS = {"auto": None, "true": True, "false": False}
ENCODINGS = ("auto", "utf-8", "utf-16", "cp1252", "latin-1")


class Asked(Model):
    """How a table is to be called and read; what is "auto" is found out and told in `read_as`."""

    name: Annotated[str, Field(max_length=MAX_CSV_NAME), NAMED] = "data"
    delimiter: Annotated[str, one_of(DELIMITERS), Field(description="between cells")] = "auto"
    decimal: Annotated[str, one_of(DECIMALS), Field(description="the decimal mark")] = "auto"
    header: Annotated[
        str, one_of(HEADERS), Field(description="whether the first row names the columns")
    ] = "auto"
    encoding: Annotated[str, one_of(ENCODINGS)] = "auto"

    def reading(self) -> Reading:
        """Return how the table is to be read."""
        return {
            "encoding": self.encoding,
            "delimiter": DELIMITERS[self.delimiter],
            "decimal": DECIMALS[self.decimal],
            "header": HEADERS[self.header],
        }


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[MAKING],
    openapi_extra={"requestBody": BODY},
    responses={
        200: {"description": "It was there."},
        **documented(400, 408, 413, 415, 422, 429, 503, 507),
    },
)
async def upload_dataset(
    request: Request, datasets: Datasets, asked: Annotated[Asked, Query()]
) -> Response:
    """Read and keep a CSV; `errors` of a 422 name the line and the column at fault."""
    content = await read_csv(request)
    description, fresh = await datasets.save(content, asked.name, asked.reading())
    return await made_reply(description, f"/api/datasets/{description['id']}", fresh=fresh)


@router.get(
    "/{dataset_id}.csv",
    response_class=Response,
    responses={200: {"content": {CSV: {}}}, **documented(404, 422, 429, 503)},
    dependencies=[ASKING],
)
async def download_dataset(dataset_id: DatasetId, datasets: Datasets, room: Room) -> Response:
    """Return the table as CSV that no spreadsheet takes for formulas."""
    await room.reserve(await datasets.size(dataset_id), f"table {dataset_id}")
    name, parts = await datasets.csv(dataset_id)
    attached = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Chunks(parts, media_type=f"{CSV}; charset=utf-8", headers=attached)


@router.get("/{dataset_id}", responses=documented(404, 422, 503))
async def read_dataset(dataset_id: DatasetId, datasets: Datasets) -> Response:
    """Return what is known of an uploaded table."""
    return await json_reply(await datasets.get(dataset_id))
