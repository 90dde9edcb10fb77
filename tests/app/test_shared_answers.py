"""What viewers of a run are told is asked once; the first ones are told what came with the run."""

import anyio
import pytest

from app.documents.commands import parse_command
from app.documents.experiment import Experiment
from app.runs.answers import DESCRIBE
from tests.app.fake_runner import service

pytestmark = pytest.mark.anyio


@pytest.fixture
def runs():
    return service()


async def made(runs):
    return runs._runs[(await runs.create(Experiment()))["id"]]


async def test_first_viewer_is_told_what_came_with_the_run(runs):
    run = await made(runs)
    asked = len(runs.runner.calls)
    assert (await runs.answers.get(run, DESCRIBE, None, None))["epoch"] == 0
    assert len(runs.runner.calls) == asked
    await runs.answers.get(run, DESCRIBE, None, None)
    assert runs.runner.calls[asked:] == ["describe"]


@pytest.mark.parametrize("change", [{"generation": 1}, {"revision": 1}, {"status": "failed"}])
async def test_run_that_has_changed_since_it_was_made_is_asked_anew(runs, change):
    run = await made(runs)
    asked = len(runs.runner.calls)
    runs.runner.change(**change)
    await runs.answers.get(run, DESCRIBE, None, None)
    assert runs.runner.calls[asked:] == ["describe"]


async def test_large_description_is_not_kept(runs, monkeypatch):
    monkeypatch.setattr("app.services.run.DESCRIPTION_BYTES", 10)
    assert (await made(runs)).description is None


async def test_description_that_nobody_asks_for_is_dropped(runs, monkeypatch):
    monkeypatch.setattr("app.services.run.DESCRIPTION_SECONDS", 0.0)
    run = await made(runs)
    await anyio.sleep(0)
    await anyio.sleep(0)
    assert run.description is None


async def test_run_that_was_steered_since_it_was_made_is_asked_anew(runs):
    run = await made(runs)
    await runs.command(run, parse_command({"type": "step", "unit": "epoch"}))
    assert run.description is None
