"""A real server in a process of its own, with a database of its own, one for all tests here."""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from playground import Client
from tests.patience import LIMIT

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def serving(database, **settings):
    """Yield the address of a server; it ends with the block."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--workers", "1"]
    about = {"PLAYGROUND_DATABASE_URL": f"sqlite+aiosqlite:///{database}", **settings}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **about},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _address(process.stdout)
    finally:
        process.terminate()
        process.wait(LIMIT)
        process.stdout.close()


def _address(lines):
    for line in lines:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise RuntimeError("the server ended before it said where it listens")


@pytest.fixture(scope="session", autouse=True)
def _own_font_list(tmp_path_factory):
    os.environ["MPLCONFIGDIR"] = str(tmp_path_factory.mktemp("matplotlib"))


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("client") / "store.db") as address:
        yield address


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
