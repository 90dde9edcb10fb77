"""Middleware for all answers: security headers, caching, and HEAD beside GET."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No text becomes a program or markup, unless one of these two policies has made it.
TRUSTED = ["require-trusted-types-for 'script'", "trusted-types lit-html painter"]


def policy(ancestors: str | None = "'self'", *, trusting: bool = True) -> str:
    """Return the content security policy of a page that `ancestors` may frame; None: all.

    With `trusting`, scripts must name the two policies that may make markup out of texts.
    """
    return "; ".join(
        [
            "default-src 'self'",
            "img-src 'self' data: blob:",  # Swagger UI's icons; images that the page makes itself
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",  # the gallery's search
            *(TRUSTED if trusting else []),
            *([f"frame-ancestors {ancestors}"] if ancestors else []),
        ]
    )


def embed_policy(origins: list[str]) -> str:
    """Return the policy of a page to embed, which pages of these origins may frame.

    `["*"]` names no ancestors: a `*` there would leave out pages that were opened from a file.
    """
    return policy(None if origins == ["*"] else " ".join(["'self'", *origins]))


POLICY = policy()


def with_style(digest: str, of: str | None = None) -> str:
    """Return a policy, by default the usual one, that takes one text within the page as a style."""
    return f"{of or POLICY}; style-src 'self' '{digest}'"


KEEPING = "no-store"  # of answers that say nothing else: some hold a secret
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Adds the headers above; answers without a word on caching are not cached."""

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
    """Answers HEAD as GET; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, as GET."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)
