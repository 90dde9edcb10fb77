import socket

import pytest

from app.runs.wire import ChannelClosed, SocketChannel, Unpacker, pack

MESSAGES = [
    ({"do": "beat"}, b""),
    ({"is": "picture", "n": 1}, b"\0" * 1000),
    ({"text": "−ü"}, b"x"),
]


@pytest.mark.parametrize("size", [1, 7, 500, 10_000])
def test_messages_come_out_as_they_went_in_however_they_are_cut(size):
    unpacker, stream = Unpacker(), b"".join(pack(*message) for message in MESSAGES)
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert [message for piece in pieces for message in unpacker.feed(piece)] == MESSAGES


def test_receiving_does_not_wait():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        pair = SocketChannel(theirs)
        assert list(pair.receive()) == []
        ours.sendall(pack({"do": "beat"}))
        assert list(pair.receive()) == [({"do": "beat"}, b"")]


def test_end_of_the_pair_is_told_on_both_ways():
    ours, theirs = socket.socketpair()
    with theirs:
        ours.close()
        with pytest.raises(ChannelClosed):
            list(SocketChannel(theirs).receive())
        with pytest.raises(ChannelClosed):
            SocketChannel(theirs).send({"is": "alive"})
