"""The scripts of the playground's page, joined (`app/http/joined_modules.py`)."""

import asyncio
import gzip

from fastapi import APIRouter, Request, Response

from app.errors import NotFound
from app.http.templates import MODULES

KEPT = "public, max-age=31536000, immutable"  # other sources have another address

router = APIRouter(include_in_schema=False)


@router.get("/joined/{name}/{path:path}")
async def module(request: Request, name: str, path: str) -> Response:
    """Return a file of scripts; a page of former sources gets the present ones, not to keep."""
    joined = await asyncio.to_thread(MODULES.of, name)
    if path not in joined.files:
        raise NotFound(f"there is no script {path}")
    content, headers = joined.files[path], {"Vary": "Accept-Encoding"}
    headers["Cache-Control"] = KEPT if name == joined.name else "no-store"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, media_type="text/javascript", headers=headers)
