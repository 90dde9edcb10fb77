"""A link to a trained network opens it as it was saved, to the bit, and it trains on."""

import sqlite3

import numpy as np
import pytest

from app.encoding.messages import decode_tensors
from app.services import trained_networks
from app.store.moderation import Moderation
from app.store.network_store import Shares
from tests.app.client import commanded, created, serving

ADAM = {
    "title": "Mine",
    "training": {"optimizer": {"name": "adam"}, "stop": {"patience": 50, "restore_best": True}},
}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("trained") / "kept.db"


@pytest.fixture(scope="module")
def client(file):
    with serving(database_url=f"sqlite+aiosqlite:///{file}") as client:
        yield client


def trained(client, epochs=5, **document):
    """Return a run that has trained some epochs, and some samples of the next."""
    run = created(client, {**ADAM, **document})
    for unit, count in (("epoch", epochs), ("batch", 2), ("sample", 3)):
        assert commanded(client, run, type="step", unit=unit, count=count).is_success
    return run


def save(client, run, **more):
    return client.post("/api/experiments", json={"run_id": run["id"], **more})


def opened(client, saved):
    return client.post("/api/runs", json={"experiment_id": saved.json()["id"]})


def state(client, run):
    """Return all arrays of a run's newest checkpoint: weights, optimizer, history, time line."""
    runs = client.app.state.services.runs
    inner = client.portal.call(runs.find, run["id"]).inner
    return decode_tensors(runs.runner.checkpoint(inner))[1]


def assert_equal(one, other):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], strict=True, err_msg=name)


def test_opened_network_is_equal_to_the_bit_and_trains_on_to_the_same_epochs(client):
    run = trained(client)
    saved = save(client, run)
    assert saved.status_code == 201, saved.text
    assert saved.json()["epochs"] == 5
    twin = opened(client, saved).json()
    assert (twin["epoch"], twin["status"]) == (5, "paused")
    assert {"stepper.optimizer", "stepper.parameters", "history"} <= state(client, run).keys()
    assert_equal(state(client, twin), state(client, run))
    for each in (run, twin):
        commanded(client, each, type="step", unit="epoch", count=7)
    assert_equal(state(client, twin), state(client, run))
    histories = [client.get(f"/api/runs/{each['id']}/history").json() for each in (run, twin)]
    assert histories[0] == histories[1]
    assert histories[0]["rows"][-1][0] == 12


def test_link_stays_what_it_was_when_the_run_trains_on(client):
    run = trained(client)
    first = save(client, run)
    commanded(client, run, type="step", unit="epoch", count=3)
    second = save(client, run)
    assert [one.json()["epochs"] for one in (first, second)] == [5, 8]
    assert first.json()["id"] != second.json()["id"]
    assert opened(client, first).json()["epoch"] == 5


def test_same_state_has_the_same_id_and_is_stored_once(client):
    run = trained(client)
    first, again = save(client, run), save(client, run)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def test_document_alone_opens_untrained(client):
    saved = client.post("/api/experiments", json={"experiment": ADAM})
    assert saved.json()["epochs"] is None
    assert opened(client, saved).json()["epoch"] == 0


def test_trained_network_may_go_on_at_once(client):
    saved = save(client, trained(client)).json()
    told = client.post("/api/runs", json={"experiment_id": saved["id"], "autostart": True}).json()
    assert (told["status"], told["epoch"]) == ("running", 5)
    assert commanded(client, told, type="pause").json()["status"] == "paused"


def test_run_and_document_at_once_are_refused(client):
    refused = save(client, created(client), experiment={})
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "send an experiment or a run_id, not both",
    )


def test_unknown_run_is_not_saved(client):
    assert save(client, {"id": "11111111111111"}).json()["code"] == "no_such_run"


def test_preview_and_page_of_a_trained_network_are_there(client):
    saved = save(client, trained(client, title="Its own face")).json()
    preview = client.get(f"/api/experiments/{saved['id']}/preview.png")
    assert preview.headers["content-type"] == "image/png"
    assert "Its own face" in client.get(saved["url"]).text


def test_gallery_says_which_card_is_trained(client):
    save(client, trained(client, title="Giraffes"), listed=True)
    client.post("/api/experiments", json={"experiment": {"title": "Giraffes 2"}, "listed": True})
    page = client.get("/gallery?q=giraffes").text
    assert page.count("Trained, 5 epochs") == 1
    assert client.get("/api/experiments?q=giraffes+trained").json()["items"][0]["epochs"] == 5


def test_network_that_is_too_large_is_refused_with_its_size(client, monkeypatch):
    monkeypatch.setattr(trained_networks, "MAX_NETWORK_BYTES", 1000)
    refused = save(client, trained(client))
    assert refused.status_code == 413
    assert "at most 1000 bytes; this one has" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("shares", "status", "words"),
    [
        (Shares(everyone=1000), 507, "trained networks fill their part of the store"),
        (Shares(owner=1000), 429, "a session saves at most"),
    ],
    ids=["everyone's", "the session's"],
)
def test_full_share_is_refused_and_the_document_alone_is_not(
    client, monkeypatch, shares, status, words
):
    store = client.app.state.services.experiments._store
    monkeypatch.setattr(store, "_shares", shares)
    run = trained(client, title=f"full {status}")
    refused = save(client, run)
    assert refused.status_code == status
    assert words in refused.json()["detail"]
    document = client.get(f"/api/runs/{run['id']}").json()["experiment"]
    assert client.post("/api/experiments", json={"experiment": document}).status_code == 201


def change(file, statement, *values):
    with sqlite3.connect(file, timeout=60) as database:
        assert database.execute(statement, values).rowcount == 1
    database.close()


def test_network_that_was_deleted_is_said_to_be_gone(client, file):
    saved = save(client, trained(client, epochs=3))
    change(file, "DELETE FROM networks WHERE experiment = ?", saved.json()["id"])
    told = opened(client, saved)
    assert (told.status_code, told.json()["code"]) == (410, "no_network")
    assert "begin with its document" in told.json()["detail"]
    assert client.get(saved.json()["url"]).status_code == 200


def test_forged_network_is_not_opened(client, file):
    saved, other = (save(client, trained(client, epochs=epochs)) for epochs in (4, 6))
    forged = "SELECT checkpoint FROM networks WHERE experiment = ?"
    change(
        file,
        f"UPDATE networks SET checkpoint = ({forged}) WHERE experiment = ?",
        other.json()["id"],
        saved.json()["id"],
    )
    told = opened(client, saved)
    assert (told.status_code, told.json()["code"]) == (410, "no_network")
    assert "is not what was saved" in told.json()["detail"]


def test_removed_experiment_takes_its_network_along_and_keeps_its_document_out(client, file):
    run = trained(client, title="Not here")
    saved = save(client, run)
    database = client.app.state.services.database
    client.portal.call(Moderation(database).remove, saved.json()["id"])
    assert opened(client, saved).status_code == 410
    with sqlite3.connect(file) as database:
        count = "SELECT count(*) FROM networks WHERE experiment = ?"
        assert database.execute(count, [saved.json()["id"]]).fetchone() == (0,)
    database.close()
    assert save(client, run).status_code == 410


def test_network_of_a_removed_document_is_not_taken(client):
    run = trained(client, title="Nor here")
    document = client.get(f"/api/runs/{run['id']}").json()["experiment"]
    alone = client.post("/api/experiments", json={"experiment": document}).json()
    database = client.app.state.services.database
    client.portal.call(Moderation(database).remove, alone["id"])
    assert save(client, run).status_code == 410
