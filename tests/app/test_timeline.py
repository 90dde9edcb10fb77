"""Going back to an epoch, and training or forking from there: to the bit, and in bounded memory."""

import json

import numpy as np
import pytest

from app.encoding.messages import decode_tensors
from app.errors import AppError
from app.runs.network.network_training import NetworkTraining
from app.runs.training.checkpoints import save
from app.runs.training.timeline import ROOM_BYTES, SLACK, TIMELINE_BUDGET, Timeline, TimelineBudget
from app.runs.training.training import State
from tests.app.sessions import execute, parameters, restored, session, step

DOCUMENTS = {
    "default": {},
    "adam": {"training": {"optimizer": {"name": "adam"}}},
    "best kept": {"training": {"stop": {"patience": 500, "restore_best": True}}},
}


def state(epoch, numbers=3, optimizer=2):
    arrays = {"parameters": numbers, "fixed": 0, "optimizer": optimizer}
    filled = {name: np.full(size, epoch, np.float32) for name, size in arrays.items()}
    values = {"epoch": epoch, "iterations": 9 * epoch, "generator": "g", "noise": ""}
    return State(filled, values)


ARRAYS, VALUES = NetworkTraining.epoch_arrays, NetworkTraining.epoch_values


def filled(epochs, **about):
    timeline = Timeline(ARRAYS, VALUES, **about)
    while about.get("budget", TIMELINE_BUDGET).make_room():
        pass
    for epoch in range(epochs):
        timeline.append(state(epoch))
    return timeline


def seek(run, epoch):
    return execute(run, {"type": "seek", "epoch": epoch})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_any_epoch_is_shown_as_it_was(name):
    run, seen = session(**DOCUMENTS[name]), []
    for _ in range(12):
        seen.append(parameters(run).copy())
        step(run)
    for epoch in (3, 11, 0, 7):
        assert seek(run, epoch)["epoch"] == epoch
        assert run.status == "paused"
        np.testing.assert_array_equal(parameters(run), seen[epoch])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_training_goes_on_from_an_epoch_as_it_did_before(name):
    run = step(session(**DOCUMENTS[name]), count=9)
    expected = parameters(run).copy()
    seek(run, 4)
    step(run, count=5)
    np.testing.assert_array_equal(parameters(run), expected)


def test_going_back_keeps_what_came_later_until_training_goes_on():
    run = step(session(), count=9)
    generation = run.generation
    seek(run, 4)
    assert (run.trainer.latest, run.generation) == (9, generation)
    step(run)
    assert (run.epoch, run.trainer.latest, run.generation) == (5, 5, generation + 1)
    with pytest.raises(AppError, match="epoch must be from 0 to 5; got 9"):
        seek(run, 9)


def test_settings_of_now_stay_when_one_goes_back():
    run = step(session(), count=3)
    execute(run, {"type": "set", "path": "training.optimizer.learning_rate", "value": 0.1})
    execute(run, {"type": "set", "path": "training.batch_size", "value": 30})
    seek(run, 1)
    assert run.training.model.optimizer.learning_rate == pytest.approx(0.1)
    assert run.training.stepper.batch_size == 30


def test_one_can_go_back_from_a_divergence_and_from_the_end():
    wild = session(problem="regression", training={"optimizer": {"learning_rate": 10}})
    run = step(wild, count=200)
    assert run.status == "diverged"
    seek(run, 0)
    assert (run.status, run.state().get("diverged")) == ("paused", None)
    done = step(session(training={"stop": {"max_epochs": 5}}), count=9)
    assert done.status == "finished"
    seek(done, 2)
    assert step(done, count=9).epoch == 5


def test_checkpoint_remembers_past_epochs():
    run, seen = session(), []
    for _ in range(40):
        seen.append(parameters(run).copy())
        step(run)
    again = restored(save(run), seq=0)
    seek(again, 20)
    np.testing.assert_array_equal(parameters(again), seen[again.epoch])
    assert 18 <= again.epoch <= 20


def test_fork_stands_at_its_epoch_and_leaves_the_first_run_as_it_is():
    run = step(session(), count=9)
    before = parameters(run).copy()
    blob = execute(run, {"type": "fork", "epoch": 4})["checkpoint"].tobytes()
    other = restored(blob, seq=0)
    assert (other.epoch, other.trainer.latest, other.status) == (4, 4, "paused")
    assert run.epoch == 9
    np.testing.assert_array_equal(parameters(step(other, count=5)), before)


