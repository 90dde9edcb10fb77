"""A runner that computes nothing: tests of the services say what its runs do."""

import asyncio
from time import monotonic, time

import numpy as np

from app.documents.experiment import Experiment
from app.encoding.messages import encode_tensors
from app.errors import AppError
from app.limits.rates import RateLimiter
from app.runs.runner import RunGone
from app.services.persistence import RunPersister
from app.services.run_rules import RunRules
from app.services.run_service import RunService
from app.settings import Settings
from app.store.run_store import NOBODY


class FakeRunner:
    def __init__(self):
        self.runs, self.calls, self.provided = [], [], []
        self.saved = encode_tensors({"experiment": Experiment().model_dump_json()}, {})
        self.refusals = []  # raised by the next calls, one each
        self.state = {"status": "ready", "epoch": 0, "seq": 1, "generation": 0, "revision": 0}
        self.state |= {"can_undo": False, "can_redo": False}
        self._news = asyncio.Event()

    async def start(self): ...

    async def stop(self): ...

    async def create(self, origin, *, label="", seen=-1):
        name = f"run-{label}"
        self.runs.append(name)
        for _ in range(10):  # a worker is asked, meanwhile others come in
            await asyncio.sleep(0)
        return name

    async def create_and_call(self, origin, *commands, label="", seen=-1):
        run = await self.create(origin, label=label, seen=seen)
        try:
            return run, [await self.call(run, command) for command in commands]
        except AppError:
            await self.delete(run)
            raise

    def provide(self, table, columns):
        self.provided.append(table)

    async def call(self, run, command):
        self.calls.append(command["type"])
        if self.refusals:
            raise self.refusals.pop(0)
        checkpoint = np.frombuffer(self.saved or b"", np.uint8)
        told = {
            "experiment": {},
            "marks": [],
            "metrics": {},
            "parameters": [],
            "checkpoint": checkpoint,
        }
        return {**self.state, **told}

    async def delete(self, run):
        if run not in self.runs:
            raise RunGone(run)
        self.runs.remove(run)

    def change(self, **state):
        """Change the run's state and wake its viewers."""
        self.state = {**self.state, "seq": self.state["seq"] + 1, **state}
        self._news.set()
        self._news = asyncio.Event()

    async def frames(self, run, view, cursor):
        while True:
            news = self._news
            if self.state["seq"] > cursor.seq:
                cursor.seq, cursor.generation = self.state["seq"], self.state["generation"]
                yield f"frame {cursor.seq} of {view.neuron}".encode()
            else:
                await news.wait()

    async def states(self, run):
        while True:
            news = self._news
            yield self.state
            await news.wait()

    def newest(self, run):
        return self.state

    def checkpoint(self, run):
        return self.saved

    def stats(self):
        nothing = {"viewers": 0, "restarts": 0, "calls": 0, "unsent": 0}
        return {"workers": 1, "alive": 1, "runs": len(self.runs), **nothing}

    def statuses(self):
        return {self.state["status"]: len(self.runs)}


async def settle():
    """Let every task go on as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


class MemoryStore:
    """Stores runs as the database does, and fails when a test sets it to."""

    def __init__(self):
        self.kept, self.trouble = {}, None
        self.clock = time  # by which the server writes

    def _check(self):
        if self.trouble:
            raise self.trouble

    async def save(self, kept, here=(), found=NOBODY):
        self._check()
        self.kept |= {run.id: run for run in kept}
        return set()

    async def get(self, name):
        self._check()
        return self.kept.get(name)

    async def delete(self, name):
        self._check()
        self.kept.pop(name, None)

    async def purge(self, before):
        self._check()
        self.kept = {name: run for name, run in self.kept.items() if run.saved >= before}


def service(runner=None, store=None, clock=monotonic, creations=None, **settings):
    """Return a service of runs with a fake runner and a fake store."""
    runner = runner or FakeRunner()
    store = store or MemoryStore()
    persister = RunPersister(runner, store, store.clock)
    rules = RunRules(Settings(**settings), creations or RateLimiter("makes", 1000, 1000), clock)
    return RunService(runner, rules, persister, tables)


async def tables(name):
    """Return an uploaded table."""
    return b"[]"
