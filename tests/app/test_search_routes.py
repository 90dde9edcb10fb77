"""Searches over HTTP and the stream, and when their worker or their server is gone."""

import csv
import io

import numpy as np
import pytest

from app.encoding.messages import decode_tensors
from app.runs.runner import RunBusy
from tests.app.client import commanded, created, serving
from tests.app.runners import local, reach
from tests.app.searches import FEW, MOMENTUM, search, searched
from tests.app.studies import SEEDS, study, trials
from tests.app.test_stream import hello, receive


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    file = tmp_path_factory.mktemp("searches") / "runs.db"
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        yield client


def made(client, vary, epochs=4):
    body = {"study": {"base": FEW, "vary": vary, "budget": {"epochs": epochs}}}
    answer = client.post("/api/studies", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def read(client, run, path="", **query):
    answer = client.get(f"/api/studies/{run['id']}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows_of(client, run):
    found = read(client, run, "/trials", count=250)
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]


def test_trials_are_those_that_the_search_has_in_any_process(client):
    run = made(client, search("hyperband", 9), epochs=9)
    commanded(client, run, type="step", unit="epoch", count=20)
    assert rows_of(client, run) == trials(searched("hyperband", 9, epochs=9))
    about = read(client, run)
    assert (about["status"], about["trials"], about["metrics"]["planned"]) == ("finished", 9, 9)
    assert about["study"]["vary"]["method"] == "hyperband"


def test_table_of_trials_has_empty_cells_where_a_condition_leaves_a_setting_out(client):
    run = made(client, search("random", 6))
    commanded(client, run, type="step", unit="epoch", count=6)
    text = client.get(f"/api/studies/{run['id']}/trials?format=csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row[MOMENTUM] != "" for row in rows] == [
        row["training.optimizer.name"] == "momentum" for row in rows
    ]
    assert {row["status"] for row in rows} == {"done"}


def test_importance_of_settings_is_told(client):
    run = made(client, search("random", 12))
    commanded(client, run, type="step", unit="epoch", count=12)
    told = read(client, run, "/importance")
    assert (told["metric"], told["trials"], told["epoch"]) == ("test_loss", 12, 12)
    rate, *_ = told["importance"]
    assert 0 <= rate["share"] <= 1
    assert [group["trials"] for group in rate["groups"]] == [4, 4, 4]
    seeds = client.post("/api/studies", json={"study": {"base": FEW, "vary": SEEDS}}).json()
    assert client.get(f"/api/studies/{seeds['id']}/importance").status_code == 422


def test_opened_trial_is_an_ordinary_run_with_its_history(client):
    run = made(client, search("random", 2))
    commanded(client, run, type="step", unit="epoch", count=2)
    answer = client.post(f"/api/studies/{run['id']}/trials/1/open")
    assert answer.status_code == 201, answer.text
    trial = answer.json()
    twin = created(client, read(client, run, "/trials/1")["experiment"])
    commanded(client, twin, type="step", unit="epoch", count=4)
    for path in ("", "/history"):
        mine, other = (client.get(f"/api/runs/{one['id']}{path}").json() for one in (trial, twin))
        for name in ("parameters", "metrics", "rows"):
            assert mine.get(name) == other.get(name)
    missing = client.post(f"/api/studies/{run['id']}/trials/9/open")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_trial")


def test_stream_shows_trials_as_they_come(client):
    run = made(client, search("random", 4))
    with client.websocket_connect(run["stream_url"]) as socket:
        snapshot = hello(socket, run, view={"thumbnails": 10})
        topology = snapshot["topology"]
        assert (topology["trials"], topology["planned"], topology["curves"]) == (1, 4, 0)
        assert topology["search"] == {"method": "random", "metric": "test_loss", "brackets": []}
        facts, frame = receive(socket, "frame")
        assert decode_tensors(frame)[1]["maps"].shape == (1, 1, 10, 10)
        socket.send_json({"type": "ack", "seq": facts["seq"]})
        socket.send_json({"type": "step", "unit": "epoch", "count": 4, "number": 1})
        while facts["epoch"] < 4:
            facts, frame = receive(socket, "frame")
            socket.send_json({"type": "ack", "seq": facts["seq"]})
        tensors = decode_tensors(frame)[1]
        assert facts["metrics"]["begun"] == 4
        assert tensors["status"].tolist() == [2] * 4
        assert tensors["maps"].shape == (4, 1, 10, 10)


def test_link_of_a_run_leads_to_the_page_of_its_search(client):
    run = made(client, search("random", 2))
    answer = client.get(f"/r/{run['id']}", follow_redirects=False)
    assert answer.headers["location"].endswith(f"studies/{run['id']}")


def test_wrong_space_is_refused_with_its_place(client):
    vary = search(space=[{"path": "training.speed", "choice": [1]}])
    answer = client.post("/api/studies", json={"study": {"vary": vary}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "vary.space.0.path"
    answer = client.post("/api/studies", json={"study": {"vary": search(trials=0)}})
    assert answer.json()["errors"][0]["path"] == "study.vary.trials"


def test_search_outlives_its_server(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/runs.db"
    with serving(database_url=url) as first:
        run = made(first, search("bayesian", 8))
        commanded(first, run, type="step", unit="epoch", count=6)
        commanded(first, run, type="step", unit="batch", count=5)
    with serving(database_url=url) as second:
        commanded(second, run, type="step", unit="epoch", count=8)
        assert rows_of(second, run) == trials(searched("bayesian", 8))


async def epoch_of(runner, run):
    """Return the epoch of a run, -1 while its worker is being replaced."""
    try:
        return (await runner.call(run, {"type": "status"}))["epoch"]
    except RunBusy:
        return -1


@pytest.mark.anyio
async def test_search_whose_worker_is_killed_twice_ends_with_the_bits_of_an_unkilled_twin():
    vary = search("hyperband", 12, factor=2)
    document = study(vary, FEW, budget={"epochs": 8}, view={"speed": 0.2})
    asked = {"type": "trials", "first": 0, "count": 99}
    async with local(workers=2) as carried:
        runner = carried.runner
        runs = [await runner.create(document) for _ in range(2)]
        for run in runs:
            await runner.call(run, {"type": "start"})
        for least in (4, 12):
            while await epoch_of(runner, runs[0]) < least:
                pass
            carried.kill_owner(runs[0])
        for run in runs:
            await reach(runner, run, "finished")
        killed, twin = [await runner.call(run, asked) for run in runs]
        opened = [await runner.call(run, {"type": "open_trial", "trial": 5}) for run in runs]
    assert killed["rows"] == twin["rows"]
    assert killed["total"] == 12
    weights = [
        decode_tensors(np.asarray(one["checkpoint"], np.uint8).tobytes())[1]["stepper.parameters"]
        for one in opened
    ]
    assert weights[0].tobytes() == weights[1].tobytes()
