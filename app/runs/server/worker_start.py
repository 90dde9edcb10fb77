"""Starts worker processes: on Linux as forks of one process that has imported all they need.

A fork is there within milliseconds, where a new interpreter imports for a second, and it shares
what is imported with its siblings.  Elsewhere a worker is a new interpreter: the numerical
libraries of macOS do not survive a fork.  docs/decisions/0028-fork-server.md has the figures.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from typing import Protocol

from app.limits.blas_threads import ONE_BLAS_THREAD

FORKS = sys.platform == "linux"
START_SECONDS = 30.0  # for the fork server to answer: a busy machine is no failure
LOST = -signal.SIGKILL  # exit code of a worker whose fork server was killed: from outside as well


class Child(Protocol):
    """A started worker process; `subprocess.Popen` is one."""

    pid: int

    @property
    def returncode(self) -> int | None:
        """The exit code once `wait` has returned; -N: ended by signal N."""

    def kill(self) -> None:
        """Send SIGKILL unless it has ended."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended and return its exit code.

        Raises subprocess.TimeoutExpired after so many seconds.
        """


class ForkedWorker:
    """A child of the fork server, which writes its exit code into a pipe."""

    def __init__(self, pid: int, pipe: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._pipe = pipe

    def kill(self) -> None:
        """Send SIGKILL unless it has ended."""
        if self.returncode is None and not _readable(self._pipe, 0.0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended and return its exit code.

        Raises subprocess.TimeoutExpired after so many seconds.
        """
        if self.returncode is None:
            if not _readable(self._pipe, timeout):
                raise subprocess.TimeoutExpired("worker", timeout or 0.0)
            number = _number(self._pipe)
            self.returncode = LOST if number is None else number
            os.close(self._pipe)
        return self.returncode


class ForkServer:
    """Starts the fork server when a worker is first asked for, and again whenever it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket

    def fork(self, descriptors: tuple[int, int], arguments: list[str]) -> ForkedWorker:
        """Return a new worker.  Raises OSError if none can be started."""
        reading, writing = os.pipe()
        try:
            try:
                self._ask((*descriptors, writing), json.dumps(arguments).encode())
            finally:
                os.close(writing)
            if not _readable(reading, START_SECONDS):
                self.end()
            pid = _number(reading)
            if pid is None:
                raise OSError("the fork server has started no worker")
        except BaseException:
            os.close(reading)
            raise
        return ForkedWorker(pid, reading)

    def _ask(self, descriptors: tuple[int, ...], request: bytes) -> None:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._begin()
            socket.send_fds(self._requests, [request], descriptors)

    def _begin(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number = theirs.fileno()
            self._process = _interpreter("app.runs.worker.fork_server", [str(number)], [number])
        ours.settimeout(START_SECONDS)
        self._requests = ours

    def end(self) -> None:
        """Kill the fork server, if there is one; its workers go on."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.wait()
                self._requests.close()
                self._process = None


_FORK_SERVER = ForkServer()
atexit.register(_FORK_SERVER.end)


def start_worker(descriptors: tuple[int, int], arguments: list[str]) -> Child:
    """Start a worker; these arguments follow its descriptors.  Raises OSError."""
    if FORKS:
        return _FORK_SERVER.fork(descriptors, arguments)
    arguments = [*map(str, descriptors), *arguments]
    return _interpreter("app.runs.worker.worker", arguments, descriptors)


def _interpreter(
    module: str, arguments: list[str], descriptors: Iterable[int]
) -> "subprocess.Popen[bytes]":
    """Start a new interpreter with one BLAS thread that runs a module."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        pass_fds=tuple(descriptors),
        env=os.environ | ONE_BLAS_THREAD | {"PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
    )


def _readable(pipe: int, timeout: float | None) -> bool:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(None if timeout is None else 1000 * timeout))


def _number(pipe: int) -> int | None:
    """Return the number on the next line; None if no line is to come."""
    line = bytearray()
    while (byte := os.read(pipe, 1)) != b"\n":
        if not byte:
            return None
        line += byte
    return int(line)
