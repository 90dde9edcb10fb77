"""Control of a run is taken back: a new secret at once, for requests, open streams and restarts."""

import json
import signal
import urllib.request

import pytest

from tests.app.client import bearer, commanded, created, serving
from tests.app.test_cli import new_run, served
from tests.app.test_stream import hello, receive
from tests.patience import LIMIT


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def taken_back(client, run):
    """Take control back; return the run as its owner knows it now."""
    answer = client.post(f"/api/runs/{run['id']}/control", headers=bearer(run))
    assert answer.status_code == 200, answer.text
    return run | answer.json()


def test_new_secret_steers_and_the_old_one_does_not(client):
    run = created(client)
    new = taken_back(client, run)
    assert commanded(client, run, type="start").status_code == 403
    assert commanded(client, new, type="start").status_code == 202


def test_answer_that_holds_a_secret_is_not_kept(client):
    run = created(client)
    answer = client.post(f"/api/runs/{run['id']}/control", headers=bearer(run))
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"control_token"}


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"Authorization": "Bearer no"}, 403)])
def test_only_who_steers_takes_control_back(client, headers, status):
    run = created(client)
    assert client.post(f"/api/runs/{run['id']}/control", headers=headers).status_code == status
    assert commanded(client, run, type="pause").status_code == 202


def test_secret_of_another_run_takes_nothing(client):
    run, other = created(client), created(client)
    answer = client.post(f"/api/runs/{run['id']}/control", headers=bearer(other))
    assert answer.status_code == 403


def test_open_stream_with_the_old_secret_only_watches_from_now_on(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        assert hello(socket, run)["can_control"]
        taken_back(client, run)
        while receive(socket, "status")["can_control"]:
            pass
        socket.send_json({"type": "start"})
        assert receive(socket, "error")["code"] == "read_only"


def test_open_stream_goes_on_steering_with_the_new_secret(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        new = taken_back(client, run)
        socket.send_json({"type": "control", "token": new["control_token"]})
        socket.send_json({"type": "start", "number": 1})
        assert receive(socket, "done")["number"] == 1


def test_watcher_who_is_given_the_secret_is_told_that_it_steers(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        assert not hello(socket)["can_control"]
        socket.send_json({"type": "control", "token": run["control_token"]})
        while not receive(socket, "status")["can_control"]:
            pass


@pytest.mark.parametrize("token", [7, None, "x" * 201])
def test_token_of_a_stream_must_be_one(client, token):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        socket.send_json({"type": "control", "token": token})
        assert receive(socket, "error")["code"] == "invalid"


def asked(address, path, token):
    """Return the status of a request that steers, and what it was answered."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = b'{"type": "pause"}' if path.endswith("commands") else b""
    request = urllib.request.Request(f"http://{address}/api/runs/{path}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, {}


def test_control_that_was_taken_back_stays_so_over_a_kill():
    with served() as (process, address):
        run = new_run(address)
        old = run["control_token"]
        _, told = asked(address, f"{run['id']}/control", old)
        process.send_signal(signal.SIGKILL)
        process.wait(LIMIT)
    with served() as (_, address):
        assert asked(address, f"{run['id']}/commands", old)[0] == 403
        assert asked(address, f"{run['id']}/commands", told["control_token"])[0] == 202
