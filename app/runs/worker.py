"""The worker process: many runs on one thread, in fair slices, with commands between the slices.

    python -m app.runs.worker <socket> <marker> <module:class of the session> <seconds> <bytes>

Each turn of its loop does what the server says, gives one run a slice, draws the pictures that are
due, then goes on by a block with what takes longer.  It holds nothing that the server could not
make anew from checkpoints, and ends with its socket pair: a killed server leaves no process behind.
"""

import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, thread_time
from typing import Any

from app import logs
from app.errors import AppError
from app.messages import pack_picture
from app.runs import tables
from app.runs.blocks import Work
from app.runs.bounds import bound, hurry, relax
from app.runs.bulk import join
from app.runs.fairness import FairQueue
from app.runs.hosted import Hosted
from app.runs.jobs import Job, Jobs
from app.runs.marker import Marker
from app.runs.pictures import drawing
from app.runs.pulls import Pull, Pulls
from app.runs.replying import log_fault, refusal, refusing, reply
from app.runs.runner import RunGone
from app.runs.session import Session
from app.runs.timeline import SHELF
from app.runs.wire import Header, Pair, PairClosed
from app.schemas import Experiment, View

SLICE_SECONDS = 0.005  # of training at a time: as long may a command have to wait
SHORT_SECONDS = 0.001  # the shortest slice: below it the looks at the clock weigh
ROUND_SECONDS = 0.05  # after so long everybody should have had a turn, and so news for a picture
LISTEN_SECONDS = 0.005  # of doing what the server says a turn; the rest waits for the next
DRAW_SECONDS = 0.005  # of drawing a turn; the first picture due is always drawn
LEAD_SECONDS = 0.02  # a run that has had this much more than those who wait gets no picture yet