@pytest.mark.parametrize("epoch", [None, 4, 9])
def test_fork_is_what_the_run_would_save_that_it_makes(epoch):
    run = step(session(training={"stop": {"patience": 50, "restore_best": True}}), count=9)
    execute(run, {"type": "keep", "on": True})
    execute(run, {"type": "start"})
    told = {} if epoch is None else {"epoch": epoch}
    blob = execute(run, {"type": "fork", **told})["checkpoint"].tobytes()
    other = restored(blob, seq=0)
    stands = epoch or run.epoch
    assert (other.status, other.kept, other.trainer.latest) == ("paused", False, stands)
    assert other.trainer.timeline.epochs[-1] == stands
    saved, again = (decode_tensors(each) for each in (blob, save(other)))
    assert json.loads(saved[0]["facts"]) == json.loads(again[0]["facts"])
    assert saved[1].keys() == again[1].keys()
    assert all((saved[1][name] == again[1][name]).all() for name in saved[1])


@pytest.mark.parametrize("epoch", [5, -1])
def test_fork_of_an_epoch_that_was_not_trained_is_refused(epoch):
    with pytest.raises(AppError, match="epoch must be from 0 to 3; got"):
        execute(step(session(), count=3), {"type": "fork", "epoch": epoch})


def test_ten_thousand_epochs_of_a_small_network_are_all_kept():
    timeline = filled(10_000)
    assert timeline.epochs == list(range(10_000))
    assert timeline.nbytes <= ROOM_BYTES


def test_older_half_thins_out_when_there_is_no_more_room():
    timeline = filled(5000, budget=TimelineBudget(64_000))
    epochs, gaps = timeline.epochs, np.diff(timeline.epochs)
    assert timeline.nbytes <= 2 * 64_000
    assert (epochs[0], epochs[-1]) == (0, 4999)
    assert all(gaps[:-1] >= gaps[1:])
    assert timeline.at(2500).values["iterations"] == 9 * timeline.at(2500).epoch


def test_kept_epoch_before_the_one_asked_for_is_the_newest():
    timeline = filled(300, budget=TimelineBudget(64_000))
    for epoch in range(300):
        found = timeline.at(epoch).epoch
        assert found == max(kept for kept in timeline.epochs if kept <= epoch)


def test_large_network_keeps_few_epochs_and_both_ends():
    timeline = Timeline(ARRAYS, VALUES, TimelineBudget(100_000))
    for epoch in range(100):
        timeline.append(state(epoch, numbers=50_000))
    assert len(timeline.epochs) <= 16
    assert (timeline.epochs[0], timeline.epochs[-1]) == (0, 99)


def test_timelines_of_a_process_make_room_for_each_other():
    budget, kept = TimelineBudget(100_000), []
    for _ in range(5):
        kept.append(filled(500, budget=budget))
        assert sum(timeline.nbytes for timeline in kept) <= SLACK * 100_000
    assert all((one.epochs[0], one.epochs[-1]) == (0, 499) for one in kept)


def test_new_run_leaves_the_work_of_making_room_to_the_worker(monkeypatch):
    monkeypatch.setattr(TIMELINE_BUDGET, "room", 200_000)
    others = [filled(400) for _ in range(3)]
    before = sum(timeline.nbytes for timeline in others)
    runs = [session() for _ in range(9)]
    assert sum(timeline.nbytes for timeline in others) == before
    while TIMELINE_BUDGET.make_room():
        pass
    assert sum(timeline.nbytes for timeline in others) < before / 2
    assert len(runs) == 9


def test_room_of_a_timeline_that_is_gone_is_taken_by_the_others():
    budget = TimelineBudget(100_000)
    first, second = filled(500, budget=budget), filled(500, budget=budget)
    before = len(first.epochs)
    del second
    for epoch in range(500, 1000):
        first.append(state(epoch))
    assert len(first.epochs) > 1.5 * before


def with_best(epochs, best, budget=None):
    """Return a timeline of states of which each names the best epoch so far."""
    timeline = Timeline(ARRAYS, (*VALUES, "best_epoch"), budget or TimelineBudget(1))
    for epoch in range(epochs):
        one = state(epoch)
        timeline.append(State(one.arrays, {**one.values, "best_epoch": min(epoch, best)}))
    return timeline


@pytest.mark.parametrize("best", [0, 5, 37, 98])
def test_best_epoch_is_never_lost(best):
    timeline = with_best(100, best)
    assert timeline.at(best).epoch == best
    assert {0, 99} <= set(timeline.epochs)
    assert len(timeline.epochs) < 20


@pytest.mark.parametrize("best", [0, 5, 37, 98, 99])
def test_checkpoint_has_the_best_epoch_where_few_fit(best):
    plain, rows = with_best(100, best).sparse(0, fewest=3)
    epochs = [values[0] for values in plain]
    assert {0, best, 99} <= set(epochs)
    assert epochs == sorted(epochs)
    assert rows[:, 0].tolist() == epochs
    assert with_best(100, best).sparse(0)[0] == []


def test_fork_of_an_earlier_epoch_has_the_best_until_then():
    timeline = with_best(100, 5, TimelineBudget(2**20))
    epochs = [[values[0] for values in timeline.sparse(0, until, 3)[0]] for until in (20, 4)]
    assert epochs == [[0, 5, 20], [0, 2, 4]]
