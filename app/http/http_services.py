"""The services that HTTP itself uses, whatever the route; an application's state has them."""

from typing import Protocol

from starlette.applications import Starlette

from app.documents.checks import Checks
from app.settings import Settings
from app.telemetry.meter import Meter


class HttpServices(Protocol):
    """The part of an application's services that this folder knows."""

    @property
    def settings(self) -> Settings:
        """The operator's settings."""

    @property
    def checks(self) -> Checks:
        """The checks of what clients send."""

    @property
    def meter(self) -> Meter:
        """The meter, which counts refusals."""


def share(app: Starlette, services: HttpServices) -> None:
    """Have all routes and handlers of an application find its services."""
    app.state.services = services


def services_of(app: Starlette) -> HttpServices:
    """Return what `share` was given."""
    services: HttpServices = app.state.services
    return services
