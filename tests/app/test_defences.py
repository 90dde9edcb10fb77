"""What the server is set to against strangers, in one place and in figures of its own.

That each of these settings does what it is for is shown where attacks are tried (tests/abuse).
"""

import json
import re
import socket

import pytest
from starlette.websockets import WebSocketDisconnect

from app import cli
from app.http import request_body
from app.http.problems import SCHEMA
from app.http.trusted_hosts import Hosts, trusted_names
from app.limits import caps
from app.server import raw_responses
from app.server.http_protocol import HttpProtocol
from app.server.websocket_protocol import WebSocketProtocol
from app.services import preview_turns, previews
from app.settings import Settings
from tests.app.client import created, serving

STRICT = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "lit-html painter",
    "frame-ancestors": "'self'",
}
OTHERS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
PAGES = "/", "/gallery", "/api/catalog", "/nowhere", "/static/js/pages/playground.js"


@pytest.fixture(scope="module")
def client():
    with serving(frame_ancestors=["https://school.example.org"]) as client:
        yield client


def policy(answer):
    """Return the parts of a policy, but for the one text that the page itself has as its style."""
    parts = answer.headers["content-security-policy"].split("; ")
    found = dict(part.split(" ", 1) for part in parts)
    style = found.pop("style-src", "'self'")
    assert re.fullmatch("'self'( 'sha256-[A-Za-z0-9+/=]{44}')?", style)
    return found


def test_listening_socket_gives_up_stalled_peers_and_keeps_little_for_slow_ones():
    with cli.listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
        kept = listener.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    assert kept == 2 * 64 * 1024  # Linux counts its own overhead in


def test_server_waits_for_nobody_and_unpacks_nothing():
    config = cli.configuration(Settings())
    assert config.timeout_graceful_shutdown == 3
    assert config.ws_max_size == 64 * 1024
    assert config.ws_per_message_deflate is False
    assert (config.ws_ping_interval, config.ws_ping_timeout) == (10.0, 10.0)
    assert config.limit_concurrency is None  # idle connections would keep real requests out
    assert config.server_header is False
    assert config.proxy_headers is False


def test_connections_and_sockets_are_ours_with_their_deadlines_and_caps():
    config = cli.configuration(Settings())
    assert (config.http, config.ws) == (
        HttpProtocol,
        WebSocketProtocol,
    )
    assert (caps.HEAD_SECONDS, request_body.BODY_SECONDS, request_body.CSV_SECONDS) == (
        10.0,
        10.0,
        30.0,
    )
    assert (caps.HELLO_SECONDS, caps.CREDIT) == (5.0, 2)
    assert (caps.MAX_SOCKETS, caps.MAX_CONNECTIONS) == (1_500, 2_500)
    assert (caps.MAX_MESSAGES_PER_SECOND, caps.MAX_FRAMES_PER_SECOND) == (100, 500)


def test_paces_places_and_the_store_have_their_figures():
    assert (caps.CREATIONS, caps.CREATIONS_PER_SECOND) == (30, 1.0)
    assert (caps.COMMANDS, caps.COMMANDS_PER_SECOND) == (200, 100.0)
    assert (caps.ASKS, caps.ASKS_PER_SECOND, caps.CROWD) == (60, 20.0, 30)
    assert (preview_turns.AT_ONCE, preview_turns.MOST) == (2, 48)
    assert previews.PATIENCE_SECONDS < 60  # what a proxy waits for
    assert Settings().store_megabytes == 4096


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_strict_policy_and_the_other_headers(client, path):
    answer = client.get(path)
    assert policy(answer) == STRICT
    assert OTHERS.items() <= answer.headers.items()


def test_reference_has_the_policy_but_for_what_its_library_cannot_do(client):
    trusting = {"require-trusted-types-for", "trusted-types"}
    usual = {name: value for name, value in STRICT.items() if name not in trusting}
    assert policy(client.get("/docs")) == usual


def test_embedded_page_may_be_framed_by_whom_the_setting_names(client):
    saved = client.post("/api/experiments", json={"experiment": {}}).json()["id"]
    framed = STRICT | {"frame-ancestors": "'self' https://school.example.org"}
    assert policy(client.get(f"/embed/{saved}")) == framed


def test_what_holds_a_secret_is_not_kept(client):
    made = client.post("/api/runs", json={})
    bearer = {"Authorization": f"Bearer {made.json()['control_token']}"}
    again = client.post(f"/api/runs/{made.json()['id']}/control", headers=bearer)
    for answer in (made, again):
        assert "control_token" in answer.json()
        assert answer.headers["cache-control"] == "no-store"


def test_no_answer_sets_a_cookie(client):
    answers = [client.get(path) for path in PAGES]
    answers.append(client.get(f"/r/{created(client)['id']}"))
    assert not any("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize("path", ["/gallery/", "/api/runs/", "/static", "//evil.example/"])
def test_no_path_leads_to_the_name_that_a_request_brings(client, path):
    answer = client.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert "location" not in answer.headers


NAMED = {"origins": ["https://learn.example.org:8443"]}
EMPTY = {"host": "0.0.0.0"}


@pytest.mark.parametrize(
    ("settings", "host", "taken"),
    [
        ({}, "localhost:8000", True),
        ({}, "[::1]:8000", True),
        ({}, "localhost.", True),
        ({}, "localhost.:8000", True),
        ({}, "localhost..", False),
        (NAMED, "learn.example.org.:8443", True),
        ({}, "192.168.1.5", True),
        ({}, "", True),
        ({}, "learn.example.org", False),
        ({}, "localhost.evil.example", False),
        ({}, "127.0.0.1.evil.example", False),
        ({}, "[", False),
        (NAMED, "LEARN.example.org", True),
        (NAMED, "evil.example", False),
        (EMPTY, "any.name", True),
        (EMPTY | NAMED, "any.name", False),
    ],
)
def test_server_answers_to_its_own_names_and_to_addresses(settings, host, taken):
    assert Hosts(None, trusted_names(Settings(**settings))).goes_by(host) is taken


def test_request_for_another_server_is_refused_with_a_problem_and_the_headers(client):
    answer = client.get("/api/catalog", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (421, "foreign_name")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_whoever_watches_the_server_may_call_it_as_he_likes(client, path):
    assert client.get(path, headers={"Host": "playground:8000"}).status_code == 200


def test_stream_by_another_name_is_refused(client):
    path = f"/api/runs/{created(client)['id']}/stream"
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(path, headers={"Host": "evil.example"}),
    ):
        pass
    assert refused.value.code == 1008


def test_who_finds_the_server_full_is_told_so_by_a_problem_like_any_other():
    head, body = raw_responses.FULL.split(b"\r\n\r\n")
    told = json.loads(body)
    assert re.match(rb"HTTP/1.1 503 .*\r\n", head)
    assert b"Content-Type: application/problem+json" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert set(SCHEMA["required"]) < set(told)
    assert (told["status"], told["code"]) == (503, "full")
