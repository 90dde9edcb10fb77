"""Figures for Prometheus tell what happened, and nothing that a client wrote."""

import json
import re
import subprocess
import sys
from math import inf

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from app.main import create_app
from app.settings import Settings
from app.telemetry.prometheus import Metrics
from tests.app.client import commanded, created, serving
from tests.app.fake_runner import FakeRunner
from tests.patience import LIMIT

HELLO = '{"type": "hello"}'


@pytest.fixture(scope="module")
def client():
    with serving(metrics=True) as client:
        yield client


def samples(client):
    """Return every figure by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_nobody_is_told_unless_it_is_set():
    with TestClient(create_app(Settings(), FakeRunner()), "http://127.0.0.1") as client:
        assert client.get("/metrics").status_code == 404


def test_library_is_not_loaded_unless_it_is_set():
    program = (
        "import sys, app.main; app.main.create_app(); print('prometheus_client' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=LIMIT)
    assert done.stdout == b"False\n"


def test_runs_are_counted_by_status(client):
    before = samples(client).get(("playground_runs", "running"), 0)
    run = created(client, {"view": {"speed": 0.01}}, autostart=True)
    assert samples(client)["playground_runs", "running"] == before + 1
    assert commanded(client, run, type="pause").status_code == 202
    assert samples(client)["playground_runs", "paused"] >= 1


def test_frames_streams_and_viewers_are_counted(client):
    before = samples(client)
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as stream:
        stream.send_text(HELLO)
        assert json.loads(stream.receive_text())["type"] == "snapshot"
        while "bytes" not in stream.receive():
            pass
        now = samples(client)
        assert (now["playground_sockets",], now["playground_viewers",]) == (1, 1)
    sent = now["playground_frames_sent_total",] - before["playground_frames_sent_total",]
    ages = (
        now["playground_frame_age_seconds_count",] - before["playground_frame_age_seconds_count",]
    )
    assert sent == ages == 1
    assert 0 < now["playground_frame_age_seconds_sum",] < 10


def test_workers_are_counted(client):
    now = samples(client)
    assert (now["playground_workers",], now["playground_workers_alive",]) == (1, 1)
    assert now["playground_worker_restarts_total",] == 0
    assert (now["playground_calls_waiting",], now["playground_worker_unsent_bytes",]) == (0, 0)


def test_refusals_are_counted_by_reason(client):
    before = samples(client).get(("playground_refusals_total", "no_such_run"), 0)
    client.get("/api/runs/11111111111111")
    assert samples(client)["playground_refusals_total", "no_such_run"] == before + 1


def test_refused_streams_are_counted_by_close_code(client):
    with client.websocket_connect("/api/runs/11111111111111/stream") as stream:
        stream.receive()
    assert samples(client)["playground_refusals_total", "stream_4404"] == 1


def test_database_is_timed(client):
    before = samples(client)["playground_database_seconds_count", "read"]
    client.get("/api/experiments/11111111111111")
    now = samples(client)
    assert now["playground_database_seconds_count", "read"] == before + 1
    assert now["playground_database_seconds_sum", "read"] > 0


def test_loop_is_watched(client):
    assert ("playground_loop_lag_seconds_count",) in samples(client)


def test_nothing_that_a_client_wrote_is_told(client):
    client.get("/api/runs/tell-me-tell-me")
    client.post("/api/experiments", json={"tell-me": "tell-me"})
    client.request("TELL-ME", "/tell-me")
    assert "ell-me" not in client.get("/metrics").text.lower()


@pytest.mark.parametrize("age", [0.003, 0.08, 9.0])
def test_ages_fall_into_their_boxes(age):
    metrics = Metrics()
    metrics.frame(age)
    boxes = re.findall(r'age_seconds_bucket\{le="(\S+)"\} (\S+)', metrics.text().decode())
    assert [float(count) for _, count in boxes] == [float(age <= float(top)) for top, _ in boxes]
    assert float(boxes[-1][0]) == inf
