"""The worker process: many runs on one thread, in fair slices, with commands between the slices.

    python -m app.runs.worker.worker <socket> <marker> <module:class> <seconds> <bytes>

<module:class> is that of the session.

Each turn of its loop hears what the server says, does some blocks of what there is to do for runs,
gives one of them a slice of training, and draws the pictures that are due.  It holds nothing that
the server could not make anew from checkpoints, and ends with its socket pair: a killed server
leaves no process behind.
"""

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from time import monotonic

from app.documents.commands import Experiment, View
from app.encoding.messages import pack_picture
from app.errors import AppError
from app.runs.blocks import Work, finish
from app.runs.current_run import Marker
from app.runs.frame_requests import Pull
from app.runs.training import table_rows
from app.runs.training.timeline import SHELF
from app.runs.training.training_session import Session
from app.runs.wire import Header, Pair, PairClosed
from app.runs.worker import exports
from app.runs.worker.calls import Calls
from app.runs.worker.carrier import Carrier
from app.runs.worker.jobs import Job
from app.runs.worker.process_limits import bound, hurry, relax
from app.runs.worker.rendered_frames import drawing
from app.telemetry import logs

MOST_ALONE = 16  # runs in training that nobody watches; those left longest ago pause
SLICE_SECONDS = 0.005  # of training at a time: as long may a command have to wait
SHORT_SECONDS = 0.001  # the shortest slice: below it the looks at the clock weigh
ROUND_SECONDS = 0.05  # after so long everybody should have had a turn, and so news for a picture
LISTEN_SECONDS = 0.005  # of doing what the server says a turn; the rest waits for the next
DRAW_SECONDS = 0.005  # of drawing a turn; the first picture due is always drawn


class Worker:
    """The loop and the runs it carries."""

    def __init__(
        self, pair: Pair, marker: Marker, sessions: type[Session], unwatched_seconds: float
    ) -> None:
        self._pair, self._marker = pair, marker
        self._unwatched_seconds = unwatched_seconds
        self._carrier = Carrier(pair, marker)
        self._queue, self._pulls = self._carrier.queue, self._carrier.pulls
        self._calls = Calls(self._carrier, sessions)
        self._do: dict[str, Callable[[Header, bytes], None]] = {
            "create": self._calls.create,
            "call": self._calls.call,
            "delete": self._delete,
            "picture": self._pull,
            "drop": self._drop,
            "beat": self._beat,
            "table": self._take_table,
        }

    def serve(self) -> None:
        """Work until the server is gone."""
        try:
            self._pair.send({"is": "alive"})
            while True:
                self._turn()
        except PairClosed:
            return

    def _turn(self) -> None:
        hurry()
        self._listen()
        is_busy = self._carrier.go_on()
        if run := self._carrier.to_train():
            self._train(run)
        if not self._draw() and not is_busy and not run:
            self._rest()

    def _listen(self) -> None:
        began = monotonic()
        for header, body in self._pair.receive():
            self._do[header["do"]](header, body)
            if monotonic() > began + LISTEN_SECONDS:
                return

    def _rest(self) -> None:
        now, draws = monotonic(), self._pulls.wakes()
        times = self._queue.wakes(now), None if draws is None else draws - now
        soonest = min((seconds for seconds in times if seconds is not None), default=None)
        self._marker.write("")
        relax()
        self._pair.wait(None if soonest is None else max(0.0, soonest))

    # --- what the server says -------------------------------------------------------------------

    def _take_table(self, header: Header, body: bytes) -> None:
        table_rows.provide(header["table"], body)

    def _delete(self, header: Header, _: bytes) -> None:
        self._carrier.forget(header["run"])

    def _pull(self, header: Header, _: bytes) -> None:
        if header["run"] in self._carrier.runs:
            self._pulls.ask(Pull.made_of(header))

    def _drop(self, header: Header, _: bytes) -> None:
        run, view = header["run"], View(**header["view"])
        self._pulls.close(run, view)
        self._carrier.jobs.drop(run, view)

    def _beat(self, header: Header, _: bytes) -> None:
        """Answer, and pause what nobody has watched for too long, or of that the most."""
        now, watched = monotonic(), set(header["watched"])
        for run, hosted in self._carrier.runs.items():
            hosted.watch(now, watched=run in watched)
        alone = [each for each in self._carrier.runs.items() if each[0] not in watched]
        newest = sorted(alone, key=lambda each: -each[1].watched_at)
        training = 0
        for run, hosted in newest:
            training += hosted.trains_alone
            late = now - hosted.watched_at > self._unwatched_seconds
            if (late or training > MOST_ALONE) and hosted.leave_alone():
                self._carrier.save(run, hosted)
                self._carrier.touched(run, hosted)
        self._carrier.jobs.end_late(now)
        self._pair.send({"is": "alive"})

    # --- what the runs want ---------------------------------------------------------------------

    def _train(self, run: str) -> None:
        carrier, hosted = self._carrier, self._carrier.runs[run]
        share = max(SHORT_SECONDS, ROUND_SECONDS / (self._queue.ready + 1))
        with carrier.guard(run), carrier.account(run):
            hosted.session.advance(monotonic(), min(share, SLICE_SECONDS))
            if hosted.to_save(monotonic()):
                carrier.save(run, hosted)
            carrier.touched(run, hosted)
            carrier.trained(run)

    def _draw(self) -> bool:
        """Draw the due pictures, as many as a turn has time for; say whether there was one."""
        now, drawn = monotonic(), False
        for pull in self._pulls.due(now):
            if self._carrier.runs[pull.run].session.seq <= pull.newer:
                self._pulls.park(pull)
            elif self._must_wait(pull, since=now):
                self._pulls.postpone(pull)
            else:
                drawn = True
                self._pulls.close(pull.run, pull.view)
                self._carrier.begin(Job(pull.run, pull.view, self._drawing(pull)))
        return drawn

    def _must_wait(self, pull: Pull, since: float) -> bool:
        """Say whether this turn's drawing has taken long enough, or the run has had its share."""
        late = monotonic() > since + DRAW_SECONDS
        draws = self._carrier.jobs.draws(pull.run, pull.view)
        return late or self._carrier.is_ahead(pull.run) or draws

    def _drawing(self, pull: Pull) -> Work[None]:
        session = self._carrier.runs[pull.run].session
        since = pull.since if pull.generation == session.generation else -1
        picture = yield from drawing(session, pull.view, since)
        about = {"run": pull.run, "view": pull.view.model_dump(), "since": since, "at": pull.at}
        self._pair.send({"is": "picture"} | about, pack_picture(picture))


def _warm_up() -> None:
    """Do what takes long the first time: imports of other libraries, tables to be read."""
    table_rows.load_built_in()
    session = Session(Experiment())
    for form in exports.FORMS:
        with contextlib.suppress(AppError):  # a library may be missing
            finish(exports.export(session, form))


def main(arguments: list[str]) -> None:
    """Run a worker on descriptors that the server has opened."""
    descriptor, marker, sessions, unwatched_seconds, memory = arguments
    logs.configure(logs.style_of(os.environ))  # as the server's own
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # meant for the server, whose end ends us
    module, name = sessions.split(":")
    session = getattr(importlib.import_module(module), name)
    pair = Pair(socket.socket(fileno=int(descriptor)))
    _warm_up()
    bound(int(memory))
    SHELF.room = int(memory) // 2
    gc.collect()
    gc.freeze()  # what is imported stays; the collector need not look at it again
    Worker(pair, Marker(int(marker)), session, float(unwatched_seconds)).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
