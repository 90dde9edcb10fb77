"""Networks that people bring as code: read, and never run."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, StrictStr

from app.deps import ASKING, Checking, ClientId
from app.documents.fields import Model
from app.documents.keras_text import read_network
from app.encoding.messages import to_json
from app.http.problems import documented
from app.http.request_body import SENT, JsonRoute
from app.limits.caps import MAX_CODE_CHARACTERS
from app.limits.owner import named

router = APIRouter(prefix="/api/networks", tags=["catalog"], route_class=JsonRoute)


class KerasCode(Model):
    """Keras code of a network of dense layers."""

    code: Annotated[StrictStr, Field(max_length=MAX_CODE_CHARACTERS)]


@router.post(
    "/from-code", responses=documented(400, 408, 413, 415, 422, 429, 503), dependencies=[ASKING]
)
async def read_code(
    sent: Annotated[KerasCode, SENT], checks: Checking, session: ClientId = None
) -> Response:
    """Return the layers and paths of a Sequential or functional model; it is never run."""
    network = await checks.do(read_network, sent.code, cost=1, session=named(session))
    return Response(to_json(network), media_type="application/json")
