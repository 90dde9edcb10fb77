"""Formulas as features, looked at while they are typed."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.deps import ASKING
from app.features import preview
from app.limits import MAX_FORMULA_CHARACTERS, MAX_THUMBNAILS
from app.messages import to_json
from app.problems import documented

router = APIRouter(prefix="/api/features", tags=["catalog"])
Formula = Annotated[
    str,
    Query(
        description=f"in x1 and x2, at most {MAX_FORMULA_CHARACTERS} characters",
        examples=["sqrt(x1^2 + x2^2)"],
    ),
]


@router.get("", responses=documented(422, 429), dependencies=[ASKING])
def read_feature(
    formula: Formula, resolution: Annotated[int, Query(ge=8, le=MAX_THUMBNAILS)] = 20
) -> Response:
    """Return a formula's one name, its label and its map; or which character is at fault.

    Not on the event loop: the dearest formula takes some milliseconds.
    """
    return Response(to_json(preview(formula, resolution)), media_type="application/json")
