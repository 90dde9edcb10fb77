"""A relay before a server: the connections through it can be cut, as a bad network does."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit

CHUNK = 65536


class Relay:
    """Carries bytes between clients and a server until `cut`; then new connections, or none."""

    def __init__(self, address):
        parts = urlsplit(address)
        self._server = parts.hostname, parts.port
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open = []
        self.carried = 0  # connections so far
        threading.Thread(target=self._admit, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def cut(self):
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.cut()

    def _admit(self):
        with contextlib.suppress(OSError):  # the door was closed
            while True:
                here, _ = self._door.accept()
                there = socket.create_connection(self._server)
                self._open += [here, there]
                self.carried += 1
                for pair in ((here, there), (there, here)):
                    threading.Thread(target=_carry, args=pair, daemon=True).start()


def _carry(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    source.close()
