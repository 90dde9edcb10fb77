"""A PostgreSQL server of the tests' own: a new folder, a free port, gone afterwards.

Each test has a database of its own in it, so that no test finds what another left.
"""

import os
import pwd
import shutil
import socket
import subprocess
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
ACCOUNT = "postgres"  # the server refuses to run as root


def missing():
    """Say why there can be no server here; None if there can."""
    if not PROGRAMS:
        return "PostgreSQL is not installed"
    return None


@contextmanager
def server():
    """Yield a function that makes a new, empty database and returns its address."""
    with TemporaryDirectory(prefix="playground-tests-") as folder, _serving(Path(folder)) as port:
        numbers = count()

        def new_database():
            name = f"tests{next(numbers)}"
            _run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "tests", name, user=None)
            return f"postgresql+asyncpg://tests@127.0.0.1:{port}/{name}"

        yield new_database


@contextmanager
def _serving(folder):
    """Yield the port of a server that keeps its files in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    user = _own(folder)
    _run("initdb", "-D", data, "-U", "tests", "--auth=trust", "--no-sync", user=user)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    _run(
        "pg_ctl",
        "-D",
        data,
        "-w",
        "-t",
        "30",
        "-o",
        options,
        "-l",
        folder / "log",
        "start",
        user=user,
    )
    try:
        yield port
    finally:
        _run("pg_ctl", "-D", data, "-m", "immediate", "stop", user=user)


def _own(folder):
    """Give the folder to an account that may run a server; return it if it is not ours."""
    if os.getuid():
        return None
    account = pwd.getpwnam(ACCOUNT)
    shutil.chown(folder, account.pw_uid, account.pw_gid)
    return ACCOUNT


def _run(program, *arguments, user):
    command = [PROGRAMS[0] / program, *arguments]
    words = [str(part) for part in command]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, user=user)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")
