"""The worker's loop with real sessions, in a thread of the test instead of a process."""

from statistics import median
from time import monotonic

import numpy as np
import pytest

from app.documents.commands import View
from app.runs.blocks import finish
from app.runs.training.speed import CATCH_UP
from app.runs.training.training_session import TrainingSession
from app.runs.worker.worker import SHORT_SECONDS, TRAIN_SECONDS
from app.runs.worker.worker_run import WorkerRun
from tests.app.far_end import STATUS, STEP, VIEW
from tests.app.images import pictured
from tests.app.runners import experiment
from tests.app.sessions import SLICE, restored, session
from tests.patience import Stopwatch, attempts

SET = {"type": "set", "path": "view.discretize", "value": True}


def jain(shares):
    """Return Jain's index (1984): 1 when all have the same, 1/n when one has all."""
    return sum(shares) ** 2 / len(shares) / sum(share**2 for share in shares)


def gained(server, runs, together):
    """Return how many epochs each run gets of so many, by frames, which cost all runs alike."""
    before = after = server.epochs_at(0.0, *runs)
    while sum(after.values()) < sum(before.values()) + together:
        after = server.epochs_at(monotonic() + 0.05, *runs)
    return [after[run] - before[run] for run in runs]


def test_busy_runs_share_the_worker_fairly(server):
    runs = [server.start(f"r{n}", experiment(speed="max")) for n in range(10)]
    assert jain(gained(server, runs, 1000)) > 0.95


def test_heavy_run_leaves_the_others_their_share(server):
    layers = [{"units": 64, "activation": "tanh"}] * 4  # an epoch costs three times as much
    light = server.start("light", experiment(speed="max"))
    heavy = server.start("heavy", experiment(speed="max", network={"hidden": layers}))
    gain, heavy_gain = gained(server, [light, heavy], 300)
    assert gain > 2 * heavy_gain


def test_costly_pictures_of_one_run_leave_the_others_their_share(server):
    layers = [{"units": 128, "activation": "tanh"}] * 6
    light = server.start("light", experiment(speed="max"))
    server.create("heavy", experiment(network={"hidden": layers}))
    [before] = server.epochs(light)
    for _ in range(4):  # each costs as much as some hundred epochs of the other
        server.ask("heavy", view=View(resolution=200).model_dump())
        server.hear("picture")
    assert server.epochs(light)[0] - before > 4 * 50


@pytest.mark.parametrize("call", [SET, {"type": "neuron", "neuron": "h1.0"}, STATUS], ids=str)
@pytest.mark.parametrize("busy", [1, 20])
def test_small_call_is_answered_within_20_ms_beside_busy_runs(server, busy, call):
    runs = [server.start(f"r{n}", experiment(speed="max")) for n in range(busy)]
    seconds = []
    for run in (runs * 20)[:40]:
        began = server.worker_seconds
        server.call(run, call)
        seconds.append(server.worker_seconds - began)
    assert median(seconds) < 0.02


def test_pace_is_kept_by_the_clock(server):
    run, whole = server.start("r"), Stopwatch()
    [first] = server.epochs(run)
    for _ in attempts(within=2.0):
        server.train_until(run, server.epochs(run)[0] + 40)
        assert server.epochs(run)[0] - first <= 60 * (whole.seconds + CATCH_UP) + 1


def test_picture_waits_for_its_time(server):
    run = server.start("r")
    for _ in attempts(within=0.3):
        at = monotonic() + 0.2
        server.ask(run, at=at)
        assert at <= server.picture()["t"]


def test_picture_waits_for_news(server):
    run = server.create("r")
    server.ask(run)
    server.ask(run, newer=server.picture()["seq"])
    assert server.kinds_before_answer() == []
    server.send(run, STEP)
    assert server.picture()["epoch"] == 1


def test_slices_are_short_only_while_a_viewer_waits_for_news(server, monkeypatch):
    slices, advance = [], TrainingSession.advance

    def noted(session, now, seconds):
        slices.append(seconds)
        return advance(session, now, seconds)

    monkeypatch.setattr(TrainingSession, "advance", noted)
    run = server.start("r", experiment(speed="max"))

    def usual_slice():
        slices.clear()
        server.train_until(run, server.epochs(run)[0] + 50)
        return median(slices)

    assert usual_slice() == TRAIN_SECONDS
    server.ask(run, newer=10**9)
    server.epochs(run)  # by now the worker knows that a viewer waits
    assert usual_slice() == SHORT_SECONDS
    server.say(do="drop", run=run, view=VIEW)
    server.epochs(run)
    assert usual_slice() == TRAIN_SECONDS


def test_newest_wish_for_a_view_replaces_the_one_before(server):
    run = server.create("r")
    at = monotonic() + 0.3  # by when all of them are said
    for _ in range(50):
        server.ask(run, at=at)
    server.picture()
    assert server.kinds_before_answer() == []


def test_dropped_view_is_drawn_no_more(server):
    run = server.create("r")
    server.ask(run)
    server.ask(run, newer=server.picture()["seq"])
    server.say(do="drop", run=run, view=VIEW)
    server.call(run, STEP)
    for _ in range(2):
        assert "picture" not in server.kinds_before_answer()


def test_checkpoint_comes_before_the_answer_to_the_command_it_holds(server):
    number = server.send(server.create("r"), STEP | {"number": 3})
    _, blob = server.hear("checkpoint", numbers={"": 3})
    assert restored(blob, seq=0).epoch == 1
    assert server.hear("answer", id=number)


