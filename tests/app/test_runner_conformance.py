"""What every implementation of Runner promises.  A second one joins by a line in RUNNERS."""

import asyncio
import itertools
import json
from contextlib import aclosing, suppress

import pytest

from app.documents.commands import View
from app.encoding.messages import decode_tensors
from app.errors import AppError
from app.runs.runner import Cursor, RunBusy, RunGone
from tests.app.runners import RUNNERS, experiment, parameters, reach, until
from tests.patience import LIMIT, attempts

pytestmark = pytest.mark.anyio
VIEW = View(resolution=10, thumbnails=0, fps=60)
STATUS = {"type": "status"}
START = {"type": "start"}


@pytest.fixture(scope="module", params=RUNNERS)
async def carried(request, anyio_backend):
    async with RUNNERS[request.param]() as carried:
        yield carried


@pytest.fixture
def runner(carried):
    return carried.runner


@pytest.fixture
async def run(runner):
    run = await runner.create(experiment())
    yield run
    with suppress(RunGone):
        await runner.delete(run)


def opened(frame):
    """Return what a frame says of itself, and its tensors."""
    metadata, tensors = decode_tensors(frame)
    return json.loads(metadata["frame"]), tensors


async def following(frames):
    return await asyncio.wait_for(anext(frames), LIMIT)


async def take(runner, run, count, cursor=None, view=VIEW):
    """Return so many frames of a run, as they say of themselves."""
    async with aclosing(runner.frames(run, view, cursor or Cursor())) as frames:
        return [opened(await following(frames))[0] for _ in range(count)]


def growing(numbers):
    return all(a < b for a, b in itertools.pairwise(numbers))


async def test_new_run_is_ready_at_epoch_0(runner, run):
    answer = await runner.call(run, STATUS)
    assert (answer["status"], answer["epoch"]) == ("ready", 0)


async def test_command_is_done_when_it_is_answered(runner, run):
    answer = await runner.call(run, {"type": "step", "unit": "epoch", "count": 3})
    assert answer["epoch"] == 3
    assert (await runner.call(run, {"type": "describe"}))["epoch"] == 3


async def test_refused_command_says_why(runner, run):
    with pytest.raises(AppError) as refused:
        await runner.call(run, {"type": "set", "path": "network.hidden", "value": []})
    assert refused.value.status == 409
    assert refused.value.code == "needs_reset"


async def test_call_to_no_run_is_gone(runner):
    with pytest.raises(RunGone):
        await runner.call("c0-none", STATUS)


async def test_calls_of_one_run_are_done_in_their_order(runner, run):
    step = {"type": "step", "unit": "epoch"}
    answers = await asyncio.gather(*(runner.call(run, step) for _ in range(20)))
    assert [answer["epoch"] for answer in answers] == list(range(1, 21))


async def test_step_with_a_number_is_done_once(runner, run):
    step = {"type": "step", "unit": "epoch", "number": 7}
    await runner.call(run, step)
    assert (await runner.call(run, step))["epoch"] == 1
    assert (await runner.call(run, step | {"number": 8}))["epoch"] == 2


async def test_each_client_counts_for_itself_and_a_reset_run_from_the_start(runner, run):
    step = {"type": "step", "unit": "epoch", "number": 7}
    await runner.call(run, step | {"client": "one"})
    assert (await runner.call(run, step | {"client": "other", "number": 1}))["epoch"] == 2
    assert (await runner.call(run, step | {"client": "one"}))["epoch"] == 2
    await runner.call(run, {"type": "reset"})
    assert (await runner.call(run, step | {"client": "one", "number": 1}))["epoch"] == 1


async def test_who_joins_a_paused_run_gets_its_picture_at_once(runner, run):
    [meta] = await take(runner, run, 1)
    assert (meta["run"], meta["epoch"], meta["status"]) == (run, 0, "ready")


async def test_frames_call_the_run_by_its_label(runner):
    run = await runner.create(experiment(), label="known to people")
    [meta] = await take(runner, run, 1)
    assert meta["run"] == "known to people"
    await runner.delete(run)


