"""The worker's loop with real sessions, in a thread of the test instead of a process."""

from statistics import median
from time import monotonic

import pytest

from app.documents.commands import View
from tests.app.far_end import STATUS, STEP, VIEW
from tests.app.runners import experiment
from tests.app.sessions import restored

SET = {"type": "set", "path": "view.discretize", "value": True}


def jain(shares):
    """Return Jain's index (1984): 1 when all have the same, 1/n when one has all."""
    return sum(shares) ** 2 / len(shares) / sum(share**2 for share in shares)


def gained(server, runs, seconds):
    """Return how many epochs each run gets in a time, from frames, which cost all runs alike."""
    now = monotonic()
    before, after = [server.epochs_at(now + wait, *runs) for wait in (0.05, 0.05 + seconds)]
    return [after[run] - before[run] for run in runs]


def test_busy_runs_share_the_worker_fairly(server):
    runs = [server.start(f"r{n}", experiment(speed="max")) for n in range(10)]
    assert jain(gained(server, runs, 1.0)) > 0.95


def test_heavy_run_leaves_the_others_their_share(server):
    layers = [{"units": 64, "activation": "tanh"}] * 4  # an epoch costs three times as much
    light = server.start("light", experiment(speed="max"))
    heavy = server.start("heavy", experiment(speed="max", network={"hidden": layers}))
    gain, heavy_gain = gained(server, [light, heavy], 1.0)
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
        began = monotonic()
        server.call(run, call)
        seconds.append(monotonic() - began)
    assert median(seconds) < 0.02  # other programs of a busy machine hold some of them up


def test_pace_is_kept_by_the_clock(server):
    run, began = server.start("r"), monotonic()
    server.train_until(run, 40)
    assert 20 < 40 / (monotonic() - began) < 66  # a busy machine may be slower, never faster


def test_picture_waits_for_its_time(server):
    run, at = server.start("r"), monotonic() + 0.2
    server.ask(run, at=at)
    assert at <= server.picture()["t"] < at + 0.1


def test_picture_waits_for_news(server):
    run = server.create("r")
    server.ask(run)
    server.ask(run, newer=server.picture()["seq"])
    assert server.kinds_before_answer() == []
    server.send(run, STEP)
    assert server.picture()["epoch"] == 1


def test_newest_wish_for_a_view_replaces_the_one_before(server):
    run = server.create("r")
    at = monotonic() + 0.05
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


def test_run_in_training_is_saved_about_once_a_second(server):
    run, began = server.start("r"), monotonic()
    for _ in range(2):
        server.hear("checkpoint", run=run)
    assert 1.9 < monotonic() - began < 5  # the same


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
    server.train_until(runs[0], before[0] + 3000)
    after = server.epochs(*runs)
    assert after[0] - before[0] > 2 * (after[1] - before[1])
