"""The runners that must pass test_runner_conformance.py, and helpers of its tests and of others."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from app.documents.commands import Experiment
from app.runs.cluster.cluster_runner import ClusterRunner
from app.runs.runner import Runner
from app.runs.server.local_runner import LocalRunner, Options
from app.runs.server.supervisor import HeartbeatPolicy
from tests.app import ray_cluster
from tests.patience import LIMIT

QUICK = HeartbeatPolicy(seconds=0.05, misses=10, start=1000)


@dataclass
class Carried:
    """A runner, and a way to kill a run's worker without warning."""

    runner: Runner
    kill_owner: Callable[[str], None]
    gap: float = 2.0  # seconds without frames after a kill, at most; 0.3 on a machine at rest


@asynccontextmanager
async def local(**options: Any) -> AsyncIterator[Carried]:
    runner = LocalRunner(Options(**options))

    def kill_owner(run: str) -> None:
        os.kill(runner.owner(run), signal.SIGKILL)

    try:
        await runner.start()
        yield Carried(runner, kill_owner)
    finally:
        await runner.stop()


@asynccontextmanager
async def clustered(cluster: Any) -> AsyncIterator[Carried]:
    """A runner with two cells, in a cluster that is there."""
    from app.runs.cluster.ray_cells import RayCells  # its tests are left out where Ray is missing

    runner = ClusterRunner(Options(), RayCells(cluster.address))

    def kill_owner(run: str) -> None:
        os.kill(runner.owner(run), signal.SIGKILL)

    try:
        await runner.start()
        yield Carried(runner, kill_owner, gap=5.0)  # it kills the actor, not its worker alone
    finally:
        await runner.stop()


@asynccontextmanager
async def ray() -> AsyncIterator[Carried]:
    """A runner with two cells, in a cluster of one machine."""
    with ray_cluster.running() as cluster:
        cluster.add(2)
        async with clustered(cluster) as carried:
            yield carried


RUNNERS = {"local": local, "ray": ray}


def experiment(speed: float | str = 1, epochs: int | None = None, **changes: Any) -> Experiment:
    stop = {} if epochs is None else {"max_epochs": epochs}
    return Experiment(view={"speed": speed}, training={"stop": stop}, **changes)


async def until(condition: Callable[[], Any]) -> None:
    """Wait until something holds, while the rest of the event loop goes on."""
    async with asyncio.timeout(LIMIT):
        while not condition():
            await asyncio.sleep(0.002)


async def reach(runner: Runner, run: str, status: str) -> dict[str, Any]:
    """Wait for a run's status; return the state that has it."""
    async with asyncio.timeout(LIMIT):
        async for state in runner.states(run):
            if state["status"] == status:
                return state
    raise AssertionError(f"the run ended before it was {status}")


async def parameters(runner: Runner, run: str) -> list[float]:
    return (await runner.call(run, {"type": "describe"}))["parameters"]
