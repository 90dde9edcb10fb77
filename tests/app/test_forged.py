"""Thirty ways to steer a run without its secret or from a foreign page: none gets through.

And whatever was tried, the secret stands in no answer, no line of the log and no file.
"""

import json

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.app.client import bearer, commanded, created, serving

JSON = "application/json"
START = '{"type": "start"}'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("forged")


@pytest.fixture(scope="module")
def client(folder):
    with serving(database_url=f"sqlite+aiosqlite:///{folder / 'p.db'}") as client:
        yield client


@pytest.fixture(scope="module")
def run(client):
    return created(client)


def other(client):
    """Return the secret of somebody else's run."""
    return created(client)["control_token"]


def stale(client):
    """Return a secret that was taken back; it was of another run, too."""
    run = created(client)
    client.post(f"/api/runs/{run['id']}/control", headers=bearer(run))
    return run["control_token"]


SECRETS = {
    "none": lambda _, secret: {},
    "empty": lambda _, secret: {"Authorization": "Bearer "},
    "another run's": lambda client, secret: {"Authorization": f"Bearer {other(client)}"},
    "one taken back": lambda client, secret: {"Authorization": f"Bearer {stale(client)}"},
    "a part of it": lambda _, secret: {"Authorization": f"Bearer {secret[:-1]}"},
    "it and more": lambda _, secret: {"Authorization": f"Bearer {secret}A"},
    "it in other letters": lambda _, secret: {"Authorization": f"Bearer {secret.swapcase()}"},
    "it twice": lambda _, secret: {"Authorization": f"Bearer {secret},{secret}"},
    "it as a password": lambda _, secret: {"Authorization": f"Basic {secret}"},
    "it without a scheme": lambda _, secret: {"Authorization": secret},
    "it in a cookie": lambda _, secret: {"Cookie": f"token={secret}; Authorization={secret}"},
    "it as the session": lambda _, secret: {"Playground-Session": secret},
    "it in a header of another name": lambda _, secret: {"X-Authorization": f"Bearer {secret}"},
}


@pytest.mark.parametrize("way", SECRETS)
def test_nobody_steers_with_another_secret(client, run, way):
    headers = SECRETS[way](client, run["control_token"]) | {"Content-Type": JSON}
    place = f"/api/runs/{run['id']}/commands"
    answer = client.post(place, content=START, headers=headers)
    assert answer.status_code in (401, 403)
    assert run["control_token"] not in answer.text


PLACES = {
    "in the query": ("POST", "/commands?token=SECRET", START),
    "in the body": ("POST", "/commands", '{"type": "start", "token": "SECRET"}'),
    "to take control": ("POST", "/control?token=SECRET", ""),
    "to delete": ("DELETE", "?token=SECRET", ""),
    "by a method in a header": ("GET", "?_method=DELETE&token=SECRET", ""),
}


@pytest.mark.parametrize("way", PLACES)
def test_secret_counts_nowhere_but_in_its_header(client, run, way):
    method, place, body = PLACES[way]
    secret = run["control_token"]
    path = f"/api/runs/{run['id']}{place.replace('SECRET', secret)}"
    headers = {"Content-Type": JSON, "X-HTTP-Method-Override": "DELETE"}
    before = client.get(f"/api/runs/{run['id']}").json()["status"]
    answer = client.request(method, path, content=body.replace("SECRET", secret), headers=headers)
    assert answer.status_code in (401, 403, 422) or method == "GET"
    assert client.get(f"/api/runs/{run['id']}").json()["status"] == before


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_form_of_a_foreign_page_makes_nothing(client, kind):
    answer = client.post("/api/runs", content="{}", headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == 415


KINDS = [
    "", JSON, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_takes_control_without_the_header_that_no_form_can_send(client, run, kind):
    secret = run["control_token"]
    headers = {"Cookie": f"control_token={secret}", **({"Content-Type": kind} if kind else {})}
    place = f"/api/runs/{run['id']}/control?control_token={secret}"
    for body in ("", json.dumps({"control_token": secret}), f"control_token={secret}"):
        answer = client.post(place, content=body, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert commanded(client, run, type="keep").status_code == 202  # the secret is what it was


def test_script_of_a_foreign_page_is_not_allowed_to_send_that_header(client, run):
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = client.options(f"/api/runs/{run['id']}/control", headers=asked)
    assert not any(name.startswith("access-control-") for name in answer.headers)


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "https://127.0.0.1.evil.example",
        "http://127.0.0.1:1",
        "http://127.0.0.1@evil.example",
        "file://",
        "http://localhost.evil.example",
        "",
    ],
)
def test_foreign_page_gets_no_stream(client, run, origin):
    headers = {"Origin": origin}
    with (
        client.websocket_connect(run["stream_url"], headers=headers) as socket,
        pytest.raises(WebSocketDisconnect),
    ):
        socket.receive_json()


def test_secret_is_kept_nowhere(client, run, folder, caplog):
    path = f"/api/runs/{run['id']}/commands"
    client.post(path, content="{", headers=bearer(run) | {"Content-Type": JSON})
    client.post(path, json={"type": "step", "unit": "epoch"}, headers=bearer(run))
    assert client.get(f"/api/runs/{run['id']}").json()["epoch"] == 1
    assert run["control_token"] not in caplog.text
    kept = [file.read_bytes() for file in folder.iterdir()]
    assert kept
    assert not [file for file in kept if run["control_token"].encode() in file]
