"""A page that is refused its stream is told of in the log, safely and with what to set."""

import logging

import pytest

from app.http.refused_origins import log_refusal
from app.telemetry.logs import LONGEST_VALUE, Text, line_of
from tests.app.client import created, serving

LEARN = "https://learn.example.org"


@pytest.fixture
def lines(caplog):
    """A function that returns the log's lines of refused pages."""
    with caplog.at_level(logging.WARNING, "playground"):
        yield lambda: [r for r in caplog.records if r.msg.startswith("a page of another name")]


def opened(client, run, origin):
    with client.websocket_connect(run["stream_url"], headers={"Origin": origin}) as socket:
        socket.send_text('{"type": "hello"}')
        return socket.receive()["type"]


def test_page_behind_a_proxy_that_nobody_named_is_told_with_what_to_set(lines):
    with serving() as client:
        assert opened(client, created(client), LEARN) == "websocket.close"
    (line,) = map(line_of, lines())
    assert line["origin"] == LEARN
    assert "PLAYGROUND_ORIGINS" in line["event"]


def test_name_of_this_server_that_nobody_named_is_told_with_what_to_set(lines):
    with serving() as client:
        assert client.get("/", headers={"Host": "learn.example.org"}).status_code == 421
    (line,) = map(line_of, lines())
    assert line["origin"] == "learn.example.org"


def test_page_that_is_named_is_not_told(lines):
    with serving(origins=[LEARN]) as client:
        assert opened(client, created(client), LEARN) == "websocket.send"
    assert lines() == []


def test_no_origin_fills_the_log_or_begins_a_line_of_its_own(lines):
    log_refusal("\n\x1b[31m" + "x" * 100_000)
    (line,) = map(Text().format, lines())
    assert line.isprintable()
    assert len(line) < LONGEST_VALUE + 200
