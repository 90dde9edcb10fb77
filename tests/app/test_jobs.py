"""Which job of a worker is next, and which one is refused."""

from collections import Counter

import pytest

from app.documents.commands import View
from app.runs.worker import jobs as module
from app.runs.worker.jobs import COMMAND, MAKING, Job, Jobs

VIEW = View()


def blocks(count):
    for _ in range(count - 1):
        yield


class Told:
    """The jobs that were refused, and with which words."""

    def __init__(self):
        self.refused = []

    def job(self, run, kind="describe", count=1, **about):
        return Job(run, kind, blocks(count), refused=lambda why: self.refused.append(run), **about)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def jobs():
    return Jobs()


def turns(jobs, must_wait=lambda _: False, now=0.0):
    """Do all jobs; return the run and kind of each block."""
    done = []
    while (job := jobs.next(now, must_wait)) is not None:
        done.append((job.run, job.kind))
        if job.advance():
            jobs.done(job)
    return done


def fill(jobs, *several):
    for job in several:
        jobs.add(job)


def test_runs_take_turns_however_much_one_is_asked(jobs, told):
    fill(jobs, *(told.job("a") for _ in range(3)), told.job("b"))
    assert [run for run, _ in turns(jobs)] == ["a", "b", "a", "a"]
    assert not jobs


def test_kinds_of_questions_take_turns_however_often_one_is_asked(jobs, told):
    fill(jobs, *(told.job("a", "model", 2) for _ in range(2)), told.job("a", "status"))
    assert [kind for _, kind in turns(jobs)] == ["model", "status", "model", "model", "model"]


def test_questions_of_one_kind_are_answered_one_after_the_other(jobs, told):
    first, second = told.job("a", count=2), told.job("a")
    fill(jobs, first, second)
    begun = []
    while job := jobs.next(0.0, lambda _: False):
        begun.append(job)
        if job.advance():
            jobs.done(job)
    assert begun == [first, first, second]


def test_run_that_must_wait_keeps_nobody_else(jobs, told):
    fill(jobs, told.job("ahead"), told.job("b"), told.job("c"))
    assert [run for run, _ in turns(jobs, lambda job: job.run == "ahead")] == ["b", "c"]
    assert [job.run for job in jobs] == ["ahead"]


def test_runs_are_made_one_after_the_other_and_take_turns_with_the_rest(jobs, told):
    fill(jobs, told.job("x", MAKING, 2), told.job("y", MAKING, 2), told.job("a", count=3))
    assert [run for run, _ in turns(jobs)] == ["x", "a", "x", "a", "y", "a", "y"]


def test_what_is_asked_of_a_run_that_is_being_made_waits_for_it(jobs, told):
    fill(jobs, told.job("x", "status"), told.job("x", COMMAND), told.job("x", MAKING, 3))
    assert [kind for _, kind in turns(jobs)] == [MAKING] * 3 + ["status", COMMAND]


def test_run_with_too_many_questions_has_its_newest_refused_and_no_other_run_has(
    jobs, told, monkeypatch
):
    monkeypatch.setattr(module, "QUESTIONS_OF_A_RUN", 3)
    fill(jobs, told.job("other"), *(told.job("flooded") for _ in range(5)))
    assert told.refused == ["flooded"] * 2
    assert Counter(job.run for job in jobs) == {"other": 1, "flooded": 3}


def test_where_all_have_too_many_the_run_with_most_has_its_newest_refused(jobs, told, monkeypatch):
    monkeypatch.setattr(module, "QUESTIONS", 4)
    fill(jobs, *(told.job("flooded") for _ in range(4)), *(told.job("late") for _ in range(2)))
    assert told.refused == ["flooded"] * 2
    assert Counter(job.run for job in jobs) == {"flooded": 2, "late": 2}


def test_commands_of_a_run_wait_only_so_many(jobs, told, monkeypatch):
    monkeypatch.setattr(module, "COMMANDS", 2)
    fill(jobs, *(told.job("a", COMMAND) for _ in range(3)))
    assert told.refused == ["a"]
    assert len(list(jobs)) == 2


def test_few_large_questions_are_in_the_making_at_a_time_and_small_ones_go_on(
    jobs, told, monkeypatch
):
    monkeypatch.setattr(module, "LARGE_AT_ONCE", 1)
    large = [told.job(run, "boundary", 2, large=True) for run in "ab"]
    fill(jobs, *large, told.job("c"))
    assert [run for run, _ in turns(jobs)] == ["a", "c", "a", "b", "b"]


def test_job_that_nobody_waits_for_any_more_is_not_gone_on_with(jobs, told):
    fill(jobs, told.job("a", until=1.0), told.job("b", until=3.0))
    assert [run for run, _ in turns(jobs, now=2.0)] == ["b"]
    assert not jobs
    assert told.refused == []


def test_late_jobs_of_a_run_that_must_wait_are_let_go(jobs, told):
    fill(jobs, told.job("a", until=1.0), told.job("a", "model", until=1.0))
    jobs.end_late(2.0)
    assert not jobs


def test_jobs_of_a_run_that_is_gone_are_refused(jobs, told):
    fill(jobs, told.job("a"), told.job("a", COMMAND), told.job("a", MAKING), told.job("b"))
    jobs.forget("a")
    assert told.refused == ["a"] * 3
    assert [job.run for job in jobs] == ["b"]


def test_picture_is_dropped_by_its_view(jobs, told):
    fill(jobs, told.job("a", VIEW, 2), told.job("a", View(resolution=50), 2))
    assert jobs.draws("a", VIEW)
    jobs.drop("a", VIEW)
    assert not jobs.draws("a", VIEW)
    assert len(list(jobs)) == 1
