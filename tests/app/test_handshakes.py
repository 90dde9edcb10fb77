"""A stream's end takes a bounded time, whether or not the viewer reads or agrees."""

import contextlib
import logging
import socket
from dataclasses import dataclass

import pytest
from websockets.frames import Opcode

from app.limits.caps import MAX_FRAMES_PER_SECOND
from app.server.evictable import eviction_queue
from app.server.websocket_protocol import WebSocketProtocol
from tests.abuse.frames import UPGRADE, frame
from tests.abuse.stage import Stage, staged

LONG = b"x" * 4_000_000  # bytes of a message that no buffer takes


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    file = tmp_path_factory.mktemp("handshakes") / "kept.db"
    with staged(database_url=f"sqlite+aiosqlite:///{file}") as stage:
        yield stage


@dataclass
class Viewer:
    """One who reads nothing, and the server's end of the stream."""

    stage: Stage
    connection: socket.socket
    end: WebSocketProtocol

    @property
    def is_there(self) -> bool:
        return self.end in self.stage.server.server_state.connections


@pytest.fixture
def viewer(stage, caplog):
    """Have somebody watch and not read, with far more to be sent than is."""
    with caplog.at_level(logging.WARNING), contextlib.ExitStack() as stack:
        asked = UPGRADE.format(id=stage.run()["id"], host=stage.host).encode()
        connection = stack.enter_context(stage.raw(asked))
        assert b" 101 " in connection.recv(4096)
        connection.sendall(frame(Opcode.TEXT, b'{"type": "hello"}'))
        stage.wait_for(lambda: stage.runs.runner.stats()["viewers"] == 1)
        (end,) = stage.sockets()
        stage.do(end.send({"type": "websocket.send", "bytes": LONG}))
        yield Viewer(stage, connection, end)
    stage.wait_for(lambda: not stage.sockets() and not stage.runs.seats.taken)
    assert not any(
        isinstance(one, WebSocketProtocol) for one in eviction_queue(stage.config)._evict
    )
    assert not caplog.get_records("call") + caplog.records


async def call(function, *arguments):
    return function(*arguments)


async def ended(end) -> None:
    """Tell the end of a stream with no regard to what is to be sent before."""
    end.writable.set()
    await end.send({"type": "websocket.close"})


async def unanswered(end) -> None:
    """Ask a viewer whether anybody is there, and wait no longer for the answer."""
    end.send_keepalive_ping()
    end.keepalive_timeout()


def waits_for_place(stage, viewer) -> bool:
    return stage.do(call(lambda: viewer.end in eviction_queue(stage.config)))


def test_viewer_who_answers_no_ping_is_counted_no_more_at_once(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 60.0)
    stage.do(call(viewer.end.data_received, frame(Opcode.TEXT, b'{"type": "ping"}')))
    stage.do(unanswered(viewer.end))
    stage.wait_for(lambda: not stage.runs.seats.taken)
    assert viewer.is_there


def test_viewer_who_answers_no_ping_and_is_sent_nothing_is_counted_no_more(
    stage, viewer, monkeypatch
):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 60.0)
    viewer.end.loop.call_soon_threadsafe(viewer.end.writable.set)  # what was to be sent is
    stage.do(unanswered(viewer.end))
    stage.wait_for(lambda: not stage.runs.seats.taken)


def test_viewer_who_answers_no_ping_and_reads_all_the_same_is_no_fault(stage, viewer):
    much_is_left = len(LONG), len(LONG) // 2  # when a waiting sender goes on
    stage.do(call(viewer.end.transport.set_write_buffer_limits, *much_is_left))
    stage.do(call(viewer.end.data_received, frame(Opcode.TEXT, b'{"type": "ping"}')))
    stage.do(unanswered(viewer.end))
    while viewer.connection.recv(65_536):
        pass


def test_viewer_who_answers_no_ping_gives_way_and_is_cut_soon(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 0.2)
    stage.do(unanswered(viewer.end))
    assert waits_for_place(stage, viewer)
    stage.wait_for(lambda: not viewer.is_there)


def test_viewer_who_reads_slowly_has_more_time_to_answer(stage, viewer):
    end = viewer.end
    stage.do(call(end.send_keepalive_ping))
    asked = end.transport.get_write_buffer_size()
    while end.transport.get_write_buffer_size() == asked:
        viewer.connection.recv(65_536)
    stage.do(call(end.keepalive_timeout))
    assert not end.transport.is_closing()
    stage.wait_for(lambda: end.keepalive_timeout() or end.transport.is_closing())  # none reads now


def test_viewer_who_says_something_has_more_time_to_answer(stage, viewer):
    stage.do(call(viewer.end.send_keepalive_ping))
    stage.do(call(viewer.end.data_received, frame(Opcode.TEXT, b'{"type": "ping"}')))
    stage.do(call(viewer.end.keepalive_timeout))
    assert not viewer.end.transport.is_closing()


def test_server_that_goes_away_lets_who_leaves_go(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 0.2)
    stage.do(call(viewer.end.data_received, frame(Opcode.CLOSE)))
    stage.do(call(viewer.end.shutdown))
    stage.wait_for(lambda: not viewer.is_there)


def test_who_is_refused_for_too_many_frames_is_cut_soon(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 0.2)
    stage.do(call(viewer.end.data_received, frame(Opcode.PONG) * 2 * MAX_FRAMES_PER_SECOND))
    assert waits_for_place(stage, viewer)
    stage.wait_for(lambda: not viewer.is_there)


def test_who_leaves_and_does_not_read_is_cut_soon(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 0.2)
    stage.do(call(viewer.end.data_received, frame(Opcode.CLOSE)))
    stage.wait_for(lambda: not viewer.is_there)


def test_who_does_not_confirm_the_end_is_cut_soon(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 0.2)
    stage.do(ended(viewer.end))
    stage.wait_for(lambda: not viewer.is_there)


def test_who_confirms_the_end_unread_is_cut_soon(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 0.2)
    stage.do(ended(viewer.end))
    stage.do(call(viewer.end.data_received, frame(Opcode.CLOSE)))
    stage.wait_for(lambda: not viewer.is_there)


def test_server_that_goes_away_waits_for_no_reader(stage, viewer, monkeypatch):
    monkeypatch.setattr("app.server.websocket_protocol.CLOSE_SECONDS", 0.2)
    stage.do(call(viewer.end.shutdown))
    stage.wait_for(lambda: not viewer.is_there)
