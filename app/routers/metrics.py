"""Figures for Prometheus, where a setting asks for them."""

from fastapi import APIRouter, Request, Response

router = APIRouter(tags=["health"])


@router.get("/metrics")
async def figures(request: Request) -> Response:
    """Answer with all figures as Prometheus reads them."""
    meter = request.app.state.meter
    return Response(meter.text(), media_type=meter.media_type)
