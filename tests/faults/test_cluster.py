"""Runs on a cluster whose machines, and whose web server, are killed or stand still."""

import asyncio
import json
import signal
from contextlib import aclosing
from time import monotonic
from types import SimpleNamespace

import pytest

from app.documents.commands import View
from app.encoding.messages import decode_tensors
from app.runs.cluster.cells import CellLost
from app.runs.runner import INCARNATION_BITS, Cursor
from tests.app import ray_cluster
from tests.app.runners import clustered, experiment, parameters, reach
from tests.app.test_cli import new_run, served
from tests.app.test_restart import looked_at, stepped, until_written
from tests.patience import LIMIT
from tests.results import tell

pytestmark = pytest.mark.anyio
VIEW = View(resolution=10, thumbnails=0)
START = {"type": "start"}


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
def cluster():
    with ray_cluster.running() as cluster:
        cluster.add(2)
        yield cluster


@pytest.fixture
def node(cluster):
    """A machine of one test's own, beside one that all share."""
    return cluster.add(2)


@pytest.fixture
async def carried(cluster, node):
    async with clustered(cluster) as carried:
        yield carried


async def metas(frames):
    async for frame in frames:
        yield json.loads(decode_tensors(frame)[0]["frame"])


async def until_of_a_new_worker(frames, before):
    """Wait for a frame of a later worker; return the seconds until then."""
    began, seq = monotonic(), before["seq"]
    async with asyncio.timeout(LIMIT):
        while seq >> INCARNATION_BITS == before["seq"] >> INCARNATION_BITS:
            after = (await anext(frames))["seq"]
            assert after > seq
            seq = after
    return monotonic() - began


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
async def test_run_goes_on_elsewhere_when_its_machine_is_lost(carried, node, fault):
    runner = carried.runner
    runs = [await runner.create(experiment(speed=20, epochs=1500)) for _ in range(2)]
    runs.sort(key=lambda run: runner.owner(run) not in node.pids())
    assert [runner.owner(run) in node.pids() for run in runs] == [True, False]
    for run in runs:
        await runner.call(run, START)
    async with aclosing(runner.frames(runs[0], VIEW, Cursor())) as frames:
        seen = metas(frames)
        before = await anext(seen)
        while before["epoch"] < 100:
            before = await anext(seen)
        node.signal(fault)
        gap = await until_of_a_new_worker(seen, before)
        node.signal(signal.SIGCONT)  # one that was frozen does no harm now
    for run in runs:
        await reach(runner, run, "finished")
    assert await parameters(runner, runs[0]) == await parameters(runner, runs[1])
    tell(f"ray-{fault.name}", gap_s=round(gap, 2))


async def test_cluster_that_is_not_there_is_said_so(monkeypatch):
    ray_cluster.needed()
    for name, value in ray_cluster.ENVIRONMENT.items():  # Ray reads them once, when it is imported
        monkeypatch.setenv(name, value)
    with pytest.raises(CellLost, match=r"no Ray cluster answers at 127\.0\.0\.1:1: "):
        async with clustered(SimpleNamespace(address="127.0.0.1:1")):
            pass


def test_run_waits_where_it_was_when_the_web_server_is_killed(cluster):
    """The next server gets the cells as soon as nobody asks them any more."""
    settings = {"RUNNER": "ray", "RAY_ADDRESS": cluster.address, "CELLS": "1"}
    environment = {f"PLAYGROUND_{name}": value for name, value in settings.items()}
    with served(environment) as (process, address):
        run = new_run(address)
        before = stepped(address, run, 7)
        until_written(run)
        process.kill()
    with served(environment) as (process, address):
        after = looked_at(address, run)
        assert after["parameters"] == before["parameters"]
        assert stepped(address, run, 1)["epoch"] == 8
        process.send_signal(signal.SIGTERM)
        assert "SIGTERM received" not in process.stdout.read()  # Ray's own handler would say it
