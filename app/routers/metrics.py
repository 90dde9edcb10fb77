"""Figures for Prometheus, where a setting asks for them."""

from fastapi import APIRouter, Response

from app.deps import AllServices

router = APIRouter(tags=["health"])


@router.get("/metrics")
async def figures(services: AllServices) -> Response:
    """Answer with all figures as Prometheus reads them."""
    meter = services.meter
    return Response(meter.text(), media_type=meter.media_type)
