"""Places for runs: the order of eviction, the caps, and the owners of runs."""

from contextlib import ExitStack, contextmanager, suppress

import pytest

from app.documents.commands import Experiment, View, parse_command
from app.errors import TooMany, Unavailable
from app.limits.rates import RateLimiter
from app.runs.runner import RunBusy, RunFailed
from app.services.viewer import Viewer
from tests.app.fake_runner import MemoryStore, service

pytestmark = pytest.mark.anyio


class Clock:
    now = 5.0

    def __call__(self):
        self.now += 1.0  # each look is a second later than the one before
        return self.now


async def made(runs, session=None):
    answer = await runs.create(Experiment(), session=session)
    return runs._runs[answer["id"]]


async def keep(runs, run):
    await runs.command(run, parse_command({"type": "keep", "on": True}))


@contextmanager
def watched(runs, run):
    with Viewer(runs, run, View(), can_control=False) as viewer:
        yield viewer


def known(runs):
    return set(runs._runs.values())


@pytest.fixture
def full():
    """A server of three places."""
    return service(clock=Clock(), max_runs=3)


async def test_run_unwatched_for_longest_gives_way(full):
    first, second, third = [await made(full, name) for name in "abc"]
    first.seen, second.seen = second.seen, first.seen
    fourth = await made(full, "d")
    assert known(full) == {first, third, fourth}
    assert second.inner not in full.runner.runs


async def test_run_that_was_told_to_go_on_gives_way_after_the_others(full):
    first, _, third = [await made(full, name) for name in "abc"]
    await keep(full, first)
    await made(full, "d")
    assert {first, third} < known(full)


async def test_run_of_the_owner_with_the_most_gives_way_first(full):
    first, _, third = [await made(full, name) for name in "abb"]
    await made(full, "c")
    assert {first, third} < known(full)


async def test_all_who_name_no_session_count_as_one_owner_where_room_is_made(full):
    first, _, third = [await made(full, name) for name in ("a", None, None)]
    await made(full, "c")
    assert {first, third} < known(full)


async def test_run_in_training_that_nobody_watches_gives_way_at_once(full):
    first, *others = [await made(full, name) for name in "abc"]
    full.runner.change(status="running")
    newcomer = await made(full, "d")
    assert known(full) == {*others, newcomer}
    assert first.id not in full._runs


async def test_newcomer_gets_a_place_while_one_client_has_made_and_kept_all_it_can():
    runs = service(max_runs=40, max_runs_per_session=8)
    for session in range(40):
        run = await made(runs, f"s{session}")
        with suppress(TooMany):
            await keep(runs, run)
    newcomer = await made(runs, "newcomer")
    assert newcomer in known(runs)
    assert len(known(runs)) == 40


async def test_last_places_are_for_owners_without_a_run():
    runs = service(max_runs=20)
    run = await made(runs, "a")
    others = [await made(runs, f"s{n}") for n in range(18)]
    with ExitStack() as stack:
        for one in [run, *others]:
            stack.enter_context(watched(runs, one))
        with pytest.raises(Unavailable, match="at most 20 runs"):
            await made(runs, "a")
        assert await made(runs, "b")


async def test_only_so_many_runs_of_a_session_go_on_unwatched():
    runs = service()
    mine = [await made(runs, "a") for _ in range(5)]
    for run in mine[:4]:
        await keep(runs, run)
    with pytest.raises(TooMany, match="at most 4 runs of a session"):
        await keep(runs, mine[4])
    await keep(runs, mine[0])  # it does already


async def test_run_of_the_owner_with_the_most_stops_going_on_for_a_newer_one():
    runs = service(clock=Clock(), max_runs=30)
    one, *two = [await made(runs, session) for session in "abb"]
    for run in (one, *two):
        await keep(runs, run)
    newest = await made(runs, "c")
    await keep(runs, newest)
    assert [run for run in known(runs) if not run.kept] == two[:1]
    assert runs.runner.calls[-2:] == ["keep", "keep"]  # the worker of the loser gets a message too


async def test_only_a_tenth_of_the_places_are_for_runs_that_go_on_unwatched():
    runs = service(max_runs=20)
    watching = [await made(runs, session) for session in "ab"]
    for run in watching:
        await keep(runs, run)
    with ExitStack() as stack:
        for run in watching:
            stack.enter_context(watched(runs, run))
        with pytest.raises(TooMany, match="at most 2 runs go on"):
            await keep(runs, await made(runs, "c"))


async def test_run_that_is_brought_back_goes_on_unwatched_only_where_there_is_a_place():
    store = MemoryStore()
    first, second = service(store=store), service(store=store, max_runs=10)
    mine = [await made(first, "a") for _ in range(2)]
    for run in mine:
        await keep(first, run)
    await first.write_down()
    back = [await second.find(run.id) for run in mine]
    assert [run.kept for run in back] == [True, False]
    assert second.runner.calls.count("keep") == 1


async def test_run_that_cannot_be_told_to_pause_keeps_nobody_from_going_on():
    runs = service(clock=Clock(), max_runs=10)
    lost, newest = [await made(runs, session) for session in "ab"]
    await keep(runs, lost)
    runs.runner.refusals = [RunFailed("a fault")]
    await keep(runs, newest)
    assert (lost.kept, newest.kept) == (False, True)


async def test_run_goes_on_unwatched_only_once_its_worker_knows():
    runs = service()
    run = await made(runs, "a")
    runs.runner.refusals = [RunBusy("no answer")]
    with pytest.raises(RunBusy):
        await keep(runs, run)
    assert not run.kept


@pytest.mark.parametrize("session", ["a", None])
async def test_forks_count_among_what_the_runs_owner_makes(session):
    runs = service(creations=RateLimiter("makes", 2, 0.001))
    run = await made(runs, session)
    for _ in range(2):
        run = runs._runs[(await runs.fork(run, None))["id"]]  # of the fork of the fork
    with pytest.raises(TooMany):
        await runs.fork(run, None)


async def test_forks_are_refused_before_a_worker_is_asked():
    runs = service(creations=RateLimiter("makes", 1, 0.001))
    run = await made(runs, "a")
    await runs.fork(run, None)
    before = len(runs.runner.calls)
    with pytest.raises(TooMany):
        await runs.fork(run, None)
    assert len(runs.runner.calls) == before


@pytest.mark.parametrize("session", ["a", None])
async def test_forks_count_for_the_cap_on_an_owners_runs(session):
    runs = service(max_runs_per_session=3)
    run = await made(runs, session)
    for _ in range(5):
        await runs.fork(run, None)
    assert len(known(runs)) == 3


async def test_run_that_was_brought_back_belongs_to_whom_it_did():
    store = MemoryStore()
    first, second = service(store=store), service(store=store)
    run = await made(first, "a")
    await first.write_down()
    assert (await second.find(run.id)).owner == run.owner
