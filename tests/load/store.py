"""What people meet when they save, look around and go back while others watch.

`python -m tests.load.store HOST:PORT EPOCHS SECONDS` is a process of its own: waiting
in the process that also plays three hundred viewers would be noted as the server's.
"""

import http.client
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from app.documents.experiment import Experiment
from app.store.database import Database
from app.store.experiment_store import ExperimentStore
from tests.load.viewers import quantile

WORDS = ("circle", "spiral", "noise", "rate", "layers", "lesson", "homework", "surprise")
AT_ONCE = 1000  # epochs of a step
PAUSE = 0.05  # seconds between two things that people do


async def fill(url: str, count: int) -> None:
    """Keep so many listed experiments in a database."""
    database = Database(url)
    await database.start()
    try:
        store = ExperimentStore(database)
        for number in range(count):
            await store.save(_document(number), listed=True)
    finally:
        await database.stop()


def _document(number: int) -> dict[str, Any]:
    title = f"{WORDS[number % 8]} {WORDS[number // 8 % 8]} {number}"
    return Experiment(title=title).model_dump(mode="json")


class People:
    """Does what people do, one thing after another, and notes how long each takes."""

    def __init__(self, address: str, epochs: int) -> None:
        self._epochs = epochs  # of the run that they go back in
        self._line = http.client.HTTPConnection(address, timeout=30)
        self._chance = random.Random(0)
        self._times: dict[str, list[float]] = defaultdict(list)
        self._saved = 1_000_000

    def act(self, seconds: float) -> dict[str, Any]:
        """Save, list, search and go back for so long; return the figures."""
        run = self._long_run()
        ends = monotonic() + seconds
        while monotonic() < ends:
            self._save()
            self._list()
            self._seek(run)
        return dict(self._figures())

    def _long_run(self) -> dict[str, Any]:
        run: dict[str, Any] = self._ask("POST", "/api/runs", {"experiment": {}})
        for number in range(1, self._epochs // AT_ONCE + 1):
            step = {"type": "step", "unit": "epoch", "count": AT_ONCE, "number": number}
            self._command(run, step)
            while self._ask("GET", f"/api/runs/{run['id']}")["epoch"] < number * AT_ONCE:
                sleep(PAUSE)
        return run

    def _save(self) -> None:
        self._saved += 1
        body = {"experiment": {"title": f"saved {self._saved}"}, "listed": True}
        with self._noted("save"):
            self._ask("POST", "/api/experiments", body)

    def _list(self) -> None:
        word = self._chance.choice(WORDS)
        with self._noted("list"):
            page = self._ask("GET", "/api/experiments?limit=50")
        with self._noted("list"):
            self._ask("GET", f"/api/experiments?limit=50&cursor={page['next']}")
        with self._noted("search"):
            self._ask("GET", f"/api/experiments?limit=50&q={word}%20{self._chance.randrange(100)}")

    def _seek(self, run: dict[str, Any]) -> None:
        with self._noted("seek"):
            self._command(run, {"type": "seek", "epoch": self._chance.randrange(self._epochs)})

    def _command(self, run: dict[str, Any], command: dict[str, Any]) -> None:
        self._ask("POST", f"/api/runs/{run['id']}/commands", command, run["control_token"])

    def _ask(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        self._line.request(method, path, body and json.dumps(body), headers)
        answer = self._line.getresponse()
        told = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {told[:200]!r}")
        return json.loads(told or b"null")

    @contextmanager
    def _noted(self, what: str) -> Iterator[None]:
        begun = monotonic()
        yield
        self._times[what].append(monotonic() - begun)
        sleep(PAUSE)

    def _figures(self) -> Iterator[tuple[str, Any]]:
        for what, times in self._times.items():
            yield f"{what}_count", len(times)
            for part in (50, 99):
                yield f"{what}_p{part}_ms", round(1000 * quantile(times, part / 100), 1)


def store_file(folder: str) -> str:
    """Return the address of a database in a folder."""
    return f"sqlite+aiosqlite:///{Path(folder) / 'playground.db'}"


if __name__ == "__main__":
    print(json.dumps(People(sys.argv[1], int(sys.argv[2])).act(float(sys.argv[3]))))
