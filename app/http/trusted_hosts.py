"""Refuses requests whose `Host` is not a name of this server, against DNS rebinding.

The owner of any name can let it point at a machine that only its own network reaches; browsers
there would take the owner's page for the server's.  An IP address cannot be pointed so: it is
always accepted.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import AppError
from app.http.error_pages import STYLES
from app.http.http_services import services_of
from app.http.problems import answer
from app.http.refused_origins import log_refusal
from app.settings import LOOPBACK, Settings, without_dot

CODE = "foreign_name"
WATCHED = "/healthz", "/readyz", "/metrics"
REFUSAL = AppError(
    "this server does not go by that name; its operator can add the name to PLAYGROUND_ORIGINS",
    status=421,
    code=CODE,
)


def trusted_names(settings: Settings) -> frozenset[str] | None:
    """Return the names of this server; None where the settings name none."""
    if not settings.origins and settings.host not in LOOPBACK:
        return None
    named = {without_dot(urlsplit(origin).hostname or "") for origin in settings.origins}
    return frozenset({*named, *LOOPBACK, without_dot(settings.host.lower())})


class Hosts:
    """Refuses requests for other hosts; programs need not name one."""

    def __init__(self, app: ASGIApp, names: frozenset[str] | None) -> None:
        self.app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if self._is_for_anybody(scope) or self.goes_by(Headers(scope=scope).get("host", "")):
            return await self.app(scope, receive, send)
        services_of(scope["app"]).meter.refused(CODE)
        log_refusal(Headers(scope=scope)["host"])
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        return await answer(scope, REFUSAL)(scope, receive, send)

    def _is_for_anybody(self, scope: Scope) -> bool:
        """Say whether the path may be asked for under any name.

        Monitoring does so, and so does the page that says which name is the right one.
        """
        return scope["type"] == "lifespan" or scope["path"] in (*WATCHED, *STYLES)

    def goes_by(self, host: str) -> bool:
        """Say whether a request's `Host` is one of the names, whatever the port.

        A name may end in the dot of the root, which browsers leave where a visitor typed it.
        """
        if self._names is None or not host:
            return True
        try:
            name = without_dot(urlsplit(f"//{host}").hostname or "")
        except ValueError:
            return False
        return name in self._names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