async def test_frames_of_a_run_in_training_only_grow(runner, run):
    await runner.call(run, START)
    frames = await take(runner, run, 20)
    assert growing([frame["seq"] for frame in frames])
    assert frames[-1]["epoch"] > frames[0]["epoch"]


async def test_who_has_seen_the_newest_gets_nothing_until_there_is_news(runner, run):
    cursor = Cursor()
    await take(runner, run, 1, cursor)
    async with aclosing(runner.frames(run, VIEW, cursor)) as frames:
        waiting = asyncio.ensure_future(anext(frames))
        await runner.call(run, STATUS)  # a whole turn of the owner without news
        assert not waiting.done()
        await runner.call(run, {"type": "step", "unit": "epoch"})
        assert opened(await asyncio.wait_for(waiting, LIMIT))[0]["epoch"] == 1


async def test_each_viewer_gets_each_epoch_once_however_slow(runner, run):
    await runner.call(run, START)

    async def epochs(fps, count):
        rows, view = [], View(resolution=10, thumbnails=0, fps=fps)
        async with aclosing(runner.frames(run, view, Cursor())) as frames:
            for _ in range(count):
                history = opened(await following(frames))[1]["history"]
                rows += history[:, 0].astype(int).tolist()
        return rows

    for rows in await asyncio.gather(epochs(60, 30), epochs(7, 4)):
        assert rows == list(range(len(rows)))


async def test_viewer_that_stalls_delays_nobody_and_sees_the_newest_afterwards(runner, run):
    await runner.call(run, START)
    async with aclosing(runner.frames(run, VIEW, Cursor())) as stalled:
        first, _ = opened(await following(stalled))
        others = await take(runner, run, 20, Cursor(first["seq"]))
        late, _ = opened(await following(stalled))
    assert late["seq"] >= others[-1]["seq"]


async def test_frames_keep_the_pace_that_was_asked_for(runner, run):
    await runner.call(run, START)
    for _ in attempts(within=1.5):
        frames = await take(runner, run, 11, view=View(resolution=10, thumbnails=0, fps=20))
        assert frames[-1]["t"] - frames[0]["t"] > 0.45


async def test_views_show_what_they_ask_for(runner, run):
    async def sides(view):
        async with aclosing(runner.frames(run, view, Cursor())) as frames:
            tensors = opened(await following(frames))[1]
            return [tensors[name].shape[-1] for name in ("boundary", "neurons") if name in tensors]

    views = View(resolution=50, thumbnails=8), View(resolution=30, thumbnails=0)
    assert await asyncio.gather(*map(sides, views)) == [[50, 8], [30]]


async def test_rebuilt_run_sends_its_history_from_the_start(runner, run):
    await runner.call(run, {"type": "step", "unit": "epoch", "count": 5})
    async with aclosing(runner.frames(run, VIEW, Cursor())) as frames:
        before, _ = opened(await following(frames))
        await runner.call(run, {"type": "reset"})
        after, tensors = opened(await following(frames))
    assert after["generation"] > before["generation"]
    assert tensors["history"][:, 0].tolist() == [0]


async def test_states_give_the_newest_at_once_and_every_change_of_status(runner, run):
    assert (await reach(runner, run, "ready"))["epoch"] == 0
    await runner.call(run, START)
    assert (await reach(runner, run, "running"))["status"] == "running"


async def test_deletion_ends_the_streams_and_the_calls(runner, run):
    frames, states = runner.frames(run, VIEW, Cursor()), runner.states(run)
    await following(frames)
    await following(states)
    await runner.delete(run)
    for stream in frames, states:
        with pytest.raises(StopAsyncIteration):
            await following(stream)
    with pytest.raises(RunGone):
        await runner.call(run, STATUS)


