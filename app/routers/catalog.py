"""The catalog of choices."""

from fastapi import APIRouter, Response

from app.deps import AllServices

router = APIRouter(prefix="/api", tags=["catalog"])


@router.get("/catalog")
async def read_catalog(services: AllServices) -> Response:
    """Return every choice with its label, formula and limits."""
    return Response(services.catalog_json, media_type="application/json")
