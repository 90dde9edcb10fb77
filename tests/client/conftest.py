"""A real server in a process of its own, with a database of its own, one for all tests here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from playground import Client

ROOT = Path(__file__).parents[2]
ROOM = {"PLAYGROUND_MAX_RUNS": "200"}


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    database = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('client') / 'store.db'}"
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **ROOM, "PLAYGROUND_DATABASE_URL": database},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _address(process.stdout)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def _address(lines):
    for line in lines:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise RuntimeError("the server ended before it said where it listens")


@pytest.fixture
def server(address):
    with Client(address) as server:
        yield server


@pytest.fixture
def run(server):
    """A fresh run of the default experiment, gone when the test is over."""
    run = server.create()
    yield run
    run.delete()
