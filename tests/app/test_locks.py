"""What a document locks stays as it is, in every run that is made from it."""

import json

import pytest

from app.documents.document import ViewSettings
from app.documents.experiment import Experiment
from app.documents.page_parts import PAGE_PARTS
from app.documents.study import Study
from app.store.content_ids import content_id
from tests.app.client import commanded, created, serving
from tests.app.images import SMALL
from tests.app.refusing import refusals
from tests.app.sessions import execute, put, refusal, restored, saved, session

BY = "locked by the experiment “Lesson 4” that this run was made from: "


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def locking(*names, **document):
    return session(title="Lesson 4", view={"lock": names}, **document)


CHANGES = {
    "problem": ("problem", "regression"),
    "dataset": ("data.name", "xor"),
    "samples": ("data.noise", 0.2),
    "dataSeed": ("data.seed", 7),
    "features": ("features", ["x1"]),
    "layers": ("network.hidden", [{"units": 3}, {"units": 2}]),
    "activation": ("network.hidden", [{"units": 4, "activation": "relu"}, {"units": 2}]),
    "weightsButton": ("training.seed", 7),
    "learningRate": ("training.optimizer.learning_rate", 0.3),
    "batchSize": ("training.batch_size", 20),
    "regularization": ("training.regularization.rate", 0.1),
    "moreSettings": ("training.optimizer.name", "adam"),
    "speed": ("view.speed", 5),
    "showTestData": ("view.show_test", True),
    "discretize": ("view.discretize", True),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_a_locked_part_is_refused_and_of_another_one_is_not(name):
    path, value = CHANGES[name]
    refused = refusal(locking(name), type="set", path=path, value=value, reset=True)
    label = PAGE_PARTS[name].label
    assert (refused.status, refused.code) == (403, "locked")
    assert refused.detail == BY + label[0].lower() + label[1:]
    others = ["speed"] if name == "problem" else [other for other in CHANGES if other != name]
    assert put(locking(*others), path, value, reset=True)["revision"] == 1


def test_every_part_that_may_be_locked_is_tried_here():
    assert {*CHANGES, "weights"} == {name for name, part in PAGE_PARTS.items() if part.lockable}


def test_every_part_can_be_locked_or_says_why_it_cannot():
    assert [name for name, part in PAGE_PARTS.items() if part.lockable == bool(part.free)] == []


def test_another_document_may_change_what_is_not_locked_alone():
    run = locking("learningRate", "layers")
    document = run.document.model_dump(mode="json")
    more = {**document, "features": ["x1", "x2", "x1_x2"]}
    assert execute(run, {"type": "load", "experiment": more})["revision"] == 1
    faster = {**more, "training": {"optimizer": {"learning_rate": 1}}, "network": {"hidden": []}}
    refused = refusal(run, type="load", experiment=faster)
    assert refused.detail == BY + "learning rate, layers and neurons"


def test_document_of_another_kind_is_refused_whatever_is_locked():
    refused = refusal(locking("problem"), type="load", experiment={"kind": "images", **SMALL})
    assert refused.errors[0]["code"] == "other_kind"


def test_study_has_no_parts_to_lock():
    vary = {"kind": "seeds", "count": 2}
    locking = {"kind": "study", "vary": vary, "view": {"lock": ["problem"]}}
    assert [path for path, _ in refusals(Study.model_validate, locking)] == ["view.lock"]


@pytest.mark.parametrize(
    "command",
    [
        {"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": 1},
        {"type": "set_bias", "layer": 1, "unit": 0, "value": 1},
    ],
    ids=lambda command: command["type"],
)
def test_locked_weights_are_not_set_by_hand(command):
    assert refusal(locking("weights"), **command).detail == BY + "weights changed by hand"
    assert execute(locking("learningRate"), command)["seq"] > 0


@pytest.mark.parametrize(("path", "value"), [("view.lock", []), ("view.hide", ["speed"])])
def test_locks_are_locked_too(path, value):
    run = locking("learningRate")
    assert refusal(run, type="set", path=path, value=value).detail == (
        BY + "what is hidden and locked"
    )
    assert put(session(), path, value, reset=True)["revision"] == 1


def test_layers_come_and_go_under_a_lock_on_their_activation():
    run = locking("activation")
    for units in ([4, 2, 2], [4], [8]):
        put(run, "network.hidden", [{"units": count} for count in units], reset=True)
    assert [layer.units for layer in run.document.network.hidden] == [8]
    emptied = {"type": "set", "path": "network.hidden", "value": [], "reset": True}
    assert refusal(run, **emptied)  # after it, a layer might come with any other


def test_lock_on_the_data_keeps_how_columns_become_inputs():
    data = {"source": "builtin", "name": "iris"}
    run = locking("dataset", data=data, problem="multiclass")
    column = run.document.data.columns[0]
    encoded = [{"column": column, "missing": "value"}]
    assert refusal(run, type="set", path="data.encodings", value=encoded, reset=True)


def test_steering_undo_and_what_is_only_looked_at_stay_free():
    run = locking(*CHANGES, "weights")
    execute(run, {"type": "step", "unit": "epoch"})
    for kind in ("reset", "undo", "start", "pause"):
        execute(run, {"type": kind})
    assert put(run, "title", "mine")["seq"] > 0


def test_locks_outlast_the_worker():
    run = restored(saved(locking("speed")), seq=5)
    assert refusal(run, type="set", path="view.speed", value=5).code == "locked"


def test_lock_names_a_part_that_can_be_locked():
    (path, why), *more = refusals(ViewSettings.model_validate, {"lock": ["playButton"]})
    assert (path, more) == ("lock.0", [])
    assert why.startswith("must be one of problem, dataset, ")
    assert "playButton" not in why.partition("; got")[0]


def test_document_without_locks_is_saved_under_the_id_it_always_had():
    assert "lock" not in Experiment().model_dump(mode="json")["view"]
    assert content_id(Experiment().model_dump(mode="json")) == "9JLz3fojggdnRN"


def test_pupils_run_and_its_fork_keep_the_locks_of_the_saved_experiment(client):
    document = {"title": "Lesson 4", "view": {"lock": ["learningRate"]}}
    name = client.post("/api/experiments", json={"experiment": document}).json()["id"]
    run = client.post("/api/runs", json={"experiment_id": name}).json()
    fork = commanded(client, run, type="fork").json()
    for one in (run, fork):
        change = {"type": "set", "path": "training.optimizer.learning_rate", "value": 1}
        answer = commanded(client, one, **change)
        assert (answer.status_code, answer.json()["code"]) == (403, "locked")
        assert answer.json()["detail"] == BY + "learning rate"
        assert refused_by_stream(client, one, change) == {
            "type": "error", "code": "locked", "detail": BY + "learning rate", "number": 1
        }  # fmt: skip
    assert commanded(client, created(client), **change).status_code == 202


def refused_by_stream(client, run, command):
    with client.websocket_connect(f"/api/runs/{run['id']}/stream") as socket:
        socket.send_json({"type": "hello", "token": run["control_token"]})
        socket.send_json({**command, "number": 1})
        while True:
            message = socket.receive()
            if '"type":"error"' in message.get("text", "").replace(" ", ""):
                return json.loads(message["text"])
