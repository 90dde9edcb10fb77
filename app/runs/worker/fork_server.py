"""The process that every worker is forked from: it has imported and warmed up what they need.

    python -m app.runs.worker.fork_server <socket>

A request is one message with three descriptors (a worker's socket, its current run, and a pipe)
and, as JSON, the arguments of `worker.main`.  Into the pipe go the worker's process id at once and,
when it has ended, its exit code: minus the signal's number if a signal ended it.  This process has
one thread, so that a fork copies it whole.  It ends with its socket, as workers do with theirs.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable

gc.disable()  # until all is imported: to look at it meanwhile takes a sixth of that time

from app.runs.training.runtime import runtimes  # noqa: E402
from app.runs.worker import worker  # noqa: E402

LONGEST_REQUEST = 4096  # bytes
DESCRIPTORS = 3


class ForkServer:
    """The loop of the process, and the pipes of the workers that live."""

    def __init__(self, requests: socket.socket, work: Callable[[list[str]], None]) -> None:
        self._requests, self._work = requests, work
        self._pipes: dict[int, int] = {}  # of a worker's process id
        self._woken, self._waking = os.pipe()

    def serve(self) -> None:
        """Fork workers until the server is gone."""
        os.set_blocking(self._waking, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler, so that the pipe is written
        signal.set_wakeup_fd(self._waking, warn_on_full_buffer=False)
        requests = self._requests.fileno()
        while True:
            ready, _, _ = select.select([requests, self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, LONGEST_REQUEST)
                self._reap()
            if requests in ready and not self._answer():
                return

    def _answer(self) -> bool:
        """Fork the worker that is asked for; say whether the server is still there."""
        text, descriptors, _, _ = socket.recv_fds(self._requests, LONGEST_REQUEST, DESCRIPTORS)
        if not text:
            return False
        with contextlib.suppress(OSError, ValueError):  # no process or descriptor is left
            *_, pipe = channel, current_run, _ = descriptors
            child = os.fork()
            if child == 0:
                os.close(pipe)
                self._become(channel, current_run, json.loads(text))
            self._pipes[child] = os.dup(pipe)
            _tell(pipe, child)
        for descriptor in descriptors:
            os.close(descriptor)
        return True

    def _become(self, channel: int, current_run: int, arguments: list[str]) -> None:
        """Be a worker for the rest of this process, with nothing of the fork server left open."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._requests.close()
            for descriptor in (self._woken, self._waking, *self._pipes.values()):
                os.close(descriptor)
            self._work([str(channel), str(current_run), *arguments])
            status = 0
        except BaseException:  # as the interpreter does with what nobody catches
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _reap(self) -> None:
        while self._pipes:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            pipe = self._pipes.pop(child)
            _tell(pipe, os.waitstatus_to_exitcode(status))
            os.close(pipe)


def _tell(pipe: int, number: int) -> None:
    """Write a number as a line; the server may have lost its interest."""
    with contextlib.suppress(BrokenPipeError):
        os.write(pipe, f"{number}\n".encode())


def main(arguments: list[str]) -> None:
    """Import and warm up, then fork workers on a descriptor that the server has opened."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # meant for the server, with which this ends
    for runtime in runtimes():
        runtime.warm_up()
    gc.collect()
    gc.freeze()  # what is imported stays; the collector need not visit it again, nor copy its pages
    gc.enable()
    ForkServer(socket.socket(fileno=int(arguments[0])), worker.main).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
