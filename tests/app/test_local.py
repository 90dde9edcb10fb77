import asyncio
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from app.documents.commands import View
from app.encoding.messages import to_json
from app.errors import AppError
from app.runs.runner import Cursor, RunBusy, RunFailed
from app.runs.server.supervisor import STOP_SECONDS, HeartbeatPolicy
from app.runs.training.training_session import TrainingSession
from tests.app.runners import QUICK, experiment, local, reach, until
from tests.app.sessions import execute
from tests.patience import LIMIT, attempts

pytestmark = pytest.mark.anyio
START, STATUS = {"type": "start"}, {"type": "status"}
WICKED = "tests.app.wicked_session:Wicked"
VIEW = View(resolution=10, thumbnails=0)

SERVER = """
import asyncio
from app.runs.server.local_runner import LocalRunner
from app.documents.commands import Experiment

async def serve():
    runner = LocalRunner()
    await runner.start()
    run = await runner.create(Experiment(view={"speed": "max"}))
    await runner.call(run, {"type": "start"})
    print(*runner.pids(), flush=True)
    await asyncio.Event().wait()

asyncio.run(serve())
"""


def alive(pid):
    """Say whether a process lives; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def parent_of(pid):
    """Return the process id of a process's parent."""
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def started_server():
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = os.environ | {"PYTHONPATH": paths}
    command = [sys.executable, "-c", SERVER]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


async def test_workers_of_a_killed_server_end_though_they_are_busy():
    with started_server() as server:
        pids = {int(pid) for pid in (await asyncio.to_thread(server.stdout.readline)).split()}
        assert len(pids) == 2
        pids |= set(map(parent_of, pids)) - {server.pid}  # the fork server
        server.kill()
    await until(lambda: not any(map(alive, pids)))


async def test_interrupt_of_the_whole_group_leaves_the_workers_to_the_server():
    async with local(workers=1) as carried:
        [pid] = carried.runner.pids()
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
        run = await carried.runner.create(experiment())
        assert (await carried.runner.call(run, STATUS))["status"] == "ready"
        assert carried.runner.pids() == [pid]


async def test_stop_ends_busy_workers_within_two_seconds():
    for watch in attempts(within=STOP_SECONDS):
        async with local() as carried:
            run = await carried.runner.create(experiment(speed="max"))
            await carried.runner.call(run, START)
            pids = carried.runner.pids()
            watch.begin()
    assert not any(map(alive, pids))


async def test_stop_ends_the_streams():
    async with local(workers=1) as carried:
        run = await carried.runner.create(experiment())
        frames = carried.runner.frames(run, VIEW, Cursor())
        await asyncio.wait_for(anext(frames), LIMIT)
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(frames), LIMIT)


async def test_runs_are_spread_over_the_workers():
    async with local() as carried:
        runs = [await carried.runner.create(experiment()) for _ in range(4)]
        owners = [carried.runner.owner(run) for run in runs]
        assert sorted(owners.count(owner) for owner in owners) == [2, 2, 2, 2]


async def test_worker_computes_with_one_thread():
    async with local(workers=1) as carried:
        await carried.runner.create(experiment())
        [pid] = carried.runner.pids()
        assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1


@pytest.fixture
async def wicked():
    async with local(workers=1, session=WICKED, heartbeat=QUICK) as carried:
        yield carried.runner


async def going(runner, **changes):
    run = await runner.create(experiment(speed=10, **changes))
    await runner.call(run, START)
    return run


async def test_run_that_crashes_its_worker_twice_is_given_up_with_an_id_to_quote(wicked):
    run = await going(wicked, title="crash")
    state = await reach(wicked, run, "failed")
    assert wicked.stats()["restarts"] == 2
    with pytest.raises(AppError, match=state["reason"]) as refused:
        await wicked.call(run, START)
    assert (refused.value.status, refused.value.code) == (409, "failed")


@pytest.mark.parametrize("title", ["crash", "fault"])
async def test_run_that_failed_can_be_read_and_watched(wicked, title):
    run = await going(wicked, title=title)
    await reach(wicked, run, "failed")
    told = await wicked.call(run, {"type": "describe"})
    assert (told["status"], len(told["parameters"])) == ("failed", 25)
    async with aclosing(wicked.frames(run, VIEW, Cursor())) as frames:
        assert await asyncio.wait_for(anext(frames), LIMIT)


async def test_run_that_failed_begins_anew_after_a_reset(wicked):
    run = await going(wicked, title="crash")
    await reach(wicked, run, "failed")
    assert (await wicked.call(run, {"type": "reset"}))["status"] == "ready"
    step = {"type": "step", "unit": "epoch"}
    assert (await wicked.call(run, step))["epoch"] == 1


async def test_run_that_fails_even_to_be_read_is_lost(wicked):
    run = await going(wicked, title="fault")
    await reach(wicked, run, "failed")
    slot = wicked._records[run].slot
    wicked._events.on_message(slot, {"is": "fault", "run": run, "fault": "another"}, b"")
    with pytest.raises(RunFailed):
        await wicked.call(run, STATUS)


async def test_neighbour_of_a_run_that_crashes_goes_on(wicked):
    good = await going(wicked)
    bad = await going(wicked, title="crash")
    await reach(wicked, bad, "failed")
    async with aclosing(wicked.frames(good, VIEW, Cursor())) as frames:
        for _ in range(3):
            await asyncio.wait_for(anext(frames), LIMIT)
    assert (await wicked.call(good, STATUS))["status"] == "running"


