"""Jobs that take longer than a slice, and the runs that wait for them."""

import itertools
from functools import partial
from time import monotonic

import pytest

from app.documents.commands import Experiment, View
from app.encoding.messages import unpack_frame_content
from app.runs.bulk import join
from app.runs.worker import worker_run
from app.runs.worker.queries import KINDS
from app.runs.worker.worker import Worker
from tests.app.far_end import STATUS, STEP, Note
from tests.app.runners import experiment

HEAVY = partial(experiment, network={"hidden": [{"units": 128, "activation": "tanh"}] * 6})
BATCH = {"type": "step", "unit": "batch", "count": 8}
SET = {"type": "set", "path": "view.discretize", "value": True}
MAP = {"type": "boundary", "resolution": 400}


def kinds(server):
    """Yield the kinds of all messages received."""
    return (server.next()[0]["is"] for _ in itertools.count())


def test_large_question_is_answered_while_commands_and_training_go_on(server):
    heavy = server.create("heavy", HEAVY())
    light = server.start("light", experiment(speed="max"))
    number, [before] = server.send(heavy, MAP), server.epochs(light)
    server.train_until(light, before + 5)
    header, body = server.hear("answer", id=number)  # so it did not come before
    assert join(header["value"], body)["values"].shape == (1, 400, 400)


def test_questions_of_a_run_are_all_answered_one_after_the_other(server):
    run = server.create("heavy", HEAVY())
    numbers = [server.send(run, MAP) for _ in range(3)]
    assert [server.hear("answer")[0]["id"] for _ in numbers] == numbers


def test_flood_of_questions_is_refused_and_no_other_runs_question_is(server, monkeypatch):
    monkeypatch.setattr("app.runs.worker.jobs.QUESTIONS_OF_A_RUN", 3)
    flooded, other = (server.create(run, HEAVY()) for run in "ab")
    numbers = [server.send(flooded, MAP) for _ in range(6)]
    asked = server.send(other, {"type": "describe"})
    first = [server.next()[0] for _ in range(4)]
    refused = [header for header in first if header["is"] == "refusal"]
    assert [header["id"] for header in refused] == numbers[3:]
    errors = [header["error"] for header in refused]
    assert {(error["status"], error["headers"]["Retry-After"]) for error in errors} == {(503, "1")}
    assert [header["id"] for header in first if header["is"] == "answer"] == [asked]


def test_no_question_is_begun_where_it_is_heard(server, monkeypatch):
    run, hearing, begun = server.create("r"), [], []
    listen, answer = Worker._listen, worker_run.answer

    def listening(worker):
        hearing.append(True)
        listen(worker)
        hearing.clear()

    def asked(session, query):
        begun.append((query["type"], list(hearing)))
        return answer(session, query)

    monkeypatch.setattr(Worker, "_listen", listening)
    monkeypatch.setattr(worker_run, "answer", asked)
    for kind in sorted(KINDS):
        server.reply(server.send(run, {"type": kind}))
    assert begun == [(kind, []) for kind in sorted(KINDS)]


def gained(server, light, heavy, calls):
    """Return how many epochs runs get while another one gets a costly command or query."""
    before = sum(server.epochs(*light))
    for number in [server.send(heavy, call) for call in calls]:
        server.hear("answer", id=number)
    return sum(server.epochs(*light)) - before


@pytest.mark.parametrize("calls", [[MAP], [BATCH] * 30], ids=["a question", "commands"])
def test_costly_calls_of_one_run_leave_each_other_its_share(server, calls):
    heavy = server.create("heavy", HEAVY())
    light = [server.start("r0", experiment(speed="max"))]
    alone = gained(server, light, heavy, calls)  # each of the two has had half
    light += [server.start(f"r{n}", experiment(speed="max")) for n in range(1, 6)]
    assert gained(server, light, heavy, calls) > 3 * alone


def trained(server, run):
    """Return how many samples a run has seen."""
    told = server.call(run, STATUS)
    return 250 * told["epoch"] + told["position"]


