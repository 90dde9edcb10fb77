"""`playground doctor`: checks whether this machine can run the playground, and says how to fix it.

Each finding is one line.  The command changes nothing: it makes no file that a server would make.
"""

import errno
import http.client
import os
import re
import resource
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import numpy as np
from sqlalchemy.engine import make_url

from app.settings import HOME, LOOPBACK, Settings, WrongSettings, machine_memory, read_settings
from app.store.database import Database
from app.store.schema_version import Shape, file_of, shape_of
from app.store.store_errors import StoreBusy, StoreFull

OLDEST_PYTHON, OLDEST_NUMPY = (3, 11), (2, 2)
FLOORS = {  # older versions of these buffer without limit, or answer what they should not
    "uvicorn": (0, 52, 1),
    "starlette": (1, 3, 1),
}
SOUND_SQLITE = (3, 51, 3)  # before it, two processes that write at once could spoil the log
LEAST_BYTES, FEW_BYTES = 50 * 1024**2, 1024**3
VENDORED = "lit-html", "signals-core", "swagger-ui", "uplot"
OWN_MEMORY, WORKERS_OWN_MEMORY = 200, 60  # MiB of the server under load, and of an idle worker
ANSWER_SECONDS = 1.0

Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """One result of a check."""

    verdict: Verdict
    words: str

    def __str__(self) -> str:
        return f"{self.verdict}: {self.words}"


def ok(words: str) -> Finding:
    """Return that something is as it should be."""
    return Finding("ok", words)


def warn(words: str) -> Finding:
    """Return that something works, but needs attention."""
    return Finding("warn", words)


def fail(words: str) -> Finding:
    """Return that a server could not work."""
    return Finding("fail", words)


async def examine() -> list[Finding]:
    """Run all checks."""
    findings = [check_python(sys.version_info[:2]), check_numpy(np.__version__)]
    findings += check_libraries()
    findings += [check_sqlite(sqlite3.sqlite_version_info), check_vendor(HOME / "static/vendor")]
    try:
        settings = read_settings()
    except WrongSettings as error:
        return findings + [fail(f"settings: {line}") for line in str(error).splitlines()]
    findings += [ok("all settings are understood"), check_origins(settings)]
    findings.append(check_listing(settings))
    findings.append(check_files(resource.getrlimit(resource.RLIMIT_NOFILE)[1], settings.open_files))
    if file := file_of(settings.database()):
        findings += [check_folder(file.parent), check_private(file)]
    if settings.runner == "ray":
        findings.append(check_cluster(settings))
    else:
        findings.append(check_memory(settings, machine_memory()))
    return [*findings, await check_database(settings.database()), check_port(settings)]


def check_python(version: tuple[int, ...]) -> Finding:
    """Check Python's version."""
    words = f"Python {'.'.join(map(str, version))}"
    if version < OLDEST_PYTHON:
        return fail(f"{words}: install 3.11 or newer")
    return ok(words)


def check_numpy(version: str) -> Finding:
    """Check NumPy's version."""
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_NUMPY:
        return fail(f"NumPy {version}: 2.2 or newer is needed; reinstall the playground")
    return ok(f"NumPy {version}")


def check_libraries(version_of: Callable[[str], str] = version) -> list[Finding]:
    """Check the versions of the libraries that parse what clients send."""
    return [_check_floor(name, version_of(name), floor) for name, floor in FLOORS.items()]


def _check_floor(name: str, installed: str, floor: tuple[int, ...]) -> Finding:
    if tuple(int(part) for part in re.findall(r"\d+", installed)[: len(floor)]) < floor:
        least = ".".join(map(str, floor))
        return fail(f"{name} {installed}: {least} or newer is needed; reinstall the playground")
    return ok(f"{name} {installed}")


def check_sqlite(version: tuple[int, ...]) -> Finding:
    """Check the version of SQLite that Python was built with."""
    words = f"SQLite {'.'.join(map(str, version))}"
    if version < SOUND_SQLITE:
        return warn(f"{words}: before 3.51.3, stop the server for `playground purge`")
    return ok(words)


def check_files(most: int, wanted: int) -> Finding:
    """Check how many files and connections a process may have open here."""
    if 0 <= most < wanted:
        return warn(
            f"at most {most} open files: more than some {most // 7} people at once need "
            f"{wanted} (`ulimit -Hn`, or LimitNOFILE= in the service's unit)"
        )
    return ok("enough files and connections may be open")


