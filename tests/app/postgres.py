"""A PostgreSQL server of the tests' own: a new folder, a free port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
from contextlib import contextmanager
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
    """Yield the address of a database that nobody else uses."""
    with TemporaryDirectory(prefix="playground-tests-") as folder, _serving(Path(folder)) as url:
        yield url


@contextmanager
def _serving(folder):
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
        yield f"postgresql+asyncpg://tests@127.0.0.1:{port}/postgres"
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
