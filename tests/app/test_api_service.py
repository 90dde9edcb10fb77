"""How long runs stay, and which requests are refused: the rules, without a worker."""

from contextlib import contextmanager

import pytest

from app.documents.commands import Experiment, parse_command
from app.errors import Forbidden, TooMany, Unauthorised, Unavailable
from app.runs.runner import RunBusy
from app.services.viewer import View, Viewer
from tests.app.fake_runner import service

pytestmark = pytest.mark.anyio


class Clock:
    """The time by which runs are suspended: that of a machine which was switched on just now."""

    now = 5.0

    def __call__(self):
        return self.now

    def go_on(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


async def made(runs, **more):
    answer = await runs.create(Experiment(), **more)
    return runs._runs[answer["id"]]


def known(runs):
    return set(runs._runs.values())


@contextmanager
def watched(runs, run):
    with Viewer(runs, run, View(), can_control=False) as viewer:
        yield viewer


async def kept(runs, run):
    await runs.command(run, parse_command({"type": "keep", "on": True}))


async def test_run_that_nobody_asks_for_is_forgotten_here_and_by_the_runner(clock):
    runs = service(clock=clock, forget_seconds=600)
    await made(runs)
    clock.go_on(601)
    await runs.forget_old()
    assert not known(runs)
    assert not runs.runner.runs


async def test_run_is_remembered_while_it_is_watched_and_a_while_longer(clock):
    runs = service(clock=clock, forget_seconds=600)
    run = await made(runs)
    with watched(runs, run):
        clock.go_on(5000)
        await runs.forget_old()
    clock.go_on(599)
    await runs.forget_old()
    assert known(runs) == {run}


async def test_run_that_was_told_to_go_on_is_remembered_for_longer(clock):
    runs = service(clock=clock, forget_seconds=600, forget_kept_seconds=9000)
    run = await made(runs)
    await kept(runs, run)
    clock.go_on(8999)
    await runs.forget_old()
    assert known(runs) == {run}
    clock.go_on(2)
    await runs.forget_old()
    assert not known(runs)


async def test_watched_runs_are_never_forgotten_for_new_ones():
    runs = service(max_runs=1)
    with watched(runs, await made(runs)), pytest.raises(Unavailable, match="at most 1 run"):
        await made(runs)


async def test_session_with_watched_runs_only_gets_no_more():
    runs = service(max_runs_per_session=1)
    run = await made(runs, session="a")
    with watched(runs, run), pytest.raises(TooMany, match="at most 1 run"):
        await made(runs, session="a")
    assert await made(runs, session="b")


async def test_run_that_could_not_be_made_leaves_nothing():
    runs = service()
    runs.runner.refusals = [RunBusy("no answer")]
    with pytest.raises(RunBusy):
        await made(runs)
    assert not known(runs)
    assert not runs.runner.runs


async def test_run_that_the_runner_has_lost_can_be_deleted():
    runs = service()
    run = await made(runs)
    runs.runner.runs.clear()
    await runs.delete(run)
    assert not known(runs)


async def test_only_its_own_token_controls_a_run():
    runs = service()
    answer = await runs.create(Experiment())
    run = await runs.find(answer["id"])
    runs.authorise(run, answer["control_token"])
    for token, refusal in [(None, Unauthorised), ("", Forbidden), ("é" * 9, Forbidden)]:
        with pytest.raises(refusal):
            runs.authorise(run, token)


async def test_token_itself_is_kept_nowhere():
    runs = service()
    token = (await runs.create(Experiment()))["control_token"]
    assert len(token) == 32
    assert token not in repr([vars(run) for run in known(runs)])


async def test_last_streams_are_for_who_steers():
    runs = service(max_sockets=60)
    runs.seats.taken = 59
    run = await made(runs)
    runs.seats.check_seat(run, can_control=True)
    with pytest.raises(Unavailable, match="no room"):
        runs.seats.check_seat(run, can_control=False)


async def test_cap_on_viewers_holds_for_those_who_came_in_together():
    runs = service(max_viewers_per_run=1)
    run = await made(runs)
    runs.seats.check_room(run)
    runs.seats.check_room(run)
    runs.seats.check_seat(run, can_control=True)
    with watched(runs, run), pytest.raises(Unavailable, match="at most 1 viewer"):
        runs.seats.check_seat(run, can_control=True)
