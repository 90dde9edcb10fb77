"""What a worker stores of its runs and their jobs, and what it removes."""

import gc

import pytest

from app.runs.training.training_session import TrainingSession
from app.runs.worker.jobs import MAKING, Job
from app.runs.worker.worker import Worker
from app.runs.worker.worker_runs import WorkerRuns
from tests.app.far_end import Note


class Deaf:
    """A pair without another end."""

    def send(self, header, body=b""):
        pass


def blocks(count):
    for _ in range(count - 1):
        sum(range(10_000))
        yield


@pytest.fixture
def worker_runs():
    return WorkerRuns(Deaf(), Note())


def test_run_that_could_not_be_made_has_no_account(worker_runs):
    worker_runs.jobs.add(Job("r", MAKING, blocks(3)))
    while worker_runs.go_on():
        pass
    assert worker_runs.queue.spent("r") == 0


def test_run_does_not_pay_for_the_garbage_of_all(worker_runs):
    others = [[number] for number in range(500_000)]  # each an object that a collection visits
    with worker_runs.account("r"):
        gc.collect()
    assert worker_runs.queue.spent("r") < 0.001
    assert len(others) == 500_000


@pytest.mark.parametrize("kind", [MAKING, "status"])
def test_blocks_are_paid_for_by_their_run_whatever_they_are_for(worker_runs, kind):
    worker_runs.jobs.add(Job("r", kind, blocks(10**6)))  # more than a turn has time for
    worker_runs.go_on()
    assert worker_runs.queue.spent("r") > 0


def test_beat_lets_go_of_what_nobody_waits_for_any_more():
    worker = Worker(Deaf(), Note(), TrainingSession, unwatched_seconds=60.0)
    worker._worker_runs.jobs.add(Job("r", "status", blocks(1), until=0.0))
    worker._beat({"do": "beat", "watched": []})
    assert not worker._worker_runs.jobs
