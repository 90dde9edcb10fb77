"""Nothing that a client sends is answered with a 5xx, and every error is a problem document."""

import pytest

from tests.app.client import bearer, created, serving

JSON = {"Content-Type": "application/json"}
NUMBERS = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e999",
    "9223372036854775808",
    "1" * 400,
    "-1",
]
VALUES = [
    *NUMBERS, "null", "true", '"0.1"', "[]", "{}", "[[]]", '"\\ud800"', '"\\u0000"', "0.5e", "'x'",
]  # fmt: skip
PLACES = [
    '{"experiment": {"data": {"noise": %s}}}',
    '{"experiment": {"data": {"seed": %s}}}',
    '{"experiment": {"training": {"batch_size": %s}}}',
    '{"experiment": {"network": {"hidden": [{"units": %s}]}}}',
    '{"experiment": {"features": %s}}',
    '{"experiment": {"problem": %s}}',
    '{"experiment": {"title": %s}}',
    '{"experiment": {"view": {"speed": %s}}}',
    '{"experiment": %s}',
    '{"autostart": %s}',
    '{"unknown": %s}',
    "%s",
]
WHOLE = [
    b"",
    b"\xff\xfe",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'"' + b"a" * 200_000 + b'"',
    b'{"experiment": {"data": {"source": "points", "points": [[1, 2]]}}}',
    b'{"experiment": {"data": {"source": "points", "points": [[99, 2, 1], [1, 2, 1]]}}}',
    b'{"experiment": {"data": {"source": "upload"}}}',
    b'{"experiment": {"network": {"wide": true}}}',
    b'{"experiment": {"version": 2}}',
    b'{"experiment_id": "x"}',
    b'{"type": "step", "unit": "year"}',
    b'{"type": "step", "unit": "epoch", "count": 1e9}',
    b'{"type": "set", "path": "__class__", "value": 1}',
    b'{"type": "set", "path": "data.points.0.0.0", "value": 1, "reset": true}',
    b'{"type": "set", "path": "training.optimizer.learning_rate", "value": "fast"}',
    b'{"type": "set_weight", "layer": 9, "from": 0, "to": 0, "value": 1}',
    b'{"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": 1e300}',
    b'{"type": "set_bias", "layer": 1, "unit": 50, "value": 1}',
    b'{"type": "seek", "epoch": 4}',
    b'{"inputs": []}',
    b'{"inputs": [[1, 2, 3]]}',
    b'{"inputs": [[1e308, -1e308]]}',
    b'{"input": [1, 2], "target": 7}',
    b'{"input": [1, 2], "target": [[]]}',
]
BODIES = [(place % value).encode() for place in PLACES for value in VALUES] + WHOLE


@pytest.fixture(scope="module")
def client():
    with serving(max_runs=1000) as client:
        yield client


@pytest.fixture(scope="module")
def run(client):
    return created(client)


@pytest.mark.parametrize("route", ["", "/commands", "/predict", "/inspect"])
def test_hostile_bodies_are_refused_with_problem_documents(client, run, route):
    place = f"/api/runs/{run['id']}{route}" if route else "/api/runs"
    for body in BODIES:
        answer = client.post(place, content=body, headers={**JSON, **bearer(run)})
        assert answer.status_code < 500, (body[:80], answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", body[:80]
            assert answer.json()["detail"], body[:80]
    assert client.get("/healthz").status_code == 200


def test_ten_megabytes_are_too_much(client):
    def trickle():  # without a Content-Length
        for _ in range(160):
            yield b" " * 65_536

    answer = client.post("/api/runs", content=trickle(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_other_types_of_body_are_refused(client):
    answer = client.post("/api/runs", content=b"a=1", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("experiment", "path", "said"),
    [
        ({"data": {"noise": 3}}, "experiment.data.noise", "0.5"),
        ({"colour": 1}, "experiment.colour", "not a known key"),
        ({"network": {"hidden": [{"units": 129}]}}, "experiment.network.hidden.0.units", "128"),
        ({"training": {"loss": "hing"}}, "experiment.training.loss", "hinge"),
    ],
)
def test_refusal_names_the_field_what_is_allowed_and_what_came(client, experiment, path, said):
    (fault,) = client.post("/api/runs", json={"experiment": experiment}).json()["errors"]
    assert fault["path"] == path
    assert said in fault["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/runs/" + "a" * 5000),
        ("GET", "/api/runs/%00"),
        ("GET", "/api/runs/..%2f..%2fetc"),
        ("GET", "/api/runs/x/boundary?resolution=99999999999999999999"),
        ("GET", "/api/runs/x/history?format=xml"),
        ("GET", "/static/../app/main.py"),
        ("GET", "/nowhere"),
        ("PATCH", "/api/runs"),
        ("TRACE", "/api/catalog"),
    ],
)
def test_odd_paths_and_methods_are_answered_with_problem_documents(client, method, path):
    answer = client.request(method, path)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
