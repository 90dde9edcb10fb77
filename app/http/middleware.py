"""What holds for every answer: security headers, how long it may be kept, and HEAD beside GET."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No text becomes a program or markup, unless one of these two has said that it is sound.
TRUSTED = ["require-trusted-types-for 'script'", "trusted-types lit-html painter"]


def policy(ancestors: str = "'self'", *, trusting: bool = True) -> str:
    """Return what a page may load, and by which `ancestors` it may be framed.

    With `trusting`, its scripts must name whom they trust to make markup out of texts.
    """
    return "; ".join(
        [
            "default-src 'self'",
            "img-src 'self' data: blob:",  # Swagger UI's icons; pictures that the page makes itself
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",  # the gallery's search
            *(TRUSTED if trusting else []),
            f"frame-ancestors {ancestors}",
        ]
    )


POLICY = policy()
KEEPING = "no-store"  # of answers that say nothing else: some hold a secret
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Adds the headers above; answers that say nothing of caching are not kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers added to the answer's start."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Content-Security-Policy", POLICY)  # a page may have its own
                headers.setdefault("Cache-Control", KEEPING)
            await send(message)

        return await self.app(scope, receive, adding)


class Heads:
    """Answers HEAD as GET; whoever carries the answer leaves its body out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, as GET."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)
