"""The catalog of choices."""

from fastapi import APIRouter, Request, Response

router = APIRouter(prefix="/api", tags=["catalog"])


@router.get("/catalog")
async def read_catalog(request: Request) -> Response:
    """Return every choice with its label, formula and limits."""
    return Response(request.app.state.catalog_json, media_type="application/json")