class Worker:
    """The loop and the runs it carries."""

    def __init__(
        self, pair: Pair, marker: Marker, sessions: type[Session], unwatched_seconds: float
    ) -> None:
        self._pair, self._marker, self._sessions = pair, marker, sessions
        self._unwatched_seconds = unwatched_seconds
        self._runs: dict[str, Hosted] = {}
        self._queue, self._pulls, self._jobs = FairQueue(), Pulls(), Jobs()
        self._do: dict[str, Callable[[Header, bytes], None]] = {
            "create": self._create,
            "call": self._call,
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
        if run := self._queue.next(monotonic()):
            self._train(run)
        if not self._draw() and not self._go_on() and not run:
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

    def _create(self, header: Header, body: bytes) -> None:
        run = header["run"]
        try:
            session = self._session(header, body)
        except AppError as error:
            return self._pair.send({"is": "uncreated", "run": run} | refusal(error))
        except Exception:
            return self._pair.send({"is": "fault", "run": run, "fault": log_fault(run)})
        hosted = self._runs[run] = Hosted(session, monotonic(), header["numbers"])
        self._save(run, hosted)
        self._touched(run, hosted)
        return self._pair.send({"is": "created", "run": run})

    def _session(self, header: Header, body: bytes) -> Session:
        self._marker.write(header["run"])
        if header["from"] == "checkpoint":
            session = self._sessions.from_checkpoint(body, seq=header["seq"])
        else:
            session = self._sessions(Experiment.model_validate_json(body), seq=header["seq"])
        if header["failed"]:
            session.fail(header["failed"])
        if header["waits"]:
            session.rest("restarted")
        return session

    def _take_table(self, header: Header, body: bytes) -> None:
        tables.provide(header["table"], body)

    def _delete(self, header: Header, _: bytes) -> None:
        self._forget(header["run"])

    def _call(self, header: Header, body: bytes) -> None:
        """Do a command, or begin to answer a query; nothing if nobody waits for it any more."""
        if header["until"] < monotonic():
            return
        run, command, work = header["run"], join(header["command"], body), None
        with refusing(self._pair, header):
            work = self._hosted(run).session.question(command)
            if work is None:
                reply(self._pair, header, self._execute(run, command))
        if work:
            self._begin(Job(run, self._answering(header, work), until=header["until"]))

    def _answering(self, header: Header, work: Work[dict[str, Any]]) -> Work[None]:
        with refusing(self._pair, header):
            reply(self._pair, header, (yield from work))

    def _hosted(self, run: str) -> Hosted:
        if (hosted := self._runs.get(run)) is None:
            raise RunGone(run)
        return hosted

    def _execute(self, run: str, command: dict[str, Any]) -> dict[str, Any]:
        """Do a command and have it saved before it is answered."""
        hosted = self._runs[run]
        with self._account(run):
            answer = hosted.execute(command)
        hosted.watched_at = monotonic()  # whoever steers watches, be it over REST
        self._save(run, hosted)
        self._touched(run, hosted)
        return answer

    def _pull(self, header: Header, _: bytes) -> None:
        if header["run"] in self._runs:
            self._pulls.ask(Pull.made_of(header))

    def _drop(self, header: Header, _: bytes) -> None:
        run, view = header["run"], View(**header["view"])
        self._pulls.close(run, view)
        self._jobs.drop(run, view)

    def _beat(self, header: Header, _: bytes) -> None:
        """Answer, and pause what nobody has watched for too long."""
        now, watched = monotonic(), set(header["watched"])
        for run, hosted in self._runs.items():
            if run in watched:
                hosted.watched_at = now
            elif now - hosted.watched_at > self._unwatched_seconds and hosted.leave_alone():
                self._save(run, hosted)
                self._touched(run, hosted)
        self._pair.send({"is": "alive"})

    # --- what the runs want ---------------------------------------------------------------------

    def _train(self, run: str) -> None:
        hosted = self._runs[run]
        share = max(SHORT_SECONDS, ROUND_SECONDS / (self._queue.ready + 1))
        with self._guard(run), self._account(run):
            hosted.session.advance(monotonic(), min(share, SLICE_SECONDS))
            if hosted.to_save(monotonic()):
                self._save(run, hosted)
            self._touched(run, hosted)

    def _draw(self) -> bool:
        """Draw the due pictures, as many as a turn has time for; say whether there was one."""
        now, drawn = monotonic(), False
        for pull in self._pulls.due(now):
            if self._runs[pull.run].session.seq <= pull.newer:
                self._pulls.park(pull)
            elif self._must_wait(pull, since=now):
                self._pulls.postpone(pull)
            else:
                drawn = True
                self._pulls.close(pull.run, pull.view)
                self._begin(Job(pull.run, self._drawing(pull), view=pull.view))
        return drawn

    def _must_wait(self, pull: Pull, since: float) -> bool:
        """Say whether this turn's drawing has taken long enough, or the run has had its share."""
        late = monotonic() > since + DRAW_SECONDS
        return late or self._is_ahead(pull.run) or self._jobs.draws(pull.run, pull.view)

    def _is_ahead(self, run: str) -> bool:
        return self._queue.ahead(run, monotonic()) > LEAD_SECONDS

    def _drawing(self, pull: Pull) -> Work[None]:
        session = self._runs[pull.run].session
        since = pull.since if pull.generation == session.generation else -1
        picture = yield from drawing(session, pull.view, since)
        about = {"run": pull.run, "view": pull.view.model_dump(), "since": since, "at": pull.at}
        self._pair.send({"is": "picture"} | about, pack_picture(picture))

    def _go_on(self) -> bool:
        """Do some blocks of what takes longer; say whether there is any."""
        began = monotonic()
        while (job := self._jobs.next(began, self._is_ahead)) is not None:
            if self._advance(job):
                self._jobs.done(job)
            if monotonic() > began + DRAW_SECONDS:
                break
        return len(self._jobs) > 0

    def _begin(self, job: Job) -> None:
        if not self._advance(job):
            self._jobs.add(job)

    def _advance(self, job: Job) -> bool:
        """Do a block; say whether it was the last.  A fault in a query is not the run's."""
        with self._guard(job.run), self._account(job.run, blame=job.view is not None):
            return job.advance()
        return True

    def _touched(self, run: str, hosted: Hosted) -> None:
        """Tell what changed, and let the run and its viewers have their next turn."""
        if state := hosted.news():
            self._pair.send({"is": "state", "run": run, "state": state})
        self._queue.want(run, hosted.session.wants(monotonic()))
        self._pulls.stir(run)

    def _save(self, run: str, hosted: Hosted) -> None:
        body = hosted.save(monotonic())
        self._pair.send({"is": "checkpoint", "run": run, "numbers": hosted.numbers}, body)

    def _forget(self, run: str) -> None:
        self._runs.pop(run, None)
        self._queue.forget(run)
        self._pulls.forget(run)
        self._jobs.forget(run)

    @contextmanager
    def _account(self, run: str, *, blame: bool = True) -> Iterator[None]:
        """Charge the processor's time to a run, and mark it as to blame if the worker dies."""
        self._marker.write(run if blame else "")
        began = thread_time()  # the clock on the wall would charge what other programs take
        try:
            yield
        finally:
            self._queue.charge(run, thread_time() - began)

    @contextmanager
    def _guard(self, run: str) -> Iterator[None]:
        """Give up a run whose own code fails, and only that one."""
        try:
            yield
        except PairClosed:
            raise
        except Exception:
            self._forget(run)
            self._pair.send({"is": "fault", "run": run, "fault": log_fault(run)})


def main(arguments: list[str]) -> None:
    """Run a worker on descriptors that the server has opened."""
    descriptor, marker, sessions, unwatched_seconds, memory = arguments
    logs.configure(logs.style_of(os.environ))  # as the server's own
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # meant for the server, whose end ends us
    module, name = sessions.split(":")
    session = getattr(importlib.import_module(module), name)
    pair = Pair(socket.socket(fileno=int(descriptor)))
    bound(int(memory))
    SHELF.room = int(memory) // 2
    gc.freeze()  # what is imported stays; the collector need not look at it again
    Worker(pair, Marker(int(marker)), session, float(unwatched_seconds)).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
