"""How worker processes start and end: forks of a fork server, or new interpreters."""

import os
import signal
import sys

import pytest

from app.runs.server import worker_start
from app.runs.server.worker_process import Process
from tests.app.runners import experiment, local, reach, until
from tests.app.test_local import parent_of

pytestmark = pytest.mark.anyio

ARGUMENTS = ["app.runs.training.training_session:TrainingSession", "60", str(2**30)]


@pytest.fixture(params=[True, False], ids=["forked", "new interpreter"])
def _start(request, monkeypatch):
    if request.param and sys.platform != "linux":
        pytest.skip("forks are for Linux")
    monkeypatch.setattr(worker_start, "FORKS", request.param)


@pytest.mark.usefixtures("_start")
async def test_run_trains_in_a_worker():
    async with local(workers=1) as carried:
        run = await carried.runner.create(experiment(speed="max", epochs=3))
        await carried.runner.call(run, {"type": "start"})
        assert (await reach(carried.runner, run, "finished"))["epoch"] == 3


@pytest.mark.usefixtures("_start")
async def test_exit_tells_the_signal_that_ended_the_worker():
    process = await Process.spawn(ARGUMENTS, lambda header, body: None)
    process.listen()
    os.kill(process.pid, signal.SIGSEGV)
    assert (await process.ended()).returncode == -signal.SIGSEGV


@pytest.mark.usefixtures("_start")
async def test_worker_ends_by_itself_when_its_pair_is_closed():
    heard = []
    process = await Process.spawn(ARGUMENTS, lambda header, body: heard.append(header))
    process.listen()
    await until(lambda: heard)
    process.close()
    assert (await process.ended()).returncode == 0


async def test_workers_outlive_their_fork_server_and_the_next_one_gets_another(fork_server):
    async with local(workers=1) as carried:
        run = await carried.runner.create(experiment(speed="max"))
        [worker] = carried.runner.pids()
        fork_server.end()
        assert (await carried.runner.call(run, {"type": "start"}))["status"] == "running"
        assert carried.runner.pids() == [worker]
        carried.kill_owner(run)
        await until(lambda: carried.runner.pids() not in ([], [worker]))
        assert (await carried.runner.call(run, {"type": "pause"}))["status"] == "paused"


async def test_fork_server_that_does_not_answer_is_replaced(fork_server, monkeypatch):
    first = await Process.spawn(ARGUMENTS, lambda header, body: None)
    os.kill(parent_of(first.pid), signal.SIGSTOP)
    monkeypatch.setattr(worker_start, "START_SECONDS", 0.05)
    with pytest.raises(OSError, match="fork server has started no worker"):
        await Process.spawn(ARGUMENTS, lambda header, body: None)
    monkeypatch.undo()
    monkeypatch.setattr(worker_start, "_FORK_SERVER", fork_server)
    second = await Process.spawn(ARGUMENTS, lambda header, body: None)
    for process in (first, second):
        process.listen()
        process.close()
        await process.ended()
