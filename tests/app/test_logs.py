"""The log has a line for each event, which no stranger can forge, and which tells no secret."""

import io
import json
import logging
import os
import secrets
import signal
import socket

import pytest
from websockets.sync.client import connect

from app.services.access import new_secret
from app.settings import Settings
from app.telemetry import logs
from tests.app.runners import experiment, local, reach
from tests.app.test_cli import new_run, served, until_closed
from tests.descendants import descendants
from tests.patience import LIMIT

WICKED = "tests.app.wicked_session:Wicked"
FORGED = "x\n12:00:00 ERROR   all is lost\r\x1b[2J\u2028\u202e"
SECRET = new_secret()
PASSWORD = secrets.token_hex(6)


@pytest.fixture(params=[logs.Json, logs.Text])
def log(request):
    """Yield a logger and what it wrote."""
    written = io.StringIO()
    logger = logging.Logger("playground.test")
    logger.addHandler(logs.handler_to(written, request.param()))
    return logger, written


def told(written):
    """Return the one line as what it says."""
    (line,) = written.getvalue().splitlines()
    return json.loads(line)


@pytest.fixture
def json_log():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Json())
    logger = logging.Logger("playground.test")
    logger.addHandler(handler)
    return logger, written


def failed(words):
    """Return an exception that was raised."""
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


def test_line_says_when_how_bad_what_and_about_what(json_log):
    logger, written = json_log
    logger.warning("a worker ended", extra={"fields": {"worker": "c0", "runs": 3, "left": None}})
    line = told(written)
    assert line.pop("time").endswith("+00:00")
    about = {"worker": "c0", "runs": 3, "left": None}
    assert line == {"level": "warning", "event": "a worker ended", **about}


@pytest.mark.parametrize("where", ["field", "argument"])
def test_no_text_begins_a_line_of_its_own(log, where):
    logger, written = log
    if where == "field":
        logger.warning("refused", extra={"fields": {"name": FORGED}})
    else:
        logger.warning("refused: %s", FORGED)
    text = written.getvalue()
    assert text.count("\n") == 1
    assert text.rstrip("\n").isprintable()


def test_no_text_of_an_exception_begins_a_line_at_the_margin(log):
    logger, written = log
    logger.error("failed", exc_info=failed(FORGED))
    first, *rest = written.getvalue().rstrip("\n").split("\n")
    assert "failed" in first
    assert all(line.startswith("    ") and line.isprintable() for line in rest)


def test_long_text_is_cut(json_log):
    logger, written = json_log
    logger.error(
        "no: %s", "x" * 999, exc_info=failed("y" * 999), extra={"fields": {"z": "z" * 999}}
    )
    line = told(written)
    assert line["event"] == "no: " + "x" * 199 + "…"
    assert line["z"] == "z" * 199 + "…"
    assert "y" * 150 in line["traceback"]
    assert "y" * 200 not in line["traceback"]


@pytest.mark.parametrize(
    "words",
    [
        SECRET,
        f"Bearer {SECRET}",
        f"Authorization: Bearer {PASSWORD}",
        f"('authorization', 'Basic {PASSWORD}')",
        f'{{"type": "hello", "token": "{PASSWORD}"}}',
        f"https://learn.example.org/r/abc#{PASSWORD}",
        f"/r/abc#control={PASSWORD}",
        f"postgresql+asyncpg://user:{PASSWORD}@host/name",
    ],
    ids=["secret", "bearer", "header", "pair", "message", "fragment", "control", "database"],
)
def test_no_secret_is_told(log, words):
    logger, written = log
    logger.error("so: %s", words, exc_info=failed(words), extra={"fields": {"path": words}})
    logger.error(words)
    assert SECRET not in written.getvalue()
    assert PASSWORD not in written.getvalue()
    assert "[hidden]" in written.getvalue()


def test_traceback_is_a_field_of_the_line(json_log):
    logger, written = json_log
    logger.error("failed", exc_info=failed("of itself"))
    trace = told(written)["traceback"]
    assert trace.startswith("Traceback (most recent call last):\n")
    assert trace.endswith("\nValueError: of itself")


def test_trace_that_comes_as_a_message_is_a_field_too(json_log):
    logger, written = json_log
    logger.error("Traceback (most recent call last):\n  File …\nValueError: of itself\n")
    assert told(written)["event"] == "ValueError: of itself"


def test_failure_that_was_told_is_not_told_again(log):
    logger, written = log
    error = failed("once")
    setattr(error, logs.TOLD, True)
    logger.error("Exception in ASGI application", exc_info=error)
    assert written.getvalue() == ""


def test_numbers_that_json_has_not_are_texts(json_log):
    logger, written = json_log
    logger.warning("slow", extra={"fields": {"seconds": float("nan"), "most": float("inf")}})
    assert told(written)["seconds"] == "nan"


@pytest.mark.parametrize("style", ["JSON", "xml", ""])
def test_unknown_style_is_refused(style):
    with pytest.raises(ValueError, match="log_format"):
        Settings(log_format=style)


def lines_of(style, end):
    """Serve, kill a worker, then end the server; return what it wrote after its address."""
    environment = {"PLAYGROUND_LOG_FORMAT": style} if style else {}
    with served(environment) as (process, _):
        process.stdout.readline()  # it has started
        os.kill(descendants(process.pid)[-1], signal.SIGKILL)
        line = process.stdout.readline()
        process.send_signal(end)
        process.wait(LIMIT)
        return [line, *process.stdout.read().splitlines()]


def test_server_writes_json_where_no_terminal_is():
    lines = [json.loads(line) for line in lines_of("", signal.SIGTERM)]
    assert [line["event"] for line in lines] == ["a worker ended", "the server has stopped"]
    assert lines[0]["worker"] == "c0"


def test_server_writes_text_where_it_is_set():
    first, *_ = lines_of("text", signal.SIGTERM)
    assert "WARNING a worker ended  worker=c0  why=" in first


@pytest.mark.anyio
@pytest.mark.usefixtures("fork_server")
async def test_run_that_fails_is_told_by_its_worker_in_a_line(capfd, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_LOG_FORMAT", "json")
    async with local(workers=1, session=WICKED) as carried:
        run = await carried.runner.create(experiment(title="fault"))
        await carried.runner.call(run, {"type": "start"})
        reason = (await reach(carried.runner, run, "failed"))["reason"]
    (line,) = map(json.loads, capfd.readouterr().err.splitlines())
    assert (line["event"], line["run"]) == ("a run failed", run)
    assert line["error_id"] in reason
    assert line["traceback"].endswith("RuntimeError: a fault in the run's own code")


def test_control_token_is_in_no_line_of_a_server():
    with served() as (process, address):
        run = new_run(address)
        token = run["control_token"]
        with connect(f"ws://{address}{run['stream_url']}", compression=None) as viewer:
            viewer.send(json.dumps({"type": "hello", "token": token}))
            viewer.send(json.dumps({"type": token, "token": token}))
            os.kill(descendants(process.pid)[-1], signal.SIGKILL)
            with socket.create_connection(address.split(":"), LIMIT) as bare:
                bare.sendall(f"GET /{token} HTP\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
                bare.recv(1000)
            process.send_signal(signal.SIGTERM)
            until_closed(viewer)
        process.wait(LIMIT)
        lines = process.stdout.read()
    events = {json.loads(line)["event"] for line in lines.splitlines()}
    assert {"Invalid HTTP request received.", "a worker ended"} <= events
    assert token not in lines
