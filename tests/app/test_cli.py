"""The command line, and the real server process that it starts."""

import contextlib
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app import cli
from app.settings import Settings
from tests.descendants import descendants
from tests.patience import LIMIT

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def served(environment=None):
    """Start a server on a free port; yield its process and address."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | (environment or {}),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        found = (re.search(r"http://(127\.0\.0\.1:\d+) ", line) for line in process.stdout)
        yield process, next(filter(None, found))[1]
    finally:
        process.kill()
        process.wait(LIMIT)
        process.stdout.close()


def new_run(address):
    return posted(address, "runs", {})


def posted(address, path, body):
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(
        f"http://{address}/api/{path}", json.dumps(body).encode(), kind
    )
    with urllib.request.urlopen(request, timeout=LIMIT) as answer:
        return json.load(answer)


def ends(pid):
    """Wait for the end of a process that is not this one's child; say whether it has come.

    The fork server of a server ends with it, and so a moment after it.
    """
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], LIMIT)[0])
    finally:
        os.close(process)


def until_closed(viewer):
    """Return all messages that still come."""
    messages = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            messages.append(viewer.recv(LIMIT))
    return messages


def said(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        cli.main(["serve", *arguments])
    return str(end.value) + capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"), [("port", "70000"), ("port", "x"), ("workers", "0"), ("workers", "1.5")]
)
def test_wrong_option_is_named_in_a_line(capsys, option, value):
    assert re.match(rf"playground: {option} .*'{value}'$", said(capsys, f"--{option}", value))


def test_wrong_environment_is_named_in_a_line(capsys, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_ORIGINS", "example.org")
    assert said(capsys).startswith('playground: error parsing value for field "origins"')


def test_port_in_use_is_said_in_a_line(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = said(capsys, "--port", port)
    assert words.startswith(f"playground: cannot listen on 127.0.0.1:{port}: Address already")


def test_stalled_peers_are_noticed_by_the_listening_socket():
    with cli.listen("127.0.0.1", 0) as listener:
        timeout = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        buffer = listener.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    assert timeout == cli.STALLED_MILLISECONDS
    assert buffer == 2 * cli.SEND_BUFFER_BYTES  # Linux counts its own overhead in


@pytest.fixture
def serve(monkeypatch):
    """A function that serves with settings, and returns before anybody can come."""
    before = sys.getswitchinterval()
    monkeypatch.setattr(cli.Server, "run", lambda _, listeners: listeners[0].close())
    monkeypatch.setattr(cli.logs, "configure", lambda *_: None)
    yield lambda **settings: cli.serve(Settings(port=0, **settings))
    sys.setswitchinterval(before)


def test_threads_let_the_event_loop_have_its_turn_soon(serve):
    serve()
    assert sys.getswitchinterval() <= 0.001


@pytest.mark.parametrize(
    ("settings", "warnings"),
    [
        ({"host": "0.0.0.0"}, 1),
        ({"host": "0.0.0.0", "origins": ["https://learn.example.org"]}, 0),
        ({"host": "127.0.0.1"}, 0),
    ],
)
def test_server_for_others_without_origins_warns_when_it_starts(serve, caplog, settings, warnings):
    serve(**settings)
    assert ["PLAYGROUND_ORIGINS" in line for line in caplog.messages] == [True] * warnings


def test_what_the_server_keeps_is_for_its_account_alone(tmp_path):
    file = tmp_path / "new" / "kept.db"
    before = os.umask(0o022)
    try:
        with served({"PLAYGROUND_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}) as (_, address):
            posted(address, "experiments", {"experiment": {"title": "kept"}})
            modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes.keys() >= {"kept.db", "kept.db-wal"}
    assert {*modes.values()} == {0o600}
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_stopped_server_tells_its_viewers_and_leaves_no_process():
    with served() as (process, address):
        run = new_run(address)
        workers = descendants(process.pid)
        with connect(f"ws://{address}{run['stream_url']}", compression=None) as viewer:
            viewer.send('{"type": "hello"}')
            viewer.recv(LIMIT)
            process.send_signal(signal.SIGTERM)
            *_, bye = until_closed(viewer)
            assert (json.loads(bye)["type"], viewer.close_code) == ("bye", 1012)
        process.wait(LIMIT)
    assert workers
    assert all(map(ends, workers))


def test_message_over_the_cap_never_reaches_the_application():
    with served() as (_, address):
        run = new_run(address)
        with connect(f"ws://{address}{run['stream_url']}", compression=None) as viewer:
            viewer.send("x" * 70_000)
            with pytest.raises(ConnectionClosed) as closed:
                viewer.recv(LIMIT)
    assert closed.value.rcvd.code == 1009
    assert "a message has at most" not in closed.value.rcvd.reason  # as the application would say
