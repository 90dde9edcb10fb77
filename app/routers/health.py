"""Whether the server is alive, and whether it can train."""

from typing import Any

from fastapi import APIRouter

from app.deps import Runs
from app.errors import Unavailable
from app.problems import documented

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """Answer as long as the server answers at all."""
    return {"status": "alive"}


@router.get("/readyz", responses=documented(503))
async def ready(runs: Runs) -> dict[str, Any]:
    """Answer 200 when runs can be carried, with the figures; else 503 with what is missing."""
    stats = runs.runner.stats()
    if not stats["alive"]:
        raise Unavailable("no worker process is alive", code="no_workers")
    return {"status": "ready", **stats}