def test_questions_leave_their_runs_own_training_its_turns(server):
    asked, other = (server.start(run, HEAVY(speed="max")) for run in "ab")
    before = trained(server, asked), trained(server, other)
    for number in [server.send(asked, MAP) for _ in range(4)]:
        server.hear("answer", id=number)
    gained, other_gained = trained(server, asked) - before[0], trained(server, other) - before[1]
    assert gained > other_gained / 5


def test_what_is_said_of_a_run_that_is_being_made_waits_for_it(server):
    run = server.begin("r", HEAVY())
    step, status = server.send(run, STEP), server.send(run, STATUS)
    assert server.reply(step)["value"]["generation"] == 0
    assert server.reply(status)["is"] == "answer"


def test_rebuilding_a_run_keeps_no_other_up_and_its_next_command_waiting(server):
    run, other = server.create("heavy", HEAVY()), server.create("r")
    with server.at_once():
        reset, set_live = server.send(run, {"type": "reset"}), server.send(run, SET)
        asked = server.send(other, STATUS)
    heard = [server.hear("answer")[0] for _ in range(3)]
    assert [header["id"] for header in heard] == [asked, reset, set_live]
    assert heard[2]["value"]["generation"] == 1


def test_pictures_are_drawn_while_runs_are_made(server):
    watched = server.create("r")
    for number in range(10):
        server.begin(f"n{number}", HEAVY())
    server.ask(watched)
    made = itertools.takewhile(lambda kind: kind != "picture", kinds(server))
    assert list(made).count("created") < 5


def test_run_that_cannot_be_made_is_said_to_be_so_and_gone(server):
    data = {"source": "upload", "dataset_id": "none", "columns": ["a"], "target": "b"}
    server.begin("r", Experiment.model_validate({"data": data}))
    assert server.hear("uncreated", run="r")[0]["error"]["status"] == 422
    assert server.reply(server.send("r", STATUS))["error"]["status"] == 404


def test_question_that_nobody_waits_for_any_more_is_not_answered(server):
    run = server.create("r")
    server.say(do="call", run=run, id=1, until=monotonic() - 1, command=STATUS)
    late = server.create("heavy", HEAVY())
    server.say(do="call", run=late, id=2, until=monotonic() + 0.02, command=MAP)
    server.epochs_at(monotonic() + 0.1, run)
    assert set(server.kinds_before_answer()) == set()


def test_worker_is_not_marked_as_busy_for_a_run_by_a_question(server, monkeypatch):
    run, marked = server.create("r"), []
    monkeypatch.setattr(Note, "write", lambda _, run: marked.append(run))
    server.call(run, STATUS)
    assert set(marked) == {""}


def test_large_picture_is_drawn_while_commands_are_done(server):
    run, other = server.create("heavy", HEAVY()), server.create("r")
    server.ask(run, view=View(resolution=200, thumbnails=64).model_dump())
    server.ask(other)
    server.hear("picture", run=other)  # a turn is over
    server.call(run, {"type": "set_bias", "layer": 1, "unit": 0, "value": 9})
    picture = unpack_frame_content(server.hear("picture", run=run)[1])  # so it did not come before
    assert picture.meta["seq"] == 0
    assert 9 not in picture.tensors["parameters"], "it shows what was when it was begun"


def test_view_that_is_dropped_is_not_drawn_to_its_end(server):
    view = View(resolution=200, thumbnails=64).model_dump()
    run = server.create("heavy", HEAVY())
    server.ask(run, view=view)
    server.say(do="drop", run=run, view=view)
    server.epochs_at(monotonic() + 0.2, server.create("r"))
    assert server.kinds_before_answer() == []


def test_deleted_runs_large_question_is_refused(server):
    number = server.send(server.create("heavy", HEAVY()), MAP)
    server.say(do="delete", run="heavy")
    assert server.hear("refusal", id=number)[0]["error"]["status"] == 503
