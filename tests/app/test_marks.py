"""What is changed while a run trains is marked in its curves, for all viewers alike."""

from app.runs.training import marks
from app.runs.training.checkpoints import fork, save
from app.runs.training.marks import LEFT_OUT, MOST_MARKS
from tests.app.sessions import execute, put, restored, session, step

RATE = "training.optimizer.learning_rate"


def marks_of(run):
    """Return the marks as viewers get them, early and late."""
    late = execute(run, {"type": "describe"})["marks"]
    assert execute(run, {"type": "experiment"})["marks"] == late
    return [(mark["epoch"], mark["values"]) for mark in late]


def test_changed_value_is_marked_at_its_epoch():
    run = step(session(), "epoch", 3)
    put(run, RATE, 0.5)
    put(step(run, "epoch", 2), "features", ["x1"], reset=True, weights="kept")
    assert marks_of(run) == [(3, {RATE: 0.5}), (5, {"features": ["x1"]})]


def test_what_is_changed_before_training_or_changes_nothing_that_is_learned_is_not_marked():
    run = session()
    put(run, RATE, 0.5)
    put(step(run), "view.speed", 3)
    put(run, "title", "Mine")
    assert marks_of(run) == []


def test_run_that_begins_anew_has_no_marks():
    run = step(session())
    put(run, RATE, 0.5)
    put(step(run), "features", ["x1"], reset=True)
    assert marks_of(run) == []


def test_changes_of_one_value_close_together_are_one_mark():
    run = step(session(), "epoch", 100)
    for rate in (0.1, 0.2, 0.3):
        put(step(run), RATE, rate)
    put(step(run, "epoch", 9), RATE, 0.4)
    assert marks_of(run) == [(103, {RATE: 0.3}), (112, {RATE: 0.4})]


def test_long_value_is_left_out():
    run = step(session())
    points = [[x / 20, 1, 1 if x % 2 else -1] for x in range(100)]
    put(run, "data.points", points, reset=True, weights="kept")
    run = step(session(data={"source": "points", "points": points}))
    put(run, "data.points", points[:90], reset=True, weights="kept")
    assert marks_of(run) == [(1, {"data.points": LEFT_OUT})]


def test_undo_takes_a_mark_back_and_redo_brings_it_again():
    run = step(session())
    put(run, RATE, 0.5)
    marked = marks_of(run)
    execute(run, {"type": "undo"})
    assert marks_of(run) == []
    execute(run, {"type": "redo"})
    assert marks_of(run) == marked


def test_marks_end_where_training_goes_on_from_an_earlier_epoch_and_where_a_fork_stands():
    run = step(session(), "epoch", 2)
    put(run, RATE, 0.5)
    put(step(run, "epoch", 4), RATE, 0.1)
    marked = marks_of(run)
    assert marks_of(restored(save(run), seq=0)) == marked
    assert marks_of(restored(fork(run, 3)[0], seq=0)) == marked[:1]
    execute(run, {"type": "seek", "epoch": 3})
    assert marks_of(step(run)) == marked[:1]


def test_marks_are_of_a_bounded_number(monkeypatch):
    monkeypatch.setattr(marks, "CLOSE", 10**9)
    run = session()
    for epoch in range(MOST_MARKS + 5):
        put(step(run), RATE, 0.01 + epoch / 1000)
    assert [epoch for epoch, _ in marks_of(run)] == [*range(6, MOST_MARKS + 6)]
