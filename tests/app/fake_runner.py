"""A runner that carries nothing: tests of the services say what its runs do."""

import asyncio

from app.runs.runner import RunGone


class FakeRunner:
    def __init__(self):
        self.runs, self.calls = [], []
        self.refusals = []  # raised by the next calls, one each
        self.state = {"status": "ready", "epoch": 0, "seq": 1, "generation": 0, "revision": 0}
        self._news = asyncio.Event()

    async def start(self): ...

    async def stop(self): ...

    async def create(self, experiment, state=None, *, label=""):
        self.runs.append(f"run-{label}")
        return self.runs[-1]

    async def call(self, run, command):
        self.calls.append(command["type"])
        if self.refusals:
            raise self.refusals.pop(0)
        return {**self.state, "experiment": {}, "metrics": {}, "parameters": []}

    async def delete(self, run):
        if run not in self.runs:
            raise RunGone(run)
        self.runs.remove(run)

    def change(self, **state):
        """Let the run's state be another, which its viewers hear of."""
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

    def stats(self):
        return {"workers": 1, "alive": 1, "runs": len(self.runs), "viewers": 0, "restarts": 0}


async def settle():
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)
