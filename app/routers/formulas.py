"""Formulas as features, looked at while they are typed."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.deps import ASKING, Checking, ClientId
from app.documents.features import preview
from app.encoding.messages import to_json
from app.http.problems import documented
from app.limits.caps import MAX_FORMULA_CHARACTERS, MAX_THUMBNAILS
from app.limits.owner import named

router = APIRouter(prefix="/api/features", tags=["catalog"])
Formula = Annotated[
    str,
    Query(
        description=f"in x1 and x2, at most {MAX_FORMULA_CHARACTERS} characters",
        examples=["sqrt(x1^2 + x2^2)"],
    ),
]


@router.get("", responses=documented(422, 429, 503), dependencies=[ASKING])
async def read_feature(
    formula: Formula,
    checks: Checking,
    resolution: Annotated[int, Query(ge=8, le=MAX_THUMBNAILS)] = 20,
    session: ClientId = None,
) -> Response:
    """Return a formula's one name, its label and its map; or which character is at fault."""
    drawn = partial(preview, resolution=resolution)
    drawing = await checks.do(drawn, formula, cost=1, session=named(session))
    return Response(to_json(drawing), media_type="application/json")
