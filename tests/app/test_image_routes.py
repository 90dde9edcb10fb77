"""Runs of images over HTTP and the stream, and when their worker or their server is gone."""

import base64

import numpy as np
import pytest

from app.documents import image_document
from app.encoding.messages import decode_tensors
from tests.app.client import bearer, commanded, created, serving
from tests.app.images import FIRST, SMALL, digits, images, pictured
from tests.app.runners import local, reach
from tests.app.sessions import execute
from tests.app.test_stream import hello, receive


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    file = tmp_path_factory.mktemp("images") / "runs.db"
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        yield client


def made(client, **about):
    answer = client.post("/api/images", json={"images": {**SMALL, **about}})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def run(client):
    """Return a run that stands at epoch 2."""
    run = made(client)
    assert commanded(client, run, type="step", unit="epoch", count=2).json()["epoch"] == 2
    return run


def read(client, run, path="", **query):
    answer = client.get(f"/api/images/{run['id']}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(client, run, path, **query):
    answer = client.get(f"/api/images/{run['id']}{path}", params=query)
    return answer.status_code, answer.json()["errors"][0]["path"]


def test_run_is_made_stepped_and_described(client, run):
    assert run["url"] == f"/images/{run['id']}"
    about = read(client, run)
    assert (about["epoch"], about["images"]["data"]["name"]) == (2, "digits")
    assert set(about["metrics"]) == {
        "loss", "test_loss", "accuracy", "val_accuracy",
        "running_loss", "running_accuracy", "best_epoch",
    }  # fmt: skip
    history = client.get(f"/api/runs/{run['id']}/history").json()
    assert len(history["rows"]) == 3


def test_run_made_as_any_other_is_the_same(client):
    run = created(client, images().model_dump(mode="json"))
    assert read(client, run)["images"]["kind"] == "images"


def test_data_sets_are_told_with_what_is_missing(client):
    told = {data["name"]: data for data in client.get("/api/images/data").json()["data"]}
    assert told["digits"]["here"] is True
    assert (told["digits"]["shape"], told["digits"]["classes"][3]) == ([8, 8], "3")
    fashion = told["fashion_mnist"]
    assert fashion["here"] is (fashion["missing"] is None)


def test_answers_are_those_of_a_run_in_this_process(client, run):
    here = pictured(2)
    asked = {
        "/mistakes": ({"count": 3}, {"type": "mistakes", "count": 3}),
        "/weights": ({"first": 3, "count": 2}, {"type": "first_weights", "first": 3, "count": 2}),
        "/cloud": ({"count": 20}, {"type": "cloud", "count": 20, "method": "pca"}),
        "/summary": ({}, {"type": "image_summary"}),
        "/exciting": (
            {"layer": 1, "unit": 2, "count": 2},
            {"type": "exciting", "layer": 1, "unit": 2, "count": 2},
        ),
        "/pictures": (
            {"ids": "3,1500", "epochs": "0,1"},
            {"type": "past_pictures", "ids": [3, 1500], "epochs": [0, 1]},
        ),
        "/cell": (
            {"true": 1, "said": 1, "count": 2},
            {"type": "cell", "true": 1, "said": 1, "first": 0, "count": 2},
        ),
    }
    for path, (query, question) in asked.items():
        assert read(client, run, path, **query) == execute(here, question), path


def test_pixels_are_bytes(client, run):
    answer = client.get(f"/api/images/{run['id']}/pixels", params={"ids": f"{FIRST},0"})
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.content == digits()[0][[FIRST, 0]].tobytes()


def test_pixels_are_cached_under_the_name_of_their_data_alone(client, run):
    url, ids = f"/api/images/{run['id']}/pixels", {"ids": "1"}
    assert client.get(url, params=ids).headers["cache-control"] == "no-store"
    named = client.get(url, params={**ids, "data": "digits"})
    assert named.headers["cache-control"] == "public, max-age=86400"
    other = client.get(url, params={**ids, "data": "fashion_mnist"})
    assert (other.status_code, other.json()["code"]) == (409, "other_data")
    assert "digits" in other.json()["detail"]


def test_picture_and_drawing_are_answered(client, run):
    url, picture = f"/api/images/{run['id']}/answer", digits()[0][FIRST]
    known = client.post(url, json={"id": FIRST}).json()
    assert known["label"] == digits()[1][FIRST]
    drawn = client.post(url, json={"pixels": base64.b64encode(picture.tobytes()).decode()})
    assert len(drawn.json()["probabilities"]) == 10
    empty = client.post(url, json={"pixels": base64.b64encode(bytes(64)).decode()})
    assert (empty.status_code, empty.json()["errors"][0]["code"]) == (422, "empty")


@pytest.mark.parametrize("body", [{}, {"id": 1, "pixels": "AA=="}, {"id": -1}, {"id": "1"}])
def test_what_asks_about_no_picture_or_two_is_refused(client, run, body):
    answer = client.post(f"/api/images/{run['id']}/answer", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "id")


def test_wrong_queries_are_refused_with_their_place(client, run):
    assert refusal(client, run, "/pixels", ids="1,,2") == (422, "ids")
    assert refusal(client, run, "/pixels", ids=",".join(["1"] * 201)) == (422, "ids")
    assert refusal(client, run, "/pixels", ids="1797") == (422, "ids")
    assert refusal(client, run, "/pictures", ids="1", epochs="9") == (422, "epochs")
    assert refusal(client, run, "/cell", true=0, said=10) == (422, "said")
    assert refusal(client, run, "/cell", true=0) == (422, "said")
    assert refusal(client, run, "/cloud", count=9) == (422, "count")
    assert refusal(client, run, "/cloud", count=501, method="tsne") == (422, "count")
    assert refusal(client, run, "/cloud", method="umap") == (422, "method")


def test_wrong_document_is_refused_before_any_worker_sees_it(client):
    wrong = {"data": {"name": "digits"}, "network": {"convolution": [{"kernel": 7, "pool": 3}]}}
    answer = client.post("/api/images", json={"images": wrong})
    fault = answer.json()["errors"][0]
    assert (answer.status_code, fault["path"]) == (422, "network.convolution.0.pool")
    answer = client.post("/api/images", json={"images": {"budget": {"epochs": 0}}})
    assert answer.json()["errors"][0]["path"] == "images.budget.epochs"


def test_run_of_another_kind_has_no_images(client):
    run = created(client)
    for path in "", "/cloud", "/pixels?ids=1":
        answer = client.get(f"/api/images/{run['id']}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_images")


def test_stream_has_figures_and_the_history(client):
    run = made(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        snapshot = hello(socket, run)
        assert snapshot["experiment"]["kind"] == "images"
        assert (snapshot["parameters"], snapshot["points"]) == ([], {})
        assert snapshot["topology"]["steps"] == 8
        socket.send_json({"type": "step", "unit": "epoch", "number": 1})
        facts, frame = receive(socket, "frame")
        while facts["epoch"] < 1:
            socket.send_json({"type": "ack", "seq": facts["seq"]})
            facts, frame = receive(socket, "frame")
        assert facts["view"] == {"steps": 8}
        assert sum(map(sum, facts["confusion"])) == 60
        tensors = decode_tensors(frame)[1]
        assert [*tensors] == ["history"]
        assert tensors["history"].shape[1] == len(snapshot["history"]["columns"])


def test_run_outlives_its_server(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/runs.db"
    with serving(database_url=url) as first:
        run = made(first)
        commanded(first, run, type="step", unit="epoch", count=3)
        before = read(first, run, "/mistakes"), read(first, run)["metrics"]
    with serving(database_url=url) as second:
        assert (read(second, run, "/mistakes"), read(second, run)["metrics"]) == before
        assert commanded(second, run, type="step", unit="epoch").json()["epoch"] == 4
        after = read(second, run, "/weights")
        assert second.delete(f"/api/runs/{run['id']}", headers=bearer(run)).status_code == 204
    assert after == execute(pictured(4), {"type": "first_weights", "first": 0, "count": 512})


@pytest.mark.anyio
async def test_run_whose_worker_is_killed_ends_with_the_bits_of_an_unkilled_twin():
    document = images(budget={"epochs": 120}, view={"speed": 2})
    async with local(workers=2) as carried:
        runner = carried.runner
        runs = [await runner.create(document) for _ in range(2)]
        for run in runs:
            await runner.call(run, {"type": "start"})
        while (await runner.call(runs[0], {"type": "status"}))["epoch"] < 30:
            pass
        carried.kill_owner(runs[0])
        for run in runs:
            await reach(runner, run, "finished")
        blobs = [(await runner.call(run, {"type": "fork"}))["checkpoint"] for run in runs]
        states = [decode_tensors(np.asarray(one, np.uint8).tobytes())[1] for one in blobs]
    for name in "stepper.parameters", "stepper.optimizer", "history":
        assert states[0][name].tobytes() == states[1][name].tobytes()


def in_memory(client):
    runs = client.app.state.services.runs.room._runs.values()
    return [run.id for run in runs if run.kind == "images"]


def test_few_runs_of_images_are_in_memory_and_others_come_back(monkeypatch):
    monkeypatch.setattr(image_document, "MAX_IMAGE_RUNS", 1)
    with serving() as client:
        first, plain = made(client), created(client)
        commanded(client, first, type="step", unit="epoch")
        second = made(client)
        assert in_memory(client) == [second["id"]]
        assert read(client, first)["epoch"] == 1
        assert in_memory(client) == [first["id"]]
        assert client.get(f"/api/runs/{plain['id']}").status_code == 200
        with client.websocket_connect(first["stream_url"]) as socket:
            hello(socket, first)
            answer = client.post("/api/images", json={"images": SMALL})
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert "at most 1 runs of the kind images" in answer.json()["detail"]


def test_no_run_becomes_one_of_images_past_their_cap(monkeypatch):
    monkeypatch.setattr(image_document, "MAX_IMAGE_RUNS", 1)
    with serving() as client:
        first, plain = made(client), created(client)
        document = images().model_dump(mode="json")
        refused = commanded(client, plain, type="load", experiment=document)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert "experiment.kind must be left out" in refused.json()["detail"]
        assert in_memory(client) == [first["id"]]
        assert commanded(client, plain, type="step", unit="epoch").json()["epoch"] == 1