def check_memory(settings: Settings, whole: int) -> Finding:
    """Check that this machine has the memory that the settings allow to all workers together."""
    runs, own = (
        settings.workers * settings.memory(),
        OWN_MEMORY + WORKERS_OWN_MEMORY * settings.workers,
    )
    if runs + own > whole:
        return warn(
            f"{whole} MiB of memory: {settings.workers} workers may take {runs} MiB for runs and "
            f"need {own} besides; set PLAYGROUND_WORKER_MEMORY or PLAYGROUND_WORKERS lower"
        )
    return ok(f"{whole} MiB of memory, of which {runs} for runs")


def check_cluster(settings: Settings) -> Finding:
    """Check that the head of the Ray cluster can be reached."""
    host, _, port = settings.ray_address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        return fail(
            f"nothing answers at {settings.ray_address} ({error}): start Ray's head there, or set "
            "PLAYGROUND_RAY_ADDRESS"
        )
    return ok(f"something answers at {settings.ray_address}, as Ray's head would")


def check_origins(settings: Settings) -> Finding:
    """Check that the settings name the pages that may open streams."""
    if settings.origins:
        return ok(f"streams are for the pages of {', '.join(settings.origins)}")
    if settings.host in LOOPBACK:
        return ok("streams are for pages of this machine; behind a proxy, set PLAYGROUND_ORIGINS")
    return warn(
        f"{settings.host} lets other machines in, and pages of any name that leads here may open "
        "streams: set PLAYGROUND_ORIGINS to the address that is meant, such as "
        '["https://learn.example.org"]'
    )


def check_listing(settings: Settings) -> Finding:
    """Check whether the operator approves what visitors put into the gallery."""
    if settings.listing == "none":
        return ok("nothing new is listed in the gallery")
    if settings.listing == "approval":
        return ok("`playground pending` shows what waits to be listed in the gallery")
    if settings.host in LOOPBACK and not settings.origins:
        return ok("all that is to be listed in the gallery is")
    return warn(
        "everybody who reaches the server can list anything in its gallery: look at `playground "
        "reported`, or set PLAYGROUND_LISTING to approval, or to none"
    )


def check_vendor(folder: Path) -> Finding:
    """Check that the page's libraries are installed."""
    if missing := [name for name in VENDORED if not (folder / name).is_dir()]:
        return fail(
            f"the page's libraries are missing in {folder} ({', '.join(missing)}): "
            "run `make setup` in a checkout, or reinstall the package"
        )
    return ok("the page's libraries are there")


def check_folder(folder: Path) -> Finding:
    """Check that the database's folder is writable and has space."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return fail(f"{there} cannot be written to: give it to the account that serves")
    free = shutil.disk_usage(there).free
    words = f"{folder} can be written to, and has {free / 1024**2:,.0f} MiB free"
    if free < LEAST_BYTES:
        return fail(f"{words}: make room")
    return warn(f"{words}: make room soon") if free < FEW_BYTES else ok(words)


def check_private(file: Path) -> Finding:
    """Check that no other account can read the database's file, which older versions allowed."""
    if file.exists() and file.stat().st_mode & 0o077:
        return warn(f"other accounts of this machine may use {file}: `chmod go= {file}*`")
    return ok("the database is for the account alone that serves")


async def check_database(url: str) -> Finding:
    """Check that the database can be reached and has the newest schema."""
    shown = make_url(url).render_as_string(hide_password=True)
    if (file := file_of(url)) and not file.exists():
        return ok(f"the database {shown} is not there yet: the first start makes it")
    database = Database(url)
    try:
        async with database.reading() as connection:
            return judge_shape(shown, await shape_of(connection))
    except (StoreBusy, StoreFull) as trouble:
        cause = f"{trouble.__cause__}".splitlines()[0]
        return fail(f"the database {shown} cannot be read: {cause}; mend PLAYGROUND_DATABASE_URL")
    finally:
        await database.stop()


def judge_shape(shown: str, shape: Shape) -> Finding:
    """Return the finding about the schema of a database that was reached."""
    if shape.is_foreign:
        return fail(f"a newer version made the database {shown}: upgrade the playground")
    if shape.revision is None:
        return ok(f"the database {shown} is empty: the first start makes its tables")
    if not shape.is_newest:
        return warn(f"the database {shown} is migrated at the next start: back it up before")
    return ok(f"the database {shown} can be read, and has the newest tables")


def check_port(settings: Settings) -> Finding:
    """Check whether the server can listen, or listens already."""
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and is_served(host, port):
                return ok(f"the playground is being served on {host}:{port}")
            return fail(f"cannot listen on {host}:{port}: {error.strerror}; set PLAYGROUND_PORT")
    return ok(f"{host}:{port} is free")


def is_served(host: str, port: int) -> bool:
    """Say whether a playground answers at the address."""
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(there, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().read(100) == b'{"status":"alive"}'
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
