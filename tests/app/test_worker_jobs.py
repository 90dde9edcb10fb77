"""What takes a worker longer than a slice: large questions and pictures, and who waits for them."""

from time import monotonic

from app.messages import unpack_picture
from app.runs.bulk import join
from app.schemas import View
from tests.app.far_end import STATUS, Note
from tests.app.runners import experiment

LARGE = [{"units": 128, "activation": "tanh"}] * 6
MAP = {"type": "boundary", "resolution": 400}


def test_large_question_is_answered_while_commands_and_training_go_on(server):
    heavy = server.create("heavy", experiment(network={"hidden": LARGE}))
    light = server.start("light", experiment(speed="max"))
    number, [before] = server.send(heavy, MAP), server.epochs(light)
    server.train_until(light, before + 5)
    header, body = server.hear("answer", id=number)  # so it did not come before
    assert join(header["value"], body)["values"].shape == (1, 400, 400)


def test_run_has_one_large_question_at_a_time_and_the_worker_a_few(server):
    runs = [server.create(f"r{n}", experiment(network={"hidden": LARGE})) for n in range(5)]
    numbers = [server.send(run, MAP) for run in [*runs, runs[0]]]
    refused = [server.hear("refusal")[0] for _ in range(2)]
    assert {header["id"] for header in refused} == set(numbers[4:])
    assert {(header["status"], header["headers"]["Retry-After"]) for header in refused} == {
        (503, "1")
    }


def test_question_that_nobody_waits_for_any_more_is_not_answered(server):
    run = server.create("r")
    server.say(do="call", run=run, id=1, until=monotonic() - 1, command=STATUS)
    late = server.create("heavy", experiment(network={"hidden": LARGE}))
    server.say(do="call", run=late, id=2, until=monotonic() + 0.02, command=MAP)
    server.epochs_at(monotonic() + 0.1, run)
    assert set(server.kinds_before_answer()) == set()


def test_worker_is_not_marked_as_busy_for_a_run_by_a_question(server, monkeypatch):
    run, marked = server.create("r"), []
    monkeypatch.setattr(Note, "write", lambda _, run: marked.append(run))
    server.call(run, STATUS)
    assert set(marked) == {""}


def test_large_picture_is_drawn_while_commands_are_done(server):
    run, other = server.create("heavy", experiment(network={"hidden": LARGE})), server.create("r")
    server.ask(run, view=View(resolution=200, thumbnails=64).model_dump())
    server.ask(other)
    server.hear("picture", run=other)  # a turn is over
    server.call(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": 9})
    picture = unpack_picture(server.hear("picture", run=run)[1])  # so it did not come before
    assert picture.meta["seq"] == 0
    assert 9 not in picture.tensors["parameters"], "it shows what was when it was begun"


def test_view_that_is_dropped_is_not_drawn_to_its_end(server):
    view = View(resolution=200, thumbnails=64).model_dump()
    run = server.create("heavy", experiment(network={"hidden": LARGE}))
    server.ask(run, view=view)
    server.say(do="drop", run=run, view=view)
    server.epochs_at(monotonic() + 0.2, server.create("r"))
    assert server.kinds_before_answer() == []


def test_deleted_runs_large_question_is_refused(server):
    number = server.send(server.create("heavy", experiment(network={"hidden": LARGE})), MAP)
    server.say(do="delete", run="heavy")
    assert server.hear("refusal", id=number)[0]["status"] == 503
