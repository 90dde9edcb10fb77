"""An attack on a server, and what other clients meet before it, during it and after it.

Each attack has a server of its own and runs in a process of its own; beside it, clients watch runs,
send pings, make runs and ask for previews (bystanders.py).
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from tests.load.bystanders import PATIENCE, Bystanders, Watcher, background
from tests.load.memory import KIB_OF_MB, resident_kib
from tests.load.server import Server, serving
from tests.load.store import store_file
from tests.load.viewers import WARM_UP, figures

LOOK_SECONDS = 0.25
MAX_MB = 1536.0  # of the server's memory: an attack that takes more is stopped
COMPARED = "fps_slowest", "ping_p99_ms", "gap_max_s", "memory_mb", "newcomer_max_s"
LASTING = "newcomer_max_s", "newcomer_refused", "ready_refused"  # counted after it, too
SERVER_ERRORS = "500", "502", "504", "RemoteProtocolError", "ReadError"
EXIT_SECONDS = 5.0  # for the attacker's process to exit


@dataclass(frozen=True)
class Siege:
    """Which attacks, how long each lasts, and the viewers beside it."""

    attacks: tuple[str, ...]
    seconds: float = 10.0
    quiet: float = 5.0  # seconds that are measured before it
    after: float = 0.0  # and after it
    runs: int = 3
    viewers: int = 3  # of each run
    fps: int = 10
    previews: bool = False  # whether a client asks for previews


@dataclass
class Scene:
    """A server under attack, and the clients beside the attacker."""

    server: Server
    store: Path
    watchers: list[Watcher]
    others: Bystanders
    peak_kib: float = 0.0

    def memory_mb(self) -> float:
        """Return the server's memory now, and note the peak."""
        kib = resident_kib(self.server.process.pid)
        self.peak_kib = max(self.peak_kib, kib)
        return kib / KIB_OF_MB

    def store_mb(self) -> float:
        """Return the size of all files of the store."""
        return sum(file.stat().st_size for file in self.store.glob("playground.db*")) / 2**20

    def restart(self) -> None:
        """Forget what was measured so far."""
        self.peak_kib = 0.0
        self.others.restart()
        for watcher in self.watchers:
            watcher.restart()

    def figures(self, seconds: float) -> dict[str, Any]:
        """Return what was measured in these seconds, since the last `restart`."""
        return (
            figures(list(self.watchers), seconds)
            | self.others.figures()
            | {
                "gap_max_s": round(max(watcher.longest_gap for watcher in self.watchers), 2),
                "streams_closed": sum(watcher.closed for watcher in self.watchers),
                "memory_mb": round(self.peak_kib / KIB_OF_MB, 1),
            }
        )


async def besieged(siege: Siege) -> dict[str, Any]:
    """Run each attack; return the figures, prefixed by the attack's name if there are several."""
    together: dict[str, Any] = {}
    for name in siege.attacks:
        seen = await _attacked(siege, name)
        prefix = f"{name.replace('-', '_')}_" if len(siege.attacks) > 1 else ""
        together |= {f"{prefix}{figure}": value for figure, value in seen.items()}
    return together


async def _attacked(siege: Siege, name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        async with (
            serving(2, store_file(folder), log) as server,
            httpx.AsyncClient(base_url=f"http://{server.address}", timeout=PATIENCE) as http,
        ):
            runs = [await _run(server, True) for _ in range(siege.runs)]
            watchers = [
                Watcher(f"ws://{server.address}{run['stream_url']}", "", siege.fps)
                for run in runs
                for _ in range(siege.viewers)
            ]
            scene = Scene(server, Path(folder), watchers, Bystanders(http))
            still, measuring = await _run(server, False), asyncio.Event()
            measuring.set()
            async with background(
                *(watcher.keep_watching(measuring) for watcher in watchers),
                scene.others.ping(server.address, still),
                scene.others.make_runs(),
                *([scene.others.ask_previews()] if siege.previews else []),
            ):
                await asyncio.gather(*(watcher.joined.wait() for watcher in watchers))
                await asyncio.sleep(WARM_UP)
                return await _parts(siege, name, scene, log)


async def _run(server: Server, training: bool) -> dict[str, Any]:
    body = {"experiment": {}, "autostart": training}
    run: dict[str, Any] = await asyncio.to_thread(server.post, "/api/runs", body)
    return run


async def _parts(siege: Siege, name: str, scene: Scene, log: Path) -> dict[str, Any]:
    """Measure before the attack, during it, and after it."""
    quiet = await _part(scene, siege.quiet)
    stored, logged = scene.store_mb(), len(log.read_bytes().splitlines())
    counts, seen = await _during(siege, name, scene)
    after = await _part(scene, siege.after) if siege.after else {}
    lines = log.read_text().splitlines()[logged:]
    return {
        **{f"{figure}_quiet": quiet[figure] for figure in COMPARED if figure in quiet},
        **seen,
        **{f"{figure}_after": after[figure] for figure in COMPARED if figure in after},
        **{figure: _worse(figure, seen, after) for figure in LASTING},
        "counts": counts,
        "made": counts.get("made", 0),
        "server_errors": sum(counts.get(status, 0) for status in SERVER_ERRORS),
        "memory_rise_mb": round(seen["memory_mb"] - quiet["memory_mb"], 1),
        "memory_left_mb": round(scene.memory_mb() - quiet["memory_mb"], 1),
        "store_mb": round(scene.store_mb() - stored, 1),
        "log_lines_a_second": round(len(lines) / (siege.seconds + siege.after), 1),
        "tracebacks": sum('"traceback"' in line for line in lines),
        "logged": dict(Counter(json.loads(line)["event"][:100] for line in lines)),
    }


def _worse(figure: str, during: dict[str, Any], after: dict[str, Any]) -> float:
    """Return the larger of a figure during the attack and after it; NaN if there is none."""
    both = [part[figure] for part in (during, after) if figure in part]
    return float(max(both, default=float("nan")))


async def _part(scene: Scene, seconds: float) -> dict[str, Any]:
    """Measure for so long."""
    return await _until(scene, seconds, lambda: False)


async def _until(scene: Scene, seconds: float, over: Callable[[], bool]) -> dict[str, Any]:
    """Measure for so long, or until it is over."""
    scene.restart()
    begun = monotonic()
    while monotonic() < begun + seconds and not over():
        scene.memory_mb()
        await asyncio.sleep(LOOK_SECONDS)
    return scene.figures(monotonic() - begun)


async def _during(siege: Siege, name: str, scene: Scene) -> tuple[dict[str, int], dict[str, Any]]:
    """Measure while the server is attacked; return the attacker's counts and the figures."""
    command = ["-m", "tests.load.attacks", scene.server.address, str(siege.seconds), name]
    pipe = asyncio.subprocess.PIPE
    attacker = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=pipe)
    assert attacker.stdout is not None
    await attacker.stdout.readline()  # it begins

    def over() -> bool:
        return attacker.returncode is not None or scene.peak_kib > MAX_MB * KIB_OF_MB

    seen = await _until(scene, siege.seconds + EXIT_SECONDS, over)
    stopped = attacker.returncode is None
    if stopped:
        attacker.kill()
    output, _ = await attacker.communicate()
    counts: dict[str, int] = json.loads(output)["counts"] if output else {}
    return counts, seen | {"attack_stopped": stopped}
