"""A class at work: runs that train for viewers, and pupils that make, steer, save and look.

`python -m tests.load.pupils HOST:PORT SECONDS RUNS PUPILS EVERY` is a process of its own.  It
prints JSON: first the runs for the viewers, then a line of figures every so many seconds, at the
end what is lost of all that the server acknowledged.
"""

import asyncio
import json
import random
import sys
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx

from tests.load.bystanders import PATIENCE, Bystanders, Watcher, background

COMMANDS: tuple[dict[str, Any], ...] = (
    {"type": "start"},
    {"type": "start"},
    {"type": "pause"},
    {"type": "step", "unit": "epoch", "count": 10},
    {"type": "step", "unit": "sample", "count": 7},
    {"type": "set", "path": "training.optimizer.learning_rate", "value": 0.01},
    {"type": "seek", "epoch": 0},
    {"type": "reset"},
)
LOOKS = "", "/history", "/boundary?resolution=50", "/model?format=numpy"
DATASETS = "circle", "xor", "gauss", "spiral"
CONFLICT = "409"  # a command that the run cannot follow now: met in a quiet class too
PUPIL_FPS = 5
THINKING = (2.0, 8.0)  # seconds
ACTS = 12  # of a lesson
SHORT_SECONDS = 60.0
RESET_SECONDS = 600.0  # after which a run is reset: none may train for an hour


