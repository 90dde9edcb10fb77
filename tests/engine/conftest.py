"""What holds for all tests of the engine: each begins a session of its own."""

import pytest

from engine.backend import clear_session


@pytest.fixture(autouse=True)
def _new_session():
    clear_session()
