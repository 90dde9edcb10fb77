"""The speed of a run: by the clock it is given, and no other."""

from functools import partial
from time import sleep

import pytest

from app.runs.training.speed import CATCH_UP, TICK
from tests.app.sessions import SLICE, execute, go, refusal, session


def epochs_after(seconds, speed, **document):
    run = session(view={"speed": speed}, **document)
    execute(run, {"type": "start"})
    go(run, seconds)
    return run.epoch + run.position / run.training.samples


@pytest.mark.parametrize("speed", [0.01, 0.1, 0.5, 1, 1.5, 3])
def test_speed_is_epochs_per_tick(speed):
    ticks = 60
    assert epochs_after(ticks * TICK, speed) == pytest.approx(speed * ticks, abs=max(1.01, speed))


def test_slow_motion_stops_inside_epochs_and_full_pace_at_their_ends():
    slow, full = session(view={"speed": 0.1}), session(view={"speed": 1})
    for run in (slow, full):
        execute(run, {"type": "start"})
        go(run, 2.5 * TICK)
    assert slow.position > 0
    assert (full.epoch, full.position) == (3, 0)


def test_batch_larger_than_a_ticks_samples_is_waited_for():
    assert epochs_after(2.0, 0.01, training={"batch_size": 1000}) == pytest.approx(2, abs=1)


def test_missed_time_is_not_made_up_for():
    run = session()
    execute(run, {"type": "start"})
    run.advance(0.0, SLICE)
    run.advance(60.0, 5.0)
    assert run.epoch <= 1 + CATCH_UP / TICK


def test_pause_saves_no_time_up():
    run = session()
    execute(run, {"type": "start"})
    go(run, 2 * TICK)
    execute(run, {"type": "pause"})
    execute(run, {"type": "start"})
    before = run.epoch
    run.advance(1000.0, 5.0)
    assert run.epoch == before + 1


def test_run_at_max_always_wants_the_processor():
    run = session(view={"speed": "max"})
    assert run.wants(5.0) is None
    execute(run, {"type": "start"})
    assert run.wants(5.0) == 5.0
    run.advance(5.0, SLICE)
    assert run.wants(5.1) == 5.1


def test_paced_run_rests_until_its_next_tick():
    run = session()
    execute(run, {"type": "start"})
    run.advance(7.0, 5.0)
    assert run.wants(7.001) == pytest.approx(7 + TICK)


def test_slice_ends_in_time_however_much_there_is_to_do():
    run = session(view={"speed": "max"}, network={"hidden": [{"units": 64}] * 4})
    execute(run, {"type": "start"})
    run.advance(0.0, 0.0)
    assert run.epoch == 0
    assert 0 < run.position < run.training.samples


def test_speed_changed_while_running_takes_effect_at_once():
    run = session(view={"speed": 0.01})
    execute(run, {"type": "start"})
    go(run, TICK)
    execute(run, {"type": "set", "path": "view.speed", "value": 2})
    go(run, 10 * TICK, clock=TICK)
    assert run.epoch >= 18


def test_how_time_is_cut_changes_no_bit():
    def trained(speed, seconds):
        run = session(view={"speed": speed}, training={"stop": {"max_epochs": 5}})
        execute(run, {"type": "start"})
        clock = 0.0
        while run.status == "running":
            run.advance(clock, seconds)
            clock += TICK / 3
        return run.training.model.parameters.tobytes(), run.trainer.history.rows.tobytes()

    assert trained(0.3, 1.0) == trained("max", 0.0) == trained(1, 1.0)


@pytest.fixture
def slow(monkeypatch):
    """Return a run whose epoch takes longer than a step may wait."""
    monkeypatch.setattr("app.runs.training.training_session.STEP_SECONDS", 0.0)
    return session()


def test_step_that_comes_during_a_step_is_added_to_it(slow):
    for _ in range(3):
        execute(slow, {"type": "step", "unit": "epoch"})
    assert (slow.status, slow.epoch) == ("running", 0)
    while slow.status == "running":
        slow.advance(0.0, SLICE)
    assert (slow.epoch, slow.position) == (3, 0)


def test_step_of_another_unit_waits_for_the_first_to_be_done(slow):
    execute(slow, {"type": "step", "unit": "epoch"})
    assert refusal(slow, type="step", unit="sample").status == 409
    execute(slow, {"type": "pause"})
    assert execute(slow, {"type": "step", "unit": "sample"})["status"] == "paused"


def test_step_is_done_at_once_though_other_programs_have_the_processor(monkeypatch):
    run = session()
    execute(run, {"type": "step", "unit": "epoch"})  # the first one also makes what others use
    train = run.trainer.train_batches
    elsewhere = partial(sleep, 0.011)  # longer than a step may take
    monkeypatch.setattr(run.trainer, "train_batches", lambda many: (elsewhere(), train(many))[1])
    assert execute(run, {"type": "step", "unit": "epoch"})["epoch"] == 2