@dataclass
class Pupils:
    """The pupils, and what must be there at the end."""

    address: str
    met: Bystanders
    hurry: bool = False  # whether there is no time for long lessons
    saved: list[str] = field(default_factory=list)
    runs: dict[str, int] = field(default_factory=dict)  # paused ones, and their epochs
    chance: random.Random = field(default_factory=random.Random)
    lessons: int = 0

    async def think(self) -> None:
        """Do nothing for a while."""
        await asyncio.sleep(
            self.chance.uniform(0.1, 0.3) if self.hurry else self.chance.uniform(2, 8)
        )

    async def ask(self, what: str, method: str, path: str, **content: Any) -> Any:
        """Return the JSON of a response; None if there is none."""
        response = await self.met.ask(what, method, path, **content)
        return response.json() if response is not None else None

    async def make(self, session: str, training: bool) -> dict[str, Any] | None:
        """Return a new run of a session; None if it is refused."""
        experiment = {"data": {"name": self.chance.choice(DATASETS)}}
        body = {"experiment": experiment, "autostart": training}
        named = {"Playground-Session": session}
        run = await self.ask("make", "POST", "/api/runs", json=body, headers=named)
        return run and run | {"session": session}

    async def command(self, run: dict[str, Any], command: dict[str, Any]) -> Any:
        """Steer a run."""
        headers = {
            "Playground-Session": run["session"],
            "Authorization": f"Bearer {run['control_token']}",
        }
        path = f"/api/runs/{run['id']}/commands"
        return await self.ask("command", "POST", path, json=command, headers=headers)

    async def reset(self, run: dict[str, Any], first: float) -> None:
        """Reset a run now and then, and start it again."""
        await asyncio.sleep(first)
        while True:
            await self.command(run, {"type": "reset"})
            await self.command(run, {"type": "start"})
            await asyncio.sleep(RESET_SECONDS)

    async def learn(self) -> None:
        """Have one lesson after another."""
        await self.think()
        while True:
            await self._lesson()

    async def _lesson(self) -> None:
        self.lessons += 1
        run = await self.make(f"pupil-{self.lessons}", False)
        if run is None:
            await asyncio.sleep(1)
            return
        watcher = Watcher(
            f"ws://{self.address}{run['stream_url']}", run["control_token"], PUPIL_FPS
        )
        async with background(watcher.keep_watching(asyncio.Event())):
            for _ in range(3 if self.hurry else ACTS):
                await self._act(run)
                await self.think()
        self.met.refused["stream closed"] += watcher.closed
        await self._leave(run)

    async def _act(self, run: dict[str, Any]) -> None:
        await self.command(run, self.chance.choice(COMMANDS))
        named = {"Playground-Session": run["session"]}
        look = self.chance.choice(LOOKS)
        await self.met.ask("look", "GET", f"/api/runs/{run['id']}{look}", headers=named)

    async def _leave(self, run: dict[str, Any]) -> None:
        """Pause the run or delete it; save an experiment and look at its preview."""
        named = {"Playground-Session": run["session"]}
        paused = await self.command(run, {"type": "pause"})
        if self.chance.random() < 0.3:
            steering = {"Authorization": f"Bearer {run['control_token']}"}
            await self.met.ask("delete", "DELETE", f"/api/runs/{run['id']}", headers=steering)
        elif paused is not None:
            self.runs[run["id"]] = paused["epoch"]
        data = {"seed": self.chance.randrange(2**32)}
        body = {"experiment": {"title": run["id"], "data": data}, "listed": True}
        saved = await self.ask("save", "POST", "/api/experiments", json=body, headers=named)
        if saved is None:
            return
        self.saved.append(saved["id"])
        await self.ask("list", "GET", "/api/experiments?limit=50", headers=named)
        if self.chance.random() < 0.5:
            await self.met.ask("preview", "GET", f"/api/experiments/{saved['id']}/preview.png")

    def figures(self) -> dict[str, Any]:
        """Return what was met since the last call."""
        times = self.met.times
        refused = {
            name: many
            for name, many in self.met.refused.items()
            if many and not name.endswith(CONFLICT)
        }
        row = {
            "ping_p99_ms": self.met.ping_ms(0.99),
            "make_max_s": round(max(times["make"], default=0.0), 2),
            "preview_max_s": round(max(times["preview"], default=0.0), 2),
            "refused": refused,
        }
        self.met.restart()
        return row

    async def losses(self) -> dict[str, Any]:
        """Look for all that the server acknowledged; return how much of it is lost."""
        lost = [name for name in self.saved if not await self._get(f"/api/experiments/{name}")]
        gone, moved = [], []
        for name, epoch in self.runs.items():
            about = await self._get(f"/api/runs/{name}")
            if about is None:
                gone.append(name)
            elif about["epoch"] != epoch:
                moved.append((name, epoch, about["epoch"]))
        return {
            "lessons": self.lessons,
            "saves": len(self.saved),
            "saves_lost": len(lost),
            "runs_left": len(self.runs),
            "runs_lost": len(gone),
            "runs_moved": len(moved),
            "moved": moved,
        }

    async def _get(self, path: str) -> Any:
        response = await self.met.http.get(path)
        return response.json() if response.is_success else None


async def main(address: str, seconds: float, many_runs: int, many: int, every: float) -> None:
    """Let the class work for so long, and print what it meets."""
    limits = httpx.Limits(max_connections=None, keepalive_expiry=3.0)
    async with httpx.AsyncClient(
        base_url=f"http://{address}", timeout=PATIENCE, limits=limits
    ) as http:
        pupils = Pupils(address, Bystanders(http), hurry=seconds < SHORT_SECONDS)
        runs = [await pupils.make(f"run-{number}", True) for number in range(many_runs)]
        still = await pupils.make("still", False)
        print(json.dumps({"runs": runs}), flush=True)
        begun, spread = monotonic(), RESET_SECONDS / many_runs
        async with background(
            pupils.met.ping(address, still),
            *(pupils.reset(run, spread * (number + 1)) for number, run in enumerate(runs)),
            *(pupils.learn() for _ in range(many)),
        ):
            while monotonic() < begun + seconds:
                await asyncio.sleep(every)
                print(json.dumps(pupils.figures()), flush=True)
        print(json.dumps(await pupils.losses()), flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(main(given[0], float(given[1]), *map(int, given[2:4]), float(given[4])))
