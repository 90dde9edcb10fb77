"""The database is locked, its disk full, its files write-protected, for ten seconds each (R9).

Somebody watches a run and somebody saves meanwhile.  A full disk is a small one of its own and
write protection an attribute of the files: both take a superuser, and are left out for others.
"""

import asyncio
import contextlib
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from tests.load.server import Server, serving
from tests.load.store import store_file
from tests.load.viewers import WARM_UP, Viewer, figures

FPS = 10
BETWEEN = 0.25  # seconds between two saves
LONGEST = 20.0  # seconds that a recovery is waited for
DISK_MB = 8
Trouble = Callable[[Path], AbstractContextManager[None]]


async def away(seconds: float = 10.0) -> dict[str, Any]:
    """Have each trouble last so long; return the figures."""
    told: dict[str, Any] = {}
    for name, (disk, trouble) in TROUBLES.items():
        with tempfile.TemporaryDirectory() as folder, disk(Path(folder)) as there:
            if there:
                seen = await _measured(Path(folder), trouble, seconds)
                told |= {f"{name}_{figure}": value for figure, value in seen.items()}
    return told


async def _measured(folder: Path, trouble: Trouble, seconds: float) -> dict[str, Any]:
    async with serving(1, store_file(str(folder))) as server:
        viewer, measuring, done = await _viewer(server), asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(viewer.watch(measuring, done))
            await viewer.joined.wait()
            await asyncio.sleep(WARM_UP)
            async with httpx.AsyncClient(base_url=f"http://{server.address}", timeout=30) as http:
                measuring.set()
                begun = monotonic()
                with trouble(folder):
                    statuses = [await _save(http) async for _ in _ticks(seconds)]
                ended = monotonic()
                measuring.clear()
                async for _ in _ticks(LONGEST):
                    if await _save(http) == 201:
                        break
                recovery = monotonic() - ended
            done.set()
    seen = figures([viewer], ended - begun)
    return {
        "saves": len(statuses),
        "statuses": sorted(set(statuses)),
        "undocumented": sum(status not in (201, 503, 507) for status in statuses),
        "refused": sum(status in (503, 507) for status in statuses),
        "recovery_s": round(recovery, 2),
        "fps": seen["fps_slowest"],
        "age_p99_ms": seen["age_p99_ms"],
    }


async def _viewer(server: Server) -> Viewer:
    body = {"experiment": {}, "autostart": True}
    run = await asyncio.to_thread(server.post, "/api/runs", body)
    return Viewer(f"ws://{server.address}{run['stream_url']}", run["control_token"], FPS)


async def _ticks(seconds: float) -> Any:
    begun = monotonic()
    while monotonic() < begun + seconds:
        yield
        await asyncio.sleep(BETWEEN)


async def _save(http: httpx.AsyncClient) -> int:
    """Save something large and new; return the status of a problem document or of a success."""
    body = {"experiment": {"title": f"{monotonic()}", "description": "now " * 900}}
    named = {"Playground-Session": f"{monotonic()}"}
    answer = await http.post("/api/experiments", json=body, headers=named)
    is_problem = answer.headers["content-type"] == "application/problem+json"
    return answer.status_code if is_problem or answer.is_success else 0


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the database's lock."""
    with closing(sqlite3.connect(folder / "playground.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Fill the disk to the last byte."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    yield
    ballast.unlink()


@contextlib.contextmanager
def protected(folder: Path) -> Iterator[None]:
    """Let nobody write into the database's files, but the one that SQLite has in memory.

    A write to that ends the process by the kernel's hand (SIGBUS), whatever the program does.
    """
    files = [str(file) for file in folder.iterdir() if not file.name.endswith("-shm")]
    subprocess.run(["chattr", "+i", *files], check=True)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *files], check=True)


@contextlib.contextmanager
def any_disk(_: Path) -> Iterator[bool]:
    """Say that the trouble can be made anywhere."""
    yield True


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Put a small disk of its own there; say whether that may be done."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


@contextlib.contextmanager
def protectable_disk(folder: Path) -> Iterator[bool]:
    """Say whether files there may be protected."""
    probe = folder / "probe"
    probe.touch()
    tries = [
        subprocess.run(["chattr", sign, str(probe)], check=False, capture_output=True).returncode
        for sign in ("+i", "-i")
    ]
    probe.unlink()
    yield not any(tries)


TROUBLES: dict[str, tuple[Callable[[Path], AbstractContextManager[bool]], Trouble]] = {
    "locked": (any_disk, locked),
    "full": (small_disk, full),
    "protected": (protectable_disk, protected),
}
