"""No kind of event fills the log, however often it comes."""

import io
import json
import logging
import socket
import threading

import pytest

from app.telemetry import line_limiter, logs
from app.telemetry.line_limiter import LINES
from tests.app.test_cli import served
from tests.patience import LIMIT

MORE = 30


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(line_limiter, "monotonic", clock)
    monkeypatch.setattr(line_limiter, "Timer", lambda *_: threading.Timer(0, lambda: None))
    return clock


@pytest.fixture
def log():
    """Yield a logger and a function that returns its events so far."""
    written, logger = io.StringIO(), logging.Logger("playground.test")
    logger.addHandler(logs.handler_to(written, logs.Json()))
    return logger, lambda: [json.loads(line)["event"] for line in written.getvalue().splitlines()]


def flood(logger, words="refused: %s", many=LINES + MORE):
    for number in range(many):
        logger.warning(words, f"client {number}")


def test_of_many_lines_of_a_kind_the_first_are_written_and_the_others_counted(clock, log):
    logger, events = log
    flood(logger)
    assert events() == [f"refused: client {number}" for number in range(LINES)]
    clock.now += 61
    logger.error("another")
    assert events()[LINES:] == ["30 more of these in the last minute: refused: %s", "another"]


def test_each_minute_has_its_lines(clock, log):
    logger, events = log
    for _ in range(3):
        flood(logger, many=LINES)
        clock.now += 61
    assert len(events()) == 3 * LINES


def test_flood_of_one_kind_leaves_the_others_alone(clock, log):
    logger, events = log
    flood(logger)
    logger.warning("a worker ended")
    assert events()[-1] == "a worker ended"


def test_texts_of_clients_make_no_kinds(clock, log):
    logger, events = log
    for number in range(10_000):
        logger.warning(f"refused client {number}")
    assert len(events()) == LINES
    (limiter,) = [one for one in logger.handlers[0].filters if hasattr(one, "_seen")]
    assert len(limiter._seen) == len(limiter._said) == 1


def fail_one_way():
    raise ValueError("one way")


def fail_another_way():
    raise ValueError("another way")


def test_each_fault_of_ours_is_told_in_full_however_often_another_comes(clock, log):
    logger, events = log
    for fail in [fail_one_way] * 2 * LINES + [fail_another_way]:
        try:
            fail()
        except ValueError as error:
            logger.error("the server failed: %s", error, exc_info=error)
    told = events()
    assert told[0] == "the server failed: one way"
    assert told[LINES:] == ["the server failed: another way"]


def test_what_was_left_out_is_said_though_nothing_else_happens(log, monkeypatch):
    monkeypatch.setattr(line_limiter, "SECONDS", 0.05)
    logger, events = log
    said = threading.Event()
    handler = logger.handlers[0]
    emit = handler.emit
    monkeypatch.setattr(handler, "emit", lambda record: (emit(record), summed(record, said)))
    flood(logger)
    assert said.wait(LIMIT)
    assert "more of these in the last minute" in "".join(events())


def summed(record, said):
    if getattr(record, line_limiter.SUMMARY, False):
        said.set()


def test_malformed_requests_do_not_fill_a_servers_log():
    with served() as (process, address):
        for _ in range(LINES + MORE):
            with socket.create_connection(address.split(":"), LIMIT) as bare:
                bare.sendall(b"GET / HTP\r\n\r\n")
                assert bare.recv(1000).startswith(b"HTTP/1.1 400 ")
        process.terminate()
        process.wait(LIMIT)
        lines = [json.loads(line)["event"] for line in process.stdout.read().splitlines()]
    assert lines.count("Invalid HTTP request received.") == LINES
