"""Texts as QR codes: a short link on the wall that a class points its phones at.

Whatever is asked for stands in the address, and so in logs: no secret is to be sent here.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.deps import ASKING
from app.documents.checks import OneThread
from app.encoding.qr_code import qr_svg
from app.http.problems import documented
from app.limits.caps import MAX_QR_CHARACTERS

router = APIRouter(prefix="/api", tags=["qr"])

MOST_WAITING = 32  # codes; the last waits for about a second

_drawing = OneThread("draw", MOST_WAITING)

KEPT = "private, max-age=86400"  # the same text, the same code; it may name a visitor's run
PRINTED = "^[ -~]+$"  # an address has no other characters, and each would cost four times as much


@router.get(
    "/qr.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, **documented(422, 429, 503)},
    dependencies=[ASKING],
)
async def read_qr(
    text: Annotated[str, Query(max_length=MAX_QR_CHARACTERS, pattern=PRINTED)],
) -> Response:
    """Return a text as a QR code, black on white in any theme; send no secret."""
    picture = await _drawing.do(qr_svg, text)
    return Response(picture, media_type="image/svg+xml", headers={"Cache-Control": KEPT})
