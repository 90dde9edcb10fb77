"""Worker slots whose workers cannot be started, or whose supervision fails."""

import asyncio
import gc

import pytest

from app.documents.commands import Experiment
from app.runs.server import supervisor, worker_process
from app.runs.server.run_record import CRASHES, KILLS, RunRecord
from app.runs.server.supervisor import HeartbeatPolicy, ProcessSlot
from app.runs.server.worker_process import Process, WorkerExit
from tests.app.runners import until

pytestmark = pytest.mark.anyio


class Owner:
    """Counts the workers that start; the first ones raise `faults`."""

    def __init__(self, *faults):
        self.begun, self._faults = 0, list(faults)

    def on_started(self, slot):
        self.begun += 1
        if self._faults:
            raise self._faults.pop(0)

    def on_message(self, slot, header, body): ...

    def on_exited(self, slot, death): ...

    def watched(self, slot):
        return []


async def test_fault_of_the_owner_does_not_end_the_supervision(monkeypatch):
    monkeypatch.setattr(supervisor, "LONGEST_DELAY", 0.01)
    owner = Owner(RuntimeError("a fault of ours"))
    slot = ProcessSlot(
        "c0",
        owner,
        ["app.runs.training.training_session:TrainingSession", "60", str(2**30)],
        HeartbeatPolicy(),
    )
    starting = asyncio.ensure_future(slot.start())
    try:
        await until(starting.done)
        assert owner.begun == 2
    finally:
        await slot.stop()
        starting.cancel()


async def test_process_that_cannot_be_started_leaves_no_descriptor_open(monkeypatch):
    def refuse(*_):
        raise OSError("no process left")

    monkeypatch.setattr(worker_process, "start_worker", refuse)
    with pytest.raises(OSError, match="no process left"):
        await Process.spawn([], lambda header, body: None)
    await asyncio.sleep(0)  # the transport closes in the loop's next turn
    await asyncio.sleep(0)
    gc.collect()  # a transport left open would warn, and warnings are errors


@pytest.mark.parametrize(
    ("number", "hung", "outside"),
    [(9, False, True), (14, False, True), (9, True, False), (6, False, False)],
)
def test_worker_that_was_killed_or_held_up_by_others_is_no_fault_of_its_run(number, hung, outside):
    assert WorkerExit(-number, "r0", hung).outside is outside


def blamed(returncode, seconds, times):
    """Return whether a run is given up at each death, so many seconds after it was made anew."""
    record, now, found = RunRecord("r0", None, Experiment(), "r0", -1), 0.0, []
    for _ in range(times):
        record.creation()
        record.settle(now)
        now += seconds
        found.append(record.blame(WorkerExit(returncode, "r0", False), now))
    return found


async def test_kills_count_against_a_run_only_if_each_comes_soon_after_the_worker_has_it():
    assert blamed(-9, 0.5, KILLS) == [False] * (KILLS - 1) + [True]
    assert blamed(-9, 1.5, 4 * KILLS) == [False] * 4 * KILLS


async def test_crash_counts_against_a_run_however_long_it_was_at_work():
    assert blamed(-6, 1000, CRASHES) == [False] * (CRASHES - 1) + [True]
