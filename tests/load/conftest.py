import pytest

BRIEF = 0.2  # seconds


@pytest.fixture(autouse=True)
def _begins_at_once(monkeypatch):
    """Have loads begin without a warm-up: these tests do not look at how fast the server is."""
    for load in ("away", "ending", "load", "siege", "stalled"):
        monkeypatch.setattr(f"tests.load.{load}.WARM_UP", BRIEF)
    monkeypatch.setattr("tests.load.start.REST_SECONDS", BRIEF)
