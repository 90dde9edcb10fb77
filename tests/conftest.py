"""What holds for all tests: nothing is kept in the user's own folders."""

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_database(tmp_path_factory):
    file = tmp_path_factory.mktemp("store") / "playground.db"
    os.environ["PLAYGROUND_DATABASE_URL"] = f"sqlite+aiosqlite:///{file}"
