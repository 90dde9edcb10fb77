"""The bad line itself: whatever it does, no byte is changed."""

import socket
import threading

import pytest

from tests.faults.proxy import Proxy
from tests.patience import LIMIT, Stopwatch, attempts

TEXT = bytes(range(256)) * 400


@pytest.fixture
def far_end():
    """A server that sends back what it gets."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_echo, args=[listener])
        thread.start()
        yield listener.getsockname()[1]
        with socket.create_connection(listener.getsockname()) as last:
            last.sendall(b"end")
        thread.join(LIMIT)


def _echo(listener):
    last = b""
    while last != b"end":
        connection, _ = listener.accept()
        with connection:
            try:
                while data := connection.recv(65_536):
                    connection.sendall(last := data)
            except OSError:
                pass  # a reset: the next may come


@pytest.fixture
def proxy(far_end):
    proxy = Proxy(far_end)
    yield proxy
    proxy.close()


def connected(proxy):
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=LIMIT)


def told(line, text=TEXT):
    """Say something, and return what comes back and how long that took."""
    watch = Stopwatch()
    threading.Thread(target=line.sendall, args=[text]).start()
    heard = b""
    while len(heard) < len(text):
        heard += line.recv(65_536)
    return heard, watch.seconds


@pytest.mark.parametrize("piece", [1, 7, 1000, 16_384])
def test_sliced_line_delivers_every_byte_in_its_place(proxy, piece):
    proxy.line.piece = piece
    with connected(proxy) as line:
        text = TEXT[: 4000 * piece]
        assert told(line, text)[0] == text


def test_late_line_is_late_both_ways_whatever_its_length(proxy):
    proxy.line.latency = 0.1
    with connected(proxy) as line:
        for _ in attempts(within=0.6):
            heard, seconds = told(line)
            assert heard == TEXT
            assert seconds >= 0.2


def test_narrow_line_takes_its_time(proxy):
    proxy.line.bandwidth = 4 * len(TEXT)
    with connected(proxy) as line:
        for _ in attempts(within=1.0):
            heard, seconds = told(line)
            assert heard == TEXT
            assert seconds >= 0.25


def test_stalled_line_is_silent_and_goes_on_where_it_was(proxy):
    with connected(proxy) as line:
        proxy.stall()
        line.sendall(b"abc")
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.recv(3)
        proxy.flow()
        line.settimeout(LIMIT)
        assert line.recv(3) == b"abc"


def test_reset_ends_connections_and_the_next_is_taken(proxy):
    with connected(proxy) as line:
        told(line, b"abc")
        proxy.reset()
        with pytest.raises(ConnectionResetError):
            line.recv(1)
    with connected(proxy) as line:
        assert told(line, b"abc")[0] == b"abc"


def test_cut_line_refuses_connections_until_it_is_mended(proxy):
    proxy.cut()
    with pytest.raises(ConnectionRefusedError):
        connected(proxy)
    proxy.mend()
    with connected(proxy) as line:
        assert told(line, b"abc")[0] == b"abc"
