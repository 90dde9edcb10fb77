"""What the OpenAPI document says is what the server does, whatever is asked of it."""

import pytest
from hypothesis import HealthCheck, settings

from app.main import create_app
from tests.e2e.conftest import Server

schemathesis = pytest.importorskip("schemathesis")

USUAL = settings(suppress_health_check=list(HealthCheck))
# What a schema cannot say is refused with a 422, as documented: that a weight is of a layer that
# the network has, that a cursor is one that we told, that a text is a formula.
FITTING = {"expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"]}


ANY_TEXT = {  # of a body of text no JSON is a wrong one: 0 is a table of one number
    "include-method": "POST",
    "include-path": "/api/datasets",
    "checks": {"negative_data_rejection": {"enabled": False}},
}


def described(**phases):
    """Return the document, to be tried in these phases."""
    config = {"checks": {"positive_data_acceptance": FITTING}, "operations": [ANY_TEXT]}
    config = schemathesis.Config.from_dict({**config, "phases": phases})
    return schemathesis.openapi.from_dict(create_app().openapi(), config=config)


some = described(coverage={"enabled": False})
all_phases = described()


@pytest.fixture(scope="module")
def address():
    server = Server()
    yield server.url
    server.stop()


@some.parametrize()
@settings(USUAL, max_examples=8)
def test_every_route_answers_as_documented(case, address):
    case.call_and_validate(base_url=address)


@pytest.mark.long
@all_phases.parametrize()
@settings(USUAL, max_examples=450)
def test_every_route_answers_as_documented_ten_thousand_times(case, address):
    case.call_and_validate(base_url=address)
