"""A search whose worker is killed again and again ends with the trials of an unkilled twin."""

import json
import random
from time import monotonic

import numpy as np
import pytest

from app.encoding.messages import decode_tensors
from tests.app.runners import local, reach
from tests.app.searches import FEW, search
from tests.app.studies import study
from tests.faults import test_kills
from tests.results import tell

anyio_backend = test_kills.anyio_backend
pytestmark = [pytest.mark.anyio, pytest.mark.long]
KILLS, TRIALS, EPOCHS = 200, 100, 20
BATCHES = 2 * EPOCHS  # of a trial
SPEED = 1 / 60  # trials a tick: a trial takes a second
ALL = {"type": "trials", "first": 0, "count": 250}


def batches(meta):
    """Return how many mini-batches a search has done, by a frame's metadata."""
    return meta["epoch"] * BATCHES + meta["position"]


def moments():
    """Return a random moment in each of as many stretches of the search as there are kills."""
    chance, stretch = random.Random(KILLS), TRIALS * BATCHES // KILLS
    return [stretch * kill + chance.randrange(stretch - 1) for kill in range(KILLS)]


async def outcome(runner, run):
    """Return the table of all trials, and the facts and the bytes of all states."""
    table = await runner.call(run, ALL)
    fork = await runner.call(run, {"type": "fork"})
    metadata, tensors = decode_tensors(np.asarray(fork["checkpoint"], np.uint8).tobytes())
    stepper = json.loads(metadata["facts"])["stepper"]
    return table, stepper, tensors["stepper.states"].tobytes()


async def test_search_that_is_killed_200_times_ends_with_the_bits_of_its_twin():
    vary, pace = search("bayesian", TRIALS), {"speed": SPEED}
    document = study(vary, FEW, budget={"epochs": EPOCHS}, view=pace)
    begun = monotonic()
    async with local(workers=2) as carried:
        runner = carried.runner
        runs = [await runner.create(document) for _ in range(2)]
        for run in runs:
            await runner.call(run, {"type": "start"})
            await runner.call(run, {"type": "keep", "on": True})  # nobody watches the twin
        gaps = await test_kills.kill_at(carried, runs[0], moments(), batches)
        for run in runs:
            await reach(runner, run, "finished")
        assert runner.stats()["restarts"] == KILLS
        killed, twin = [await outcome(runner, run) for run in runs]
    assert killed == twin
    assert killed[0]["total"] == TRIALS
    seconds, most = round(monotonic() - begun), round(max(gaps), 3)
    tell("search-kills", kills=KILLS, trials=TRIALS, seconds=seconds, gap_max_s=most)
