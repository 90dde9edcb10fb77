"""A kind of run is one line of a table; all other code handles it, whatever it is that learns."""

import contextlib

import pytest

from app.documents.run_kinds import RUN_KINDS, parse_document
from app.encoding.messages import decode_tensors
from app.main import create_app
from app.runs.server.local_runner import LocalRunner, Options
from app.runs.training.training_session import TrainingSession
from app.settings import Settings
from tests.app.client import Client, commanded, created
from tests.app.images import SMALL
from tests.app.searches import search
from tests.app.sessions import execute, refusal
from tests.app.test_event_files import unzipped
from tests.app.test_stream import hello, receive
from tests.app.test_stream_timeline import done, follow_until
from tests.engine.events import read

SESSION = "tests.app.counter:CounterSession"
IRIS = {"problem": "multiclass", "data": {"source": "builtin", "name": "iris"}}
COUNTER = {"kind": "counter", "stride": 2.0}


@pytest.fixture(scope="module", autouse=True)
def counters():
    from tests.app import counter

    yield counter
    del RUN_KINDS["counter"]


@contextlib.contextmanager
def serving(folder):
    settings = Settings(workers=1, database_url=f"sqlite+aiosqlite:///{folder}/runs.db")
    runner = LocalRunner(Options(workers=1, session=SESSION))
    app = create_app(settings, runner)
    with Client(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("counters")) as client:
        yield client


def stepped(socket, epoch):
    socket.send_json({"type": "step", "unit": "epoch", "count": epoch, "number": 1})
    follow_until(socket, epoch)


def test_document_is_checked_as_its_kind_says(client):
    answer = client.post("/api/runs", json={"experiment": {"kind": "counter", "stride": "far"}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "experiment.stride"


def test_document_that_names_no_kind_is_an_experiment():
    assert parse_document({}).run_kind == "plane"
    assert parse_document(IRIS).run_kind == "table"


FAMILIES = {
    "": {},
    "study": {"kind": "study", "vary": {"kind": "seeds", "count": 2}},
    "images": {"kind": "images", **SMALL},
    "counter": COUNTER,
}


@pytest.mark.parametrize("before", FAMILIES)
def test_run_keeps_its_kind_and_refuses_documents_of_all_others(before):
    run = TrainingSession(parse_document(FAMILIES[before]))
    for after, document in FAMILIES.items():
        if after == before:
            assert execute(run, {"type": "load", "experiment": document})["revision"] == 1
            continue
        refused = refusal(run, type="load", experiment=document)
        allowed = f"must be {before}:" if before else "must be left out:"
        fault = refused.errors[0]
        assert (refused.status, fault["path"], fault["code"]) == (
            422, "experiment.kind", "other_kind"
        )  # fmt: skip
        assert fault["detail"].startswith(allowed)
        assert fault["detail"].endswith(f"got {after or 'none'}")
    assert run.document.family == before


def test_run_changes_within_its_kind():
    run = TrainingSession(parse_document({}))
    execute(run, {"type": "load", "experiment": IRIS})
    assert run.document.run_kind == "table"
    run = TrainingSession(parse_document(FAMILIES["study"]))
    execute(run, {"type": "load", "experiment": {"kind": "study", "vary": search()}})
    assert run.document.run_kind == "search"


def test_run_is_streamed_with_its_own_tensors_and_figures(client):
    run = created(client, COUNTER)
    with client.websocket_connect(run["stream_url"]) as socket:
        assert hello(socket, run)["topology"] == {"numbers": ["count"]}
        shown, frame = receive(socket, "frame")
        tensors = decode_tensors(frame)[1]
    assert (shown["epoch"], shown["loss"], tensors["count"].tolist()) == (0, 100.0, [0.0])


def test_run_goes_back_and_on_from_there(client):
    run = created(client, COUNTER)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        stepped(socket, 5)
        socket.send_json({"type": "seek", "epoch": 2, "number": 2})
        assert done(socket, 2)["epoch"] == 2
    assert commanded(client, run, type="step", unit="epoch").json()["epoch"] == 3
    history = client.get(f"/api/runs/{run['id']}/history").json()["rows"]
    assert [row[1] for row in history] == [100.0, 80.0, 60.0, 40.0]


def test_live_value_is_taken_without_starting_afresh(client):
    run = created(client, COUNTER)
    commanded(client, run, type="step", unit="epoch")
    assert commanded(client, run, type="set", path="stride", value=0.5).status_code == 202
    commanded(client, run, type="step", unit="epoch")
    assert client.get(f"/api/runs/{run['id']}").json()["metrics"]["loss"] == 100 - 20 - 5


def test_fork_is_a_counter_of_its_own(client):
    run = created(client, COUNTER)
    commanded(client, run, type="step", unit="epoch", count=4)
    fork = commanded(client, run, type="fork", epoch=1).json()
    assert client.get(f"/api/runs/{fork['id']}").json()["metrics"]["loss"] == 80.0


def test_question_of_another_kind_is_refused_with_a_word(client):
    run = created(client, COUNTER)
    answer = client.get(f"/api/runs/{run['id']}/boundary")
    assert answer.status_code == 422
    assert "boundary" in answer.json()["detail"]


def test_run_outlives_its_server(tmp_path):
    with serving(tmp_path) as first:
        run = created(first, COUNTER)
        assert commanded(first, run, type="step", unit="epoch", count=2).json()["epoch"] == 2
    with serving(tmp_path) as second:
        assert second.get(f"/api/runs/{run['id']}").json()["metrics"]["loss"] == 60.0
        assert commanded(second, run, type="step", unit="epoch").json()["epoch"] == 3


def test_kind_without_a_diagnosis_says_so(client):
    run = created(client, COUNTER)
    refused = client.get(f"/api/runs/{run['id']}/diagnosis")
    assert refused.status_code == 422
    assert refused.json()["detail"] == "a run of this kind answers no diagnosis"


def test_run_of_any_kind_is_had_as_event_files_and_none_has_a_film_by_itself(client, tmp_path):
    run = created(client, COUNTER)
    commanded(client, run, type="step", unit="epoch", count=2)
    told = client.get(f"/api/runs/{run['id']}/tensorboard")
    events = read(unzipped(told.content, tmp_path))
    assert [event.value for event in events.Scalars("loss")] == [100.0, 80.0, 60.0]
    refused = client.get(f"/api/runs/{run['id']}/film")
    assert (refused.status_code, refused.json()["detail"]) == (
        422, "a run of this kind has no film"
    )  # fmt: skip
