"""A run whose worker is killed again and again: soon back each time, and the same to the bit."""

import asyncio
import json
import random
from contextlib import aclosing
from pathlib import Path
from time import monotonic

import pytest

from app.documents.commands import View
from app.encoding.messages import decode_tensors
from app.runs.runner import INCARNATION_BITS, Cursor
from tests.app.runners import experiment, local, parameters, reach
from tests.patience import LIMIT
from tests.results import tell

pytestmark = pytest.mark.anyio
VIEW = View(resolution=10, thumbnails=0)
EPOCHS = 500  # for each kill
RESUMED_SECONDS = 2.0


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def twins(carried, kills):
    """Start two equal runs, each on a worker of its own."""
    runner = carried.runner
    runs = [await runner.create(experiment(speed=20, epochs=EPOCHS * kills)) for _ in range(2)]
    for run in runs:
        await runner.call(run, {"type": "start"})
        await runner.call(run, {"type": "keep", "on": True})  # nobody watches the twin
    return runs


async def kill_at(carried, run, epochs, reached=lambda meta: meta["epoch"]):
    """Kill the run's worker at each of these epochs; return the seconds until it was seen again.

    `reached` says from a frame's metadata how far the run is.
    """
    gaps, epochs, killed = [], list(epochs), None
    frames = carried.runner.frames(run, VIEW, Cursor())
    async with asyncio.timeout(LIMIT + 20 * len(epochs)), aclosing(frames):
        async for frame in frames:
            meta = json.loads(decode_tensors(frame)[0]["frame"])
            life = meta["seq"] >> INCARNATION_BITS
            if killed is not None and life > killed[0]:
                gaps.append(monotonic() - killed[1])
                killed = None
            if not epochs and killed is None:
                return gaps
            if killed is None and reached(meta) >= epochs[0]:
                killed = life, monotonic()
                carried.kill_owner(run)
                del epochs[0]
    raise AssertionError("the run ended before it was killed often enough")


def dead_children():
    """Return the processes that this one started, that have ended, and that nobody asked after."""
    lists = Path("/proc/self/task").glob("*/children")
    started = [pid for each in lists for pid in each.read_text().split()]
    return [pid for pid in started if " Z " in Path(f"/proc/{pid}/stat").read_text()]


@pytest.mark.parametrize(
    ("kills", "judged"),  # which gap: a machine that does nothing else runs the long ones
    # of three, the shortest, on a machine that may take as long to start two workers
    [(3, min), *(pytest.param(n, max, marks=pytest.mark.long) for n in (20, 200))],
)
async def test_killed_run_is_back_in_two_seconds_and_ends_with_the_bits_of_its_twin(kills, judged):
    chance = random.Random(kills)
    # At a random moment of each stretch: of many within a checkpoint a run would be given up.
    at = [EPOCHS * kill + chance.randrange(EPOCHS - 1) for kill in range(kills)]
    began = monotonic()
    async with local(workers=2) as carried:
        start = monotonic() - began
        killed, twin = await twins(carried, kills)
        gaps = await kill_at(carried, killed, at)
        for run in killed, twin:
            await reach(carried.runner, run, "finished")
        assert carried.runner.stats()["restarts"] == kills
        assert carried.runner.newest(twin)["seq"] >> INCARNATION_BITS == 0  # it never noticed
        assert dead_children() == []
        assert await parameters(carried.runner, killed) == await parameters(carried.runner, twin)
    tell(f"R6-{kills}", kills=kills, gap_max_s=round(max(gaps), 3))
    assert judged(gaps) < (RESUMED_SECONDS if judged is max else max(RESUMED_SECONDS, 2 * start))
