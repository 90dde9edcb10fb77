"""Workers that take too much: memory, the processor, or one step for ever."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import AppError
from app.runs.current_run import current_run_file
from app.runs.server import supervisor, worker_process
from app.runs.server.supervisor import HeartbeatPolicy, ProcessSlot
from app.runs.worker.process_limits import NICENESS
from tests.app.far_end import Server
from tests.app.runners import QUICK, experiment, local, reach
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio
WICKED = "tests.app.wicked_session:Wicked"
MEMORY = 100 * 2**20
IMPATIENT = """
import sys
from app.runs.worker import process_limits, worker
process_limits.TURN_SECONDS = 1
worker.main(sys.argv[1:])
"""
START, STATUS = {"type": "start"}, {"type": "status"}


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def wicked():
    async with local(workers=1, session=WICKED, heartbeat=QUICK, memory_bytes=MEMORY) as carried:
        yield carried.runner


async def going(runner, title=""):
    run = await runner.create(experiment(speed=10, title=title))
    await runner.call(run, START)
    return run


async def test_run_that_hoards_memory_fails_with_a_reason_and_its_neighbour_goes_on(wicked):
    good, bad = await going(wicked), await going(wicked, "hoard")
    assert "out of memory" in (await reach(wicked, bad, "failed"))["reason"]
    assert (await wicked.call(good, STATUS))["status"] == "running"
    assert wicked.stats()["restarts"] == 0


async def test_new_run_is_there_at_once_after_one_that_hoarded(wicked):
    await reach(wicked, await going(wicked, "hoard"), "failed")
    assert (await wicked.call(await going(wicked), STATUS))["status"] == "running"


async def test_run_that_hangs_twice_is_given_up_and_its_neighbour_comes_back(wicked):
    good, bad = await going(wicked), await going(wicked, "hang")
    state = await reach(wicked, bad, "failed")
    assert wicked.stats()["restarts"] == 2
    assert (await wicked.call(good, STATUS))["status"] == "running"
    with pytest.raises(AppError, match=state["reason"]):
        await wicked.call(bad, START)


async def test_workers_let_the_server_go_first(wicked):
    [pid] = wicked.pids()
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0) + NICENESS


async def test_worker_may_map_what_it_has_and_its_allowance(wicked):
    [pid] = wicked.pids()
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    most = int(next(line for line in lines if "address space" in line).split()[3])
    assert MEMORY < most < 2**30 + MEMORY


def test_worker_that_hangs_is_ended_by_the_kernel_where_nobody_else_does_it():
    ours, theirs = socket.socketpair()
    with ours, theirs, current_run_file() as file:
        descriptors = theirs.fileno(), file.fileno()
        about = [*map(str, descriptors), WICKED, "60", str(MEMORY)]
        child = subprocess.Popen([sys.executable, "-c", IMPATIENT, *about], pass_fds=descriptors)
        Server(ours).start("r0", experiment(speed="max", title="hang"))
        assert child.wait(LIMIT) == -signal.SIGALRM


async def test_worker_that_ends_at_once_is_started_again_ever_later(monkeypatch):
    waits = []

    async def noted(seconds):
        waits.append(seconds)
        if len(waits) == 8:
            slot._stopped.set()

    slot = ProcessSlot("c0", Nobody(), [], HeartbeatPolicy())
    monkeypatch.setattr(slot, "_sleep", noted)
    monkeypatch.setattr(worker_process, "start_worker", lambda *_: subprocess.Popen(["true"]))
    monkeypatch.setattr(supervisor, "SOON", LIMIT)  # a busy machine takes its time
    await slot._live()
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


class Nobody:
    """An owner whom nothing concerns."""

    def on_started(self, slot): ...

    def on_exited(self, slot, death): ...
