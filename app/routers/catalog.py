"""The catalog of choices, and the curves of its activations."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.deps import ASKING, AllServices
from app.documents.activation_curves import (
    FEWEST_POINTS,
    LARGEST_Z,
    MOST_POINTS,
    activation_curve,
)
from app.http.problems import documented
from app.http.replies import json_reply

router = APIRouter(prefix="/api", tags=["catalog"])
Place = Annotated[float, Query(ge=-LARGEST_Z, le=LARGEST_Z, allow_inf_nan=False)]


@router.get("/catalog")
async def read_catalog(services: AllServices) -> Response:
    """Return every choice with its label, formula and limits."""
    return Response(services.catalog_json, media_type="application/json")


@router.get("/activations/{name}", responses=documented(404, 422, 429, 503), dependencies=[ASKING])
async def read_activation(
    name: Annotated[str, Path(max_length=40)],
    low: Place = -6.0,
    high: Place = 6.0,
    points: Annotated[int, Query(ge=FEWEST_POINTS, le=MOST_POINTS)] = 241,
) -> Response:
    """Return an activation and its slope at evenly spaced z from `low` to `high`."""
    curve = activation_curve(name, low, high, points)
    return await json_reply(curve, headers={"Cache-Control": "max-age=3600"})