async def test_failed_run_can_be_deleted(wicked):
    run = await going(wicked, title="crash")
    await reach(wicked, run, "failed")
    await wicked.delete(run)
    assert wicked.stats()["runs"] == 0


async def test_fault_in_a_run_stops_that_run_only(wicked):
    good = await going(wicked)
    bad = await going(wicked, title="fault")
    await reach(wicked, bad, "failed")
    assert wicked.stats()["restarts"] == 0
    assert (await wicked.call(good, STATUS))["status"] == "running"


async def test_worker_that_hangs_is_replaced(wicked):
    good = await going(wicked)
    await going(wicked, title="hang")
    await until(lambda: wicked.stats()["restarts"] == 1)
    assert (await wicked.call(good, STATUS))["status"] == "running"


async def test_long_step_is_no_hang():
    patient = HeartbeatPolicy(seconds=0.1, misses=20, start=1000)
    async with local(workers=1, session=WICKED, heartbeat=patient) as carried:
        run = await going(carried.runner, title="long")
        async with aclosing(carried.runner.frames(run, VIEW, Cursor())) as frames:
            for _ in range(3):
                await asyncio.wait_for(anext(frames), LIMIT)
        assert carried.runner.stats()["restarts"] == 0


async def test_run_whose_worker_is_killed_by_others_again_and_again_is_not_given_up():
    async with local(workers=1) as carried:
        run = await going(carried.runner)
        for restarts in range(1, 4):
            carried.kill_owner(run)
            await until(lambda n=restarts: carried.runner.stats()["restarts"] == n)
            await until(lambda: carried.runner.stats()["alive"])
        assert (await carried.runner.call(run, STATUS))["status"] == "running"


async def call_for_ever(runner, run):
    while True:
        await runner.call(run, STATUS)


async def test_new_run_and_its_first_command_survive_the_death_of_their_worker():
    async with local(workers=1) as carried:
        neighbour = await carried.runner.create(experiment())
        making = asyncio.ensure_future(
            carried.runner.create_and_call(experiment(), {"type": "describe"})
        )
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # both are sent
        carried.kill_owner(neighbour)
        run, (answer,) = await making
        assert answer["epoch"] == 0
        assert (await carried.runner.call(run, {"type": "status"}))["status"] == "ready"


async def test_run_made_while_a_new_worker_starts_is_there_at_once():
    async with local(workers=1, call_seconds=LIMIT) as carried:
        runner = carried.runner
        [pid] = runner.pids()
        os.kill(pid, signal.SIGKILL)
        await until(lambda: runner.pids() not in ([pid], []))
        assert runner.stats()["alive"] == 0
        assert (await runner.call(await runner.create(experiment()), STATUS))["status"] == "ready"


async def test_call_that_is_not_answered_in_time_is_busy():
    async with local(workers=1, session=WICKED, call_seconds=0.3) as carried:
        run = await going(carried.runner, title="hang")
        with pytest.raises(RunBusy, match=r"no answer within 0\.3 seconds"):
            await call_for_ever(carried.runner, run)


async def test_run_that_nobody_watches_pauses_and_says_why():
    async with local(workers=1, unwatched_seconds=0.2, heartbeat=QUICK) as carried:
        run = await going(carried.runner)
        assert (await reach(carried.runner, run, "paused"))["reason"] == "unwatched"


async def test_run_that_is_watched_goes_on_and_so_does_one_that_is_kept():
    async with local(workers=1, unwatched_seconds=0.2, heartbeat=QUICK) as carried:
        watched, kept = [await going(carried.runner) for _ in range(2)]
        await carried.runner.call(kept, {"type": "keep", "on": True})
        async with aclosing(carried.runner.frames(watched, View(fps=5), Cursor())) as frames:
            for _ in range(4):
                await asyncio.wait_for(anext(frames), LIMIT)
            for run in watched, kept:
                assert (await carried.runner.call(run, STATUS))["status"] == "running"


async def test_points_are_checked_one_by_one_however_many_there_are():
    points = [[1.0, 1.0, 1]] * 2000 + [[1.0, True, 1]]
    async with local(workers=1) as carried:
        run = await carried.runner.create(experiment())
        for path, value in (
            ("data.points", points),
            ("data", {"source": "points", "points": points}),
        ):
            with pytest.raises(AppError, match=r"points\.2000"):
                await carried.runner.call(run, {"type": "set", "path": path, "value": value})


async def test_answer_that_comes_in_parts_is_whole():
    large = experiment(problem="multiclass", data={"samples": 5000})
    async with local(workers=1) as carried:
        run = await carried.runner.create(large)
        asked = {"type": "boundary", "resolution": 300}, {"type": "describe"}
        both = await asyncio.gather(*(carried.runner.call(run, query) for query in asked))
    here = TrainingSession(large)
    assert [to_json(one) for one in both] == [to_json(execute(here, query)) for query in asked]


async def test_worker_has_what_is_slow_to_import_before_anybody_asks_for_it():
    async with local(workers=1) as carried:
        (pid,) = carried.runner.pids()
        assert "/onnx/" in Path(f"/proc/{pid}/maps").read_text()
