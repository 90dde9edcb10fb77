"""What a Runner promises of runs that outlived their server.

The runner of one machine is tried alone: that of a cluster has the same records, and they do it.
"""

import gc
import sys

import pytest

from app.documents.experiment import Experiment
from tests.app.runners import local, reach, until
from tests.app.sessions import restored
from tests.app.test_runner_conformance import START, STATUS, run, runner, take

__all__ = ["run", "runner"]
pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def carried(anyio_backend):
    async with local() as carried:
        yield carried


async def test_run_that_outlived_its_server_waits_where_it_was_and_its_seq_grows(runner, run):
    await runner.call(run, START)
    await take(runner, run, 5)
    told = await runner.call(run, {"type": "keep", "on": False})
    seen, kept = runner.newest(run)["seq"], runner.checkpoint(run)
    again = await runner.create(kept, seen=seen)
    state = await runner.call(again, STATUS)
    assert (state["status"], state["reason"]) == ("paused", "restarted")
    assert state["seq"] > seen
    assert state["epoch"] >= told["epoch"]
    await runner.delete(again)


async def test_run_that_outlived_its_server_waits_though_its_owner_dies_at_once(carried, run):
    runner = carried.runner
    await runner.call(run, START)
    again = await runner.create(runner.checkpoint(run), seen=0)
    seq = (await runner.call(again, STATUS))["seq"]
    carried.kill_owner(again)
    await until(lambda: runner.newest(again)["seq"] > seq + 2**32 - 2**20)  # of a new worker
    await reach(runner, again, "paused")
    await runner.delete(again)


async def test_run_undoes_a_change_after_its_worker_has_died(carried, run):
    runner, rate = carried.runner, "training.optimizer.learning_rate"
    before = (await runner.call(run, {"type": "experiment"}))["experiment"]
    await runner.call(run, {"type": "step", "unit": "epoch", "count": 3})
    stood = await reach(runner, run, "paused")
    await runner.call(run, {"type": "set", "path": rate, "value": 0.5})
    await runner.call(run, START)
    seq = (await runner.call(run, STATUS))["seq"]
    carried.kill_owner(run)
    await until(lambda: runner.newest(run)["seq"] > seq + 2**32 - 2**20)
    await runner.call(run, {"type": "pause"})
    told = await runner.call(run, {"type": "undo"})
    assert told["epoch"] == stood["epoch"]
    assert (await runner.call(run, {"type": "experiment"}))["experiment"] == before
    assert told["can_redo"]


async def test_newest_checkpoint_is_at_hand(runner, run):
    await runner.call(run, {"type": "step", "unit": "epoch", "count": 3})
    await reach(runner, run, "paused")
    assert restored(runner.checkpoint(run), seq=0).epoch == 3


async def test_checkpoint_of_a_deleted_run_is_let_go_at_once(runner):
    run = await runner.create(Experiment())
    await runner.call(run, {"type": "step", "unit": "epoch"})
    await reach(runner, run, "paused")
    checkpoint = runner.checkpoint(run)
    gc.disable()  # it looks for what refers to itself, minutes later on a server
    try:
        await runner.delete(run)
        assert sys.getrefcount(checkpoint) == 2  # the name here, and the argument
    finally:
        gc.enable()