def test_query_changes_nothing_and_says_nothing_but_its_answer(server):
    run = server.create("r")
    numbers = [server.send(run, {"type": kind}) for kind in ("describe", "status", "history")]
    heard = [server.next()[0] for _ in numbers]
    assert sorted(header["id"] for header in heard) == numbers
    assert server.kinds_before_answer() == []


def test_run_in_training_is_saved_again_though_nobody_asks(server):
    run = server.start("r")
    _, before = server.hear("checkpoint", run=run)
    _, after = server.hear("checkpoint", run=run)
    assert restored(after, seq=0).epoch > restored(before, seq=0).epoch


def test_run_in_training_is_saved_once_a_second():
    run = WorkerRun(session(view={"speed": 0.01}), now=5.0)
    finish(run.execute({"type": "start"}))
    saved = []
    for now in np.arange(5.0, 8.0, 0.125):
        run.session.advance(now, SLICE)
        if run.to_save(now):
            run.save(now)
            saved.append(now - 5.0)
    assert saved == [1.0, 2.0]


def test_run_that_stores_epochs_alone_is_saved_once_an_epoch():
    run = WorkerRun(pictured(), now=5.0)
    finish(run.execute({"type": "start"}))
    run.save(5.0)
    run.session.trainer.train_batches(3)
    run.session.seq += 1
    assert not run.to_save(9.0)
    while run.session.epoch == 0:
        run.session.trainer.train_batches(3)
    assert run.to_save(9.0)
    run.save(9.0)
    finish(run.execute({"type": "pause"}))
    assert run.to_save(9.0)


def test_run_at_full_speed_trains_for_three_quarters_of_its_time():
    run = WorkerRun(session(view={"speed": "max"}), now=0.0)
    finish(run.execute({"type": "start"}))
    run.note(0.004, is_frame=True)
    run.note(0.0119, is_frame=False)
    assert run.must_train
    run.note(0.0002, is_frame=False)
    assert not run.must_train
    run.note(0.004, is_frame=True)
    finish(run.execute({"type": "pause"}))
    assert not run.must_train  # its last state is drawn at once


def test_run_at_a_chosen_speed_is_drawn_whatever_that_costs():
    run = WorkerRun(session(view={"speed": 20}), now=0.0)
    finish(run.execute({"type": "start"}))
    run.note(1.0, is_frame=True)
    assert not run.must_train


def test_run_at_full_speed_trains_before_it_is_drawn_again(server, monkeypatch):
    monkeypatch.setattr("app.runs.worker.worker_run.TRAINING_PER_DRAWING", 1e9)
    run = server.start("r", experiment(speed="max"))
    server.ask(run)
    server.ask(run, newer=server.picture()["seq"])
    assert all("picture" not in server.kinds_before_answer(run) for _ in range(100))
    server.send(run, {"type": "pause"})
    assert server.picture()["status"] == "paused"


def test_run_that_stops_by_itself_is_saved_as_it_stopped(server):
    server.start("r", experiment(epochs=10))
    _, blob = server.hear("checkpoint")
    state = server.hear("state")[0]["state"]
    assert (state["status"], state["epoch"]) == ("finished", 10)
    assert restored(blob, seq=0).status == "finished"


def test_unknown_run_is_refused_as_gone(server):
    number = server.send("none", STATUS)
    assert server.hear("refusal", id=number)[0]["error"]["status"] == 404


def test_deleted_run_is_gone(server):
    run = server.start("r")
    server.say(do="delete", run=run)
    assert server.hear("refusal", id=server.send(run, STATUS))[0]["error"]["status"] == 404


def test_command_counts_as_being_watched(server):
    run = server.create("r")
    at = monotonic() + 0.4  # longer than a run may be unwatched
    server.ask(run, newer=-1, at=at)
    server.picture()
    server.call(run, {"type": "start"})
    server.kinds_before_answer()  # a beat by which nobody watches
    assert server.call(run, STATUS)["status"] == "running"


def test_sequence_begins_where_the_server_says(server):
    number = server.send(server.create("r"), STEP)
    _, blob = server.hear("checkpoint")
    server.hear("answer", id=number)
    about = {"run": "again", "seq": 1 << 32, "numbers": {"": 3}, "failed": "", "waits": False}
    about["from"] = "checkpoint"
    server.say(blob, do="create", **about)
    server.hear("created", run="again")
    assert server.call("again", STATUS)["seq"] >= 1 << 32
    assert server.call("again", STEP | {"number": 3})["epoch"] == 1  # done before


def test_only_so_many_runs_train_that_nobody_watches(server, monkeypatch):
    monkeypatch.setattr("app.runs.worker.worker.MOST_ALONE", 2)
    runs = [server.start(f"r{n}", experiment(speed=0.01)) for n in range(4)]
    server.say(do="beat", watched=runs[:1])
    told = {run: server.call(run, STATUS)["status"] for run in runs}
    assert told == {"r0": "running", "r1": "paused", "r2": "running", "r3": "running"}


def test_run_that_nobody_watches_leaves_the_others_most_of_the_worker(server):
    runs = [server.start(f"r{n}", experiment(speed="max")) for n in range(2)]
    server.say(do="beat", watched=runs[:1])
    before = server.epochs(*runs)
    server.train_until(runs[0], before[0] + 1000)
    after = server.epochs(*runs)
    assert after[0] - before[0] > 2 * (after[1] - before[1])
