"""Pictures of experiments come to an end whatever the experiment does, and only so many wait."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from app.documents.experiment import Experiment
from app.errors import Conflict, Unavailable
from app.services import preview_turns, previews
from app.services.previews import PreviewService
from tests.app.client import commanded, created, serving
from tests.app.fake_runner import FakeRunner, settle
from tests.app.runners import until
from tests.patience import LIMIT, Stopwatch

ENDLESS = {"status": "running", "epoch": 0}
RUNAWAY = {
    "problem": "regression",
    "network": {"hidden": [{"units": 8, "activation": "relu"}]},
    "training": {"optimizer": {"learning_rate": 10}},
}
WIDE = [{"units": 128, "activation": "relu"}] * 6
DEAR = {"network": {"hidden": WIDE}, "data": {"samples": 3000}}


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def pictured(client, document):
    made = client.post("/api/experiments", json={"experiment": document})
    assert made.status_code in (200, 201), made.text
    return client.get(f"/api/experiments/{made.json()['id']}/preview.png")


def test_experiment_that_diverges_in_its_first_epoch_has_a_picture(client, monkeypatch):
    monkeypatch.setattr(preview_turns, "TRAINING_SECONDS", LIMIT)  # which is not what ends it
    told = commanded(client, created(client, RUNAWAY), type="step", unit="epoch").json()
    assert (told["status"], told["epoch"]) == ("diverged", 0)
    watch = Stopwatch()
    assert pictured(client, RUNAWAY).headers["content-type"] == "image/png"
    assert watch.seconds < LIMIT


def test_dear_experiment_is_drawn_as_far_as_it_has_come(client, monkeypatch):
    monkeypatch.setattr(preview_turns, "TRAINING_SECONDS", 0.2)
    assert pictured(client, DEAR).headers["content-type"] == "image/png"
    assert client.app.state.services.runs.runner.stats()["runs"] <= 1  # not the picture's


class TimelineBudget:
    """Experiments of any name, and the pictures that are kept of them."""

    def __init__(self):
        self.kept = {}

    async def preview(self, name):
        return self.kept.get(name)

    async def origin(self, name):
        await asyncio.sleep(0)
        return Experiment.model_validate(DEAR if name.startswith("dear") else {})

    def saver(self, name):
        return None

    async def keep_preview(self, name, picture):
        self.kept[name] = picture


class ViewFeed(FakeRunner):
    """Answers what a picture is made of; steps are refused where it is told to."""

    refuses = False

    def __init__(self):
        super().__init__()
        self.costs = []  # of the experiments that were placed, in that order

    async def create(self, origin, **about):
        self.costs.append(origin.cost)
        return await super().create(origin, **about)

    async def call(self, run, command):
        await super().call(run, command)
        if self.refuses and command["type"] == "step":
            raise Conflict("the run has diverged")
        return {"values": [[[0.0, 1.0]] * 2], "range": [-1, 1], "points": {"train": []}}


async def no_table(_):
    return None


@asynccontextmanager
async def making(**state):
    runner = ViewFeed()
    runner.state |= state
    service = PreviewService(runner, TimelineBudget(), no_table)
    try:
        yield service, runner
    finally:
        await service.stop()


@pytest.mark.anyio
async def test_experiment_that_diverged_before_its_first_step_has_a_picture():
    async with making(status="diverged") as (service, runner):
        runner.refuses = True
        assert (await service.picture("a")).startswith(b"\x89PNG")
        assert not runner.runs


@pytest.mark.anyio
async def test_usual_picture_is_made_before_dear_ones_that_many_savers_ask_for(monkeypatch):
    monkeypatch.setattr(preview_turns, "LEAST_SECONDS", 2 * LIMIT)
    async with making(**ENDLESS) as (service, runner):
        dear = [asyncio.create_task(service.picture(f"dear {n}")) for n in range(40)]
        await until(
            lambda: len(service._making) == 40 and len(runner.costs) == preview_turns.AT_ONCE
        )
        monkeypatch.setattr(preview_turns, "TRAINING_SECONDS", 0.1)
        monkeypatch.setattr(preview_turns, "LEAST_SECONDS", 0.01)
        await asyncio.wait_for(asyncio.gather(service.picture("usual"), *dear), LIMIT)
        assert runner.costs.index(Experiment().cost) <= preview_turns.AT_ONCE + 1


@pytest.mark.anyio
async def test_picture_that_many_ask_for_at_once_is_made_once():
    async with making(status="finished") as (service, runner):
        pictures = await asyncio.gather(*(service.picture("a") for _ in range(5)))
        assert len(set(pictures)) == 1
        assert runner.calls.count("boundary") == 1


@pytest.mark.anyio
async def test_run_that_has_had_its_time_is_paused_before_it_is_drawn(monkeypatch):
    monkeypatch.setattr(preview_turns, "TRAINING_SECONDS", 0.01)
    async with making(**ENDLESS) as (service, runner):
        await asyncio.wait_for(service.picture("a"), LIMIT)
        assert runner.calls == ["step", "pause", "boundary", "describe"]


@pytest.mark.anyio
async def test_picture_too_many_is_refused_with_a_time_to_come_again(monkeypatch):
    monkeypatch.setattr(preview_turns, "MOST", 3)
    async with making(**ENDLESS) as (service, _):
        waiting = [asyncio.create_task(service.picture(name)) for name in "abc"]
        await until(lambda: len(service._making) == 3)
        with pytest.raises(Unavailable, match="at most 3 pictures") as refused:
            await asyncio.wait_for(service.picture("d"), LIMIT)
        assert refused.value.headers == {"Retry-After": "30"}
    await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.anyio
async def test_who_waits_too_long_is_told_so_and_finds_the_picture_later(monkeypatch):
    async with making(**ENDLESS) as (service, runner):
        others = [asyncio.create_task(service.picture(name)) for name in "ab"]
        await until(lambda: len(runner.runs) == 2)
        with monkeypatch.context() as hasty:
            hasty.setattr(previews, "PATIENCE_SECONDS", 0.01)
            with pytest.raises(Unavailable, match="many pictures") as refused:
                await asyncio.wait_for(service.picture("c"), LIMIT)
        assert refused.value.headers == {"Retry-After": "30"}
        assert "c" in service._making
        runner.change(status="finished")
        assert len(await asyncio.gather(*others, service.picture("c"))) == 3
        await settle()
        assert not service._making