async def test_frames_go_on_and_only_grow_when_the_owner_is_killed(carried, run):
    runner = carried.runner
    await runner.call(run, START)
    async with aclosing(runner.frames(run, VIEW, Cursor())) as frames:
        seen = [opened(await following(frames))[0] for _ in range(20)]
        carried.kill_owner(run)
        seen += [opened(await following(frames))[0] for _ in range(40)]
    assert growing([frame["seq"] for frame in seen])
    assert seen[-1]["seq"] >> 32 > seen[0]["seq"] >> 32
    assert seen[-1]["status"] == "running"


async def test_epochs_that_a_new_owner_trains_again_are_sent_again(carried, run):
    runner = carried.runner
    await runner.call(run, START)
    async with aclosing(runner.frames(run, VIEW, Cursor())) as frames:
        for _ in range(40):  # 0.7 s: what was saved last is older
            before, _ = opened(await following(frames))
        carried.kill_owner(run)
        after, tensors = before, {}
        while after["seq"] >> 32 == before["seq"] >> 32:
            after, tensors = opened(await following(frames))
    assert tensors["history"][0, 0] <= before["epoch"]


async def test_gap_in_the_frames_is_short_when_the_owner_is_killed(carried):
    runner = carried.runner
    for watch in attempts(within=carried.gap):
        run = await runner.create(experiment())  # one that is killed too often is given up
        await runner.call(run, START)
        async with aclosing(runner.frames(run, VIEW, Cursor())) as frames:
            before, _ = opened(await following(frames))
            carried.kill_owner(run)
            watch.begin()
            while opened(await following(frames))[0]["seq"] >> 32 == before["seq"] >> 32:
                pass
        await runner.delete(run)


async def test_call_in_flight_is_busy_when_the_owner_is_killed_and_the_next_is_done(carried, run):
    runner = carried.runner
    carried.kill_owner(run)
    with pytest.raises(RunBusy, match="being replaced"):
        await runner.call(run, STATUS)
    assert (await runner.call(run, {"type": "step", "unit": "epoch"}))["epoch"] == 1


async def test_killed_run_ends_with_the_bits_of_an_unkilled_twin(carried):
    runner = carried.runner
    runs = [await runner.create(experiment(speed=20, epochs=1500)) for _ in range(2)]
    for run in runs:
        await runner.call(run, START)
    for epoch in 300, 800:
        async with aclosing(runner.frames(runs[0], VIEW, Cursor())) as frames:
            while opened(await following(frames))[0]["epoch"] < epoch:
                pass
        carried.kill_owner(runs[0])
    for run in runs:
        assert (await reach(runner, run, "finished"))["status"] == "finished"
    killed, twin = [await parameters(runner, run) for run in runs]
    assert killed == twin
    for run in runs:
        await runner.delete(run)


async def test_accepted_command_outlives_the_owner(carried, run):
    runner = carried.runner
    step = {"type": "step", "unit": "epoch", "count": 4, "number": 1}
    await runner.call(run, step)
    carried.kill_owner(run)
    with suppress(RunBusy):
        await runner.call(run, STATUS)
    assert (await runner.call(run, step))["epoch"] == 4


async def test_other_runs_go_on_when_an_owner_is_killed(carried):
    runner = carried.runner
    runs = [await runner.create(experiment()) for _ in range(2)]
    carried.kill_owner(runs[0])
    answer = await runner.call(runs[1], STATUS)  # no RunBusy: it lives elsewhere
    assert answer["status"] == "ready"
    for run in runs:
        await runner.delete(run)


async def test_stats_count_runs_viewers_and_restarts(carried, run):
    runner = carried.runner
    before = runner.stats()
    async with aclosing(runner.frames(run, VIEW, Cursor())) as frames:
        await following(frames)
        assert runner.stats()["viewers"] == before["viewers"] + 1
    carried.kill_owner(run)
    await until(lambda: runner.stats()["restarts"] == before["restarts"] + 1)
    await until(lambda: runner.stats()["alive"] == before["workers"])
    assert runner.stats()["runs"] == before["runs"]
