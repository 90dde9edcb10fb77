"""Studies over HTTP and the stream, and when their worker or their server is gone."""

import numpy as np
import pytest

from app.encoding.messages import decode_tensors
from app.services.answer_sizes import answer_bytes
from tests.app.client import bearer, commanded, created, serving
from tests.app.runners import local, reach
from tests.app.studies import GRID, RATE, SEEDS, SMALL, studied, study, trials
from tests.app.test_stream import hello, receive


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    file = tmp_path_factory.mktemp("studies") / "runs.db"
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        yield client


def made(client, vary, **about):
    answer = client.post("/api/studies", json={"study": {"base": SMALL, "vary": vary, **about}})
    assert answer.status_code == 201, answer.text
    return answer.json()


def read(client, run, path="", **query):
    answer = client.get(f"/api/studies/{run['id']}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_study_is_made_stepped_and_described(client):
    run = made(client, SEEDS)
    assert run["url"] == f"/studies/{run['id']}"
    assert commanded(client, run, type="step", unit="epoch", count=2).json()["epoch"] == 2
    about = read(client, run)
    assert (about["epoch"], about["trials"], about["study"]["vary"]["count"]) == (2, 3, 3)
    assert set(about["metrics"]) == {"loss", "test_loss", "converged", "diverged"}


def test_trials_come_page_by_page_and_as_csv(client):
    run = made(client, GRID)
    page = read(client, run, "/trials", first=10, count=5)
    assert (page["total"], [row[0] for row in page["rows"]]) == (12, [10, 11])
    whole = client.get(f"/api/studies/{run['id']}/trials?format=csv").text.splitlines()
    assert whole[0].split(",")[:2] == ["trial", f'"{RATE}"' if '"' in whole[0] else RATE]
    assert len(whole) == 13
    assert whole[1].split(",")[4:] == [*map(str, read(client, run, "/trials")["rows"][0][4:7]), ""]


def test_trials_are_those_that_the_study_has_in_any_process(client):
    run = made(client, GRID)
    commanded(client, run, type="step", unit="epoch", count=2)
    told = read(client, run, "/trials")
    here = trials(studied(GRID, epochs=2))
    assert [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]] == here


def test_memory_is_reserved_for_the_history_of_a_study_that_was_widened(client):
    run = made(client, SEEDS)
    widened = commanded(client, run, type="set", path="vary.count", value=64, reset=True)
    assert widened.is_success
    (row,) = client.get(f"/api/runs/{run['id']}/history").json()["rows"]
    curves = client.app.state.services.runs.room._runs[run["id"]].curves
    assert answer_bytes("history", 0, curves=curves) >= 8 * len(row)


def test_opened_trial_is_an_ordinary_run_with_the_trials_weights(client):
    run = made(client, SEEDS)
    commanded(client, run, type="step", unit="epoch", count=3)
    answer = client.post(f"/api/studies/{run['id']}/trials/2/open")
    assert answer.status_code == 201
    trial = answer.json()
    about = client.get(f"/api/runs/{trial['id']}").json()
    twin = created(client, read(client, run, "/trials/2")["experiment"])
    commanded(client, twin, type="step", unit="epoch", count=3)
    alone = client.get(f"/api/runs/{twin['id']}").json()
    assert (trial["status"], trial["epoch"], trial["url"]) == ("paused", 3, f"/r/{trial['id']}")
    assert about["parameters"] == alone["parameters"]
    history = [client.get(f"/api/runs/{one['id']}/history").json() for one in (trial, twin)]
    assert history[0] == history[1]


def test_stream_shows_the_trials_that_a_view_asks_for(client):
    run = made(client, SEEDS)
    with client.websocket_connect(run["stream_url"]) as socket:
        snapshot = hello(socket, run, view={"trials": [1], "thumbnails": 10})
        assert snapshot["topology"]["trials"] == snapshot["topology"]["curves"] == 3
        assert snapshot["experiment"]["kind"] == "study"
        facts, frame = receive(socket, "frame")
        assert facts["view"] == {"trials": [1], "thumbnails": 10}
        tensors = decode_tensors(frame)[1]
        assert tensors["maps"].shape == (1, 1, 10, 10)
        assert tensors["history"].shape == (1, len(snapshot["history"]["columns"]))
        socket.send_json({"type": "ack", "seq": facts["seq"]})
        socket.send_json({"type": "view", "trials": [2, 0]})
        facts, frame = receive(socket, "frame")
        assert (facts["view"]["trials"], len(decode_tensors(frame)[1]["maps"])) == ([2, 0], 2)


def test_wrong_input_is_refused_with_its_place(client):
    vary = {"kind": "grid", "axes": [{"path": "training.speed", "values": [1]}]}
    answer = client.post("/api/studies", json={"study": {"vary": vary}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "vary.axes.0.path"
    answer = client.post("/api/studies", json={"study": {"vary": {"kind": "seeds", "count": 0}}})
    assert answer.json()["errors"][0]["path"] == "study.vary.count"


def test_run_of_one_network_is_no_study(client):
    run = created(client)
    answer = client.get(f"/api/studies/{run['id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_study")
    assert client.get(f"/api/studies/{run['id']}/trials").status_code == 422


def test_cell_whose_values_do_not_fit_each_other_is_refused(client):
    axes = [
        {"path": "training.loss", "values": ["mse", "binary_crossentropy"]},
        {"path": "network.output_activation", "values": ["auto", "tanh"]},
    ]
    body = {"study": {"base": SMALL, "vary": {"kind": "grid", "axes": axes}}}
    answer = client.post("/api/studies", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "network.output_activation"


def test_study_outlives_its_server(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/runs.db"
    with serving(database_url=url) as first:
        run = made(first, SEEDS)
        commanded(first, run, type="step", unit="epoch", count=2)
        before = read(first, run, "/trials")
    with serving(database_url=url) as second:
        assert read(second, run, "/trials") == before
        assert commanded(second, run, type="step", unit="epoch").json()["epoch"] == 3
        answer = second.delete(f"/api/runs/{run['id']}", headers=bearer(run))
        assert answer.status_code == 204


@pytest.mark.anyio
async def test_study_whose_worker_is_killed_ends_with_the_bits_of_an_unkilled_twin():
    document = study(GRID, budget={"epochs": 150}, view={"speed": 20})
    asked = {"type": "trials", "first": 0, "count": 99}
    async with local(workers=2) as carried:
        runner = carried.runner
        runs = [await runner.create(document) for _ in range(2)]
        for run in runs:
            await runner.call(run, {"type": "start"})
        while (await runner.call(runs[0], {"type": "status"}))["epoch"] < 40:
            pass
        carried.kill_owner(runs[0])
        for run in runs:
            await reach(runner, run, "finished")
        killed, twin = [await runner.call(run, asked) for run in runs]
        opened = [await runner.call(run, {"type": "open_trial", "trial": 5}) for run in runs]
    assert killed["rows"] == twin["rows"]
    weights = [
        decode_tensors(np.asarray(one["checkpoint"], np.uint8).tobytes())[1]["stepper.parameters"]
        for one in opened
    ]
    assert weights[0].tobytes() == weights[1].tobytes()
