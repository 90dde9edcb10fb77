"""Whatever is done to runs in whatever order, the application stays true to its model."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.app.client import serving
from tests.fuzz.histories import Histories
from tests.results import tell

USUAL = settings(
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # what real processes did once they may not do again, for shrinking
)


@pytest.fixture
def histories(monkeypatch):
    with serving(max_runs=400) as client:
        monkeypatch.setattr(Histories, "client", client)
        yield Histories


def test_some_histories_hold_after_every_step(histories):
    few = settings(USUAL, max_examples=24, stateful_step_count=25)
    run_state_machine_as_test(histories, settings=few)


@pytest.mark.long
def test_five_hundred_histories_hold_after_every_step(histories):
    many = settings(USUAL, max_examples=500, stateful_step_count=50)
    run_state_machine_as_test(histories, settings=many)
    tell("R12", histories=500, steps=50, broken=0)
