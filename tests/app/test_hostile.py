"""Nothing that a client sends is answered with a 5xx, and every error is a problem document."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.client import bearer, created, serving

JSON = {"Content-Type": "application/json"}
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
WORDS = st.sampled_from(
    ["data", "noise", "features", "network", "hidden", "units", "training", "x1", "problem", "seed",
     "multiclass", "view", "speed", "max", "loss", "points", "source", "title", "stop", "é\u2028"]
)  # fmt: skip
JSON_VALUES = st.recursive(
    LEAVES | WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner)
)
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
    '{"type": %s}',
    '{"type": "set", "path": "data.noise", "value": %s, "reset": true}',
    '{"type": "step", "unit": "epoch", "count": %s}',
    '{"type": "keep", "on": %s}',
    '{"type": "load", "experiment": {"features": ["x1", %s]}}',
    '{"inputs": [[0, %s]]}',
    '{"input": [0, 0], "target": %s}',
    "%s",
]
WHOLE = [
    b"",
    b"\xff\xfe",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"experiment":' * 900 + b"1" + b"}" * 900,
    b'{"experiment": {"title": ' + b"[" * 40 + b"]" * 40 + b"}}",
    b"{" + b",".join(b'"%d": 1' % key for key in range(10_000)) + b"}",
    b'{"experiment": {"features": [' + b",".join([b'"x9"'] * 20_000) + b"]}}",
    b'{"inputs": [' + b",".join([b'["x"]'] * 9_000) + b"]}",
    b'{"input": [1, 2], "target": ' + b"9" * 5_000 + b"}",
    b'{"autostart": true} {"autostart": true}',
    b'\xef\xbb\xbf{"autostart": true}',
    b'"' + b"a" * 200_000 + b'"',
    b'{"experiment": {"data": {"source": "points", "points": [[1, 2]]}}}',
    b'{"experiment": {"data": {"source": "points", "points": [[99, 2, 1], [1, 2, 1]]}}}',
    b'{"experiment": {"data": {"source": "upload"}}}',
    b'{"experiment": {"network": {"wide": [["x1"]], "deep": [], "auxiliary": {"weight": "a"}}}}',
    b'{"experiment": {"version": 2}}',
    b'{"experiment_id": "x"}',
    b'{"experiment_id": "a\\u0000b"}',
    b'{"experiment": {"data": {"source": "upload", "dataset_id": "a\\u0000b", "target": "x"}}}',
    b'{"a\\u0000b": 1}',
    b'{"experiment": {"title": "a\x00b"}}',
    b'{"experiment": {"title": "\\u202ea"}}',
    b'{"experiment": {"title": "a\\u2028b\\tc"}}',
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


@pytest.fixture(scope="module")
def documented(client):
    """The statuses that a route says it answers."""
    paths = client.get("/openapi.json").json()["paths"]
    return lambda path: {int(status) for status in paths[path]["post"]["responses"]}


@pytest.mark.parametrize(
    "path",
    [
        "/api/experiments",
        "/api/runs",
        "/api/runs/{run_id}/commands",
        "/api/runs/{run_id}/predict",
        "/api/runs/{run_id}/inspect",
        "/api/runs/{run_id}/backprop",
        "/api/runs/{run_id}/threshold",
        "/api/runs/{run_id}/residuals",
        "/api/runs/{run_id}/landscape",
        "/api/runs/{run_id}/what_if",
    ],
)
def test_hostile_bodies_are_refused_as_documented(client, run, documented, path):
    for body in BODIES:
        place = path.format(run_id=run["id"])
        answer = client.post(place, content=body, headers={**JSON, **bearer(run)})
        assert answer.status_code in documented(path) - {500, 503}, (body[:80], answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", body[:80]
            assert answer.json()["detail"], body[:80]
    assert client.get("/healthz").status_code == 200


def test_corpus_is_of_a_size(client):
    assert len(set(BODIES)) >= 300


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
        ("GET", "/api/runs/a%00b/history"),
        ("GET", "/api/experiments?q=a%00b"),
        ("GET", "/api/experiments?cursor=a%00b"),
        ("GET", "/api/experiments?cursor=MS4wIGEAYg=="),
        ("GET", "/api/datasets/a%00b.csv"),
        ("GET", "/api/runs/..%2f..%2fetc"),
        ("GET", "/api/runs/x/boundary?resolution=99999999999999999999"),
        ("GET", "/api/runs/x/history?format=xml"),
        ("GET", "/static/../app/main.py"),
        ("GET", "/api/runs/😀"),
        ("GET", "/api/runs/x/boundary?resolution=NaN"),
        ("GET", "/api/runs/x/boundary?neuron=" + "h" * 999),
        ("DELETE", "/api/runs/x"),
        ("GET", "/nowhere"),
        ("PATCH", "/api/runs"),
        ("TRACE", "/api/catalog"),
    ],
)
def test_odd_paths_and_methods_are_answered_with_problem_documents(client, method, path):
    answer = client.request(method, path)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    ["resolution=9", "resolution=401", "resolution=1e2", "resolution=", "neuron=", "neuron=h9.9",
     "neuron=o.%00", "neuron=..%2f", "resolution=10&neuron=%ff"],
)  # fmt: skip
def test_odd_queries_of_a_known_run_are_refused(client, run, query):
    answer = client.get(f"/api/runs/{run['id']}/boundary?{query}")
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer " + "x" * 9000])
def test_odd_tokens_control_nothing(client, run, token):
    place = f"/api/runs/{run['id']}"
    assert client.delete(place, headers={"Authorization": token}).status_code in (401, 403)


@given(JSON_VALUES)
@settings(max_examples=150)
def test_no_document_at_all_makes_the_server_fail(client, value):
    answer = client.post("/api/runs", json={"experiment": value})
    assert answer.status_code in (201, 422), answer.text
