"""A websocket is read no faster than its peer reads, and ends in good order for too many frames."""

import asyncio
import json
import logging

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.frames import Opcode

from app.limits.caps import MAX_FRAMES_PER_SECOND, MAX_MESSAGE_BYTES, STREAM_BYTES
from app.server.websocket_protocol import WebSocketProtocol
from tests.abuse.frames import frame
from tests.abuse.stage import hears, hello, staged


class Transport:
    """Knows whether it is read from."""

    reads = True

    def is_closing(self):
        return False

    def pause_reading(self):
        self.reads = False

    def resume_reading(self):
        self.reads = True


@pytest.fixture
def end():
    """Return the server's end of a stream whose peer has sent two messages."""
    config = uvicorn.Config(lambda: None, log_config=None)
    loop = asyncio.new_event_loop()
    end = WebSocketProtocol(config=config, server_state=ServerState(), app_state={}, _loop=loop)
    end.transport = Transport()
    for _ in range(2):
        end.queue.put_nowait({"type": "websocket.receive"})
    end.read_paused, end.transport.reads = True, False  # as uvicorn does when one comes
    yield end
    loop.close()


def take(end):
    return end.loop.run_until_complete(end.receive())


def test_peer_that_reads_is_read_from_once_its_messages_are_taken(end):
    take(end)
    assert not end.transport.reads
    take(end)
    assert end.transport.reads


def test_peer_that_does_not_read_is_not_read_from_until_it_does(end):
    end.pause_writing()
    take(end)
    take(end)
    assert not end.transport.reads
    end.resume_writing()
    assert end.transport.reads


def test_peer_that_reads_again_is_not_read_from_while_a_message_waits(end):
    end.pause_writing()
    end.resume_writing()
    assert not end.transport.reads


def test_stream_ends_with_the_reason_and_without_a_fault_while_frames_are_sent(tmp_path, caplog):
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    with staged(database_url=url) as stage, caplog.at_level(logging.WARNING):
        run = stage.run({"view": {"speed": "max"}})
        with stage.stream(run) as viewer:
            hello(viewer, run["control_token"])
            hears(viewer, "snapshot")
            viewer.send('{"type": "start"}')
            viewer.socket.sendall(frame(Opcode.PING) * 4 * MAX_FRAMES_PER_SECOND)
            assert hears(viewer, "bye") is None
    assert viewer.close_code == 1008
    assert viewer.close_reason == f"over {MAX_FRAMES_PER_SECOND} frames a second"
    assert not caplog.records


@pytest.mark.parametrize("many", [1, 3])
def test_text_that_is_none_ends_the_stream_and_is_no_fault_of_ours(stage, many, caplog):
    with stage.stream(stage.run()) as viewer, caplog.at_level(logging.WARNING):
        hello(viewer)
        hears(viewer, "snapshot")
        viewer.socket.sendall(frame(Opcode.TEXT, b"\xff\xfe") * many)
        assert hears(viewer, "bye") is None
    assert (viewer.close_code, viewer.close_reason) == (1007, "a text message must be UTF-8")
    assert not caplog.records


def test_text_in_parts_that_cut_a_character_is_taken(stage):
    word = '{"type": "é"}'.encode()
    with stage.stream(stage.run()) as viewer:
        hello(viewer)
        first = frame(Opcode.TEXT, word[:11], fin=False)
        viewer.socket.sendall(first + frame(Opcode.CONT, word[11:]))
        assert hears(viewer, "error")["code"] == "read_only"


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    file = tmp_path_factory.mktemp("sockets") / "kept.db"
    with staged(database_url=f"sqlite+aiosqlite:///{file}") as stage:
        yield stage


def test_stream_ends_with_the_reason_for_too_many_bytes(stage):
    with stage.stream(stage.run()) as viewer:
        hello(viewer)
        hears(viewer, "snapshot")
        viewer.socket.sendall(frame(Opcode.TEXT, b" " * 60_000) * 3)
        assert hears(viewer, "bye") is None
    assert (viewer.close_code, viewer.close_reason) == (1008, "over 65536 bytes a second")


def test_reason_reaches_a_peer_that_has_sent_more_than_was_read(stage):
    for _ in range(5):
        with stage.stream(stage.run()) as viewer:
            hello(viewer)
            hears(viewer, "snapshot")
            viewer.socket.sendall(frame(Opcode.TEXT, b" " * 60_000) * 12)
            assert hears(viewer, "bye") is None
        assert viewer.close_code == 1008


def test_peer_that_was_refused_and_sends_on_is_cut_off(stage):
    with stage.stream(stage.run()) as viewer:
        hello(viewer)
        hears(viewer, "snapshot")
        much = frame(Opcode.TEXT, b" " * 60_000) * 1000
        with viewer.socket.dup() as socket, pytest.raises((ConnectionError, BrokenPipeError)):
            socket.sendall(much)


def test_two_of_the_longest_messages_are_taken_at_once(stage):
    run = stage.run()
    with stage.stream(run) as viewer:
        hello(viewer, run["control_token"])
        hears(viewer, "snapshot")
        for _ in range(2):
            viewer.send(json.dumps({"type": "x" * (MAX_MESSAGE_BYTES - 1_000)}))
            assert hears(viewer, "error")["code"] == "invalid"
    assert 2 * MAX_MESSAGE_BYTES <= STREAM_BYTES
