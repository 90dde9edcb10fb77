"""Which codings a client takes (RFC 9110, 12.5.3): what compresses looks for the word `gzip` alone.

A request that takes gzip gets here the header `gzip`, every other one none.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = b"accept-encoding"


def takes_gzip(header: str) -> bool:
    """Say whether an `Accept-Encoding` names gzip, and not with the weight 0."""
    weights = {}
    for part in header.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        weights[coding] = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return float(weights.get("gzip", weights.get("x-gzip", 0))) > 0
    except ValueError:
        return False


class Codings:
    """Passes on which coding a request takes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        if scope["type"] == "http":
            taken = takes_gzip(", ".join(Headers(scope=scope).getlist("accept-encoding")))
            kept = [one for one in scope["headers"] if one[0] != HEADER]
            scope["headers"] = [*kept, *([(HEADER, b"gzip")] if taken else [])]
        await self.app(scope, receive, send)
