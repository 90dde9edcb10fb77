"""Whether the server is alive, and whether it can train."""

from fastapi import APIRouter

from app.deps import Ready
from app.http.problems import documented

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """Answer as long as the server answers at all."""
    return {"status": "alive"}


@router.get("/readyz", responses=documented(503))
async def ready(readiness: Ready) -> dict[str, object]:
    """Answer 200 with the figures when visitors can be served; else 503 with all that is wrong."""
    return {"status": "ready", **await readiness.check()}
