"""One worker process as the server sees it: starts it, talks with it, ends and reaps it.

Every worker is a process with one BLAS thread, joined to the server by a socket pair.
worker_start.py starts it, wire.py frames the messages, and supervisor.py reacts to a death and
starts the next worker.
"""

import asyncio
import signal
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from app.runs.current_run import CurrentRun, current_run_file
from app.runs.server.worker_start import Child, start_worker
from app.runs.wire import Unpacker, pack
from app.runs.wire_messages import ToServer, ToWorker

BUFFER = 1 << 20  # bytes that the kernel holds in either direction
GRACE_SECONDS = 1.0  # for a worker to end by itself when its pair is closed

Hear = Callable[[ToServer, bytes], None]


@dataclass(frozen=True)
class WorkerExit:
    """How a worker ended, and the run it was busy with ("" if none)."""

    returncode: int
    run: str
    hung: bool

    @property
    def outside(self) -> bool:
        """Whether it was killed from outside: by an operator, or by the kernel for lack of memory.

        Its own alarm ends it only where the server was held up as well: else the supervisor is
        quicker.
        """
        return self.returncode in (-signal.SIGKILL, -signal.SIGALRM) and not self.hung


class Process(asyncio.Protocol):
    """One worker process and its socket pair; `hear` gets every message it sends."""

    def __init__(self, hear: Hear) -> None:
        self._hear, self._unpacker = hear, Unpacker[ToServer]()
        self._closed = asyncio.Event()
        self._hung = False
        self._transport: asyncio.Transport
        self._child: Child
        self._current_run: CurrentRun

    @classmethod
    async def spawn(cls, arguments: list[str], hear: Hear) -> "Process":
        """Start a worker; these arguments follow its descriptors."""
        ours, theirs = socket.socketpair()
        with theirs, current_run_file() as file:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            ours.setblocking(False)
            loop = asyncio.get_running_loop()
            _, process = await loop.create_unix_connection(lambda: cls(hear), sock=ours)
            process._transport.pause_reading()
            process._current_run = CurrentRun(file.fileno())
            descriptors = theirs.fileno(), file.fileno()
            try:
                process._child = await asyncio.to_thread(start_worker, descriptors, arguments)
            except BaseException:
                process.close()
                raise
        return process

    def listen(self) -> None:
        """Begin to pass on the worker's messages."""
        self._transport.resume_reading()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.pid

    def send(self, header: ToWorker, body: bytes = b"") -> None:
        """Send one message; it is lost if the worker is dead."""
        self._transport.write(pack(header, body))

    @property
    def unsent(self) -> int:
        """How many bytes the worker has not read yet."""
        return self._transport.get_write_buffer_size()

    def close(self) -> None:
        """Close the pair, which ends the worker."""
        self._transport.close()

    def kill(self) -> None:
        """Kill a worker that hangs."""
        self._hung = True
        self._child.kill()

    async def ended(self) -> WorkerExit:
        """Wait until the worker is dead and reaped."""
        await self._closed.wait()
        await asyncio.to_thread(self._reap)
        return WorkerExit(self._child.returncode or 0, self._current_run.read(), self._hung)

    def _reap(self) -> None:
        try:
            self._child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport (asyncio calls this)."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Split what has come into messages and pass them on (asyncio calls this)."""
        for header, body in self._unpacker.feed(data):
            self._hear(header, body)

    def connection_lost(self, _: Exception | None) -> None:
        """Note that the worker's end is closed (asyncio calls this)."""
        self._closed.set()
