"""The worker process: many runs on one thread, in fair slices, with commands between the slices.

    python -m app.runs.worker.worker <socket> <current run> <module:class> <seconds> <bytes>

<module:class> is that of the session.

Each turn of its loop handles the server's messages, does some blocks of jobs, gives runs slices of
training, and draws the frames that are due.  It holds nothing that the server could not make
anew from checkpoints, and ends with its socket pair: a killed server leaves no process behind.
"""

import gc
import importlib
import os
import signal
import socket
import sys
from time import monotonic

from app.documents.commands import View
from app.encoding.messages import pack_frame_content
from app.runs import uploaded_tables
from app.runs.blocks import Work
from app.runs.current_run import CurrentRun
from app.runs.frame_requests import FrameRequest, view_data
from app.runs.training.runtime import runtimes
from app.runs.training.timeline import TIMELINE_BUDGET
from app.runs.training.training_session import TrainingSession
from app.runs.wire import Channel, ChannelClosed, SocketChannel
from app.runs.wire_messages import Beat, Drop, PictureMessage, ToWorker
from app.runs.worker.calls import Calls
from app.runs.worker.jobs import Job
from app.runs.worker.process_limits import bound, hurry, relax
from app.runs.worker.rendered_frames import drawing
from app.runs.worker.worker_runs import WorkerRuns
from app.telemetry import logs

MOST_ALONE = 16  # unwatched runs in training; those unwatched for longest pause
TRAIN_SECONDS = 0.005  # of training a turn, and of a slice: a command may have to wait twice that
SHORT_SECONDS = 0.001  # the shortest slice: below it, reading the clock costs too much
ROUND_SECONDS = 0.05  # within it every run should get a turn, and so news for a frame
LISTEN_SECONDS = 0.005  # of handling messages a turn; the rest waits for the next
DRAW_SECONDS = 0.005  # of drawing a turn; the first frame due is always drawn


class Worker:
    """The loop of a worker, and its runs."""

    def __init__(
        self,
        channel: Channel,
        current_run: CurrentRun,
        sessions: type[TrainingSession],
        unwatched_seconds: float,
    ) -> None:
        self._channel, self._current_run = channel, current_run
        self._unwatched_seconds = unwatched_seconds
        self._worker_runs = WorkerRuns(channel, current_run)
        self._queue, self._requests = self._worker_runs.queue, self._worker_runs.requests
        self._calls = Calls(self._worker_runs, sessions)

    def serve(self) -> None:
        """Work until the server is gone."""
        try:
            self._channel.send({"is": "alive"})
            while True:
                self._turn()
        except ChannelClosed:
            return

    def _turn(self) -> None:
        hurry()
        self._listen()
        is_busy = TIMELINE_BUDGET.make_room()  # for all, so no run's account is charged for it
        is_busy |= self._worker_runs.go_on()
        has_trained = self._train()
        if not self._draw() and not is_busy and not has_trained:
            self._rest()

    def _listen(self) -> None:
        began = monotonic()
        for header, body in self._channel.receive():
            self._do(header, body)
            if monotonic() > began + LISTEN_SECONDS:
                return

    def _rest(self) -> None:
        now, draws = monotonic(), self._requests.wakes()
        times = self._queue.wakes(now), None if draws is None else draws - now
        soonest = min((seconds for seconds in times if seconds is not None), default=None)
        self._current_run.write("")
        relax()
        self._channel.wait(None if soonest is None else max(0.0, soonest))

    # --- messages of the server -----------------------------------------------------------------

    def _do(self, header: ToWorker, body: bytes) -> None:
        if header["do"] == "call":
            self._calls.call(header, body)
        elif header["do"] == "picture":
            if header["run"] in self._worker_runs.runs:
                self._requests.ask(FrameRequest.made_of(header))
        elif header["do"] == "drop":
            self._drop(header)
        elif header["do"] == "create":
            self._calls.create(header, body)
        elif header["do"] == "delete":
            self._worker_runs.forget(header["run"])
        elif header["do"] == "table":
            uploaded_tables.provide(header["table"], body)
        else:
            self._beat(header)

    def _drop(self, header: Drop) -> None:
        run, view = header["run"], View(**header["view"])
        self._requests.close(run, view)
        self._worker_runs.jobs.drop(run, view)

    def _beat(self, header: Beat) -> None:
        """Answer a heartbeat, and pause runs that are unwatched for too long, or too many."""
        now, watched = monotonic(), set(header["watched"])
        for run, worker_run in self._worker_runs.runs.items():
            worker_run.watch(now, watched=run in watched)
        alone = [each for each in self._worker_runs.runs.items() if each[0] not in watched]
        newest = sorted(alone, key=lambda each: -each[1].watched_at)
        training = 0
        for run, worker_run in newest:
            training += worker_run.trains_alone
            late = now - worker_run.watched_at > self._unwatched_seconds
            if (late or training > MOST_ALONE) and worker_run.leave_alone():
                self._worker_runs.save(run, worker_run)
                self._worker_runs.touched(run, worker_run)
        self._worker_runs.jobs.end_late(now)
        self._channel.send({"is": "alive"})

    # --- training and drawing -------------------------------------------------------------------

    def _train(self) -> bool:
        """Give runs slices for as long as a turn trains; say whether there was a run."""
        began, seconds, has_trained = monotonic(), self._slice(), False
        while monotonic() < began + TRAIN_SECONDS and (run := self._worker_runs.to_train()):
            self._train_run(run, seconds)
            has_trained = True
        return has_trained

    def _slice(self) -> float:
        """Return the seconds of a slice: short while viewers wait for news of any run."""
        if self._requests.is_any_parked:
            return SHORT_SECONDS
        return min(max(SHORT_SECONDS, ROUND_SECONDS / (self._queue.ready + 1)), TRAIN_SECONDS)

    def _train_run(self, run: str, seconds: float) -> None:
        worker_runs, worker_run = self._worker_runs, self._worker_runs.runs[run]
        with worker_runs.guard(run), worker_runs.account(run):
            worker_run.session.advance(monotonic(), seconds)
            if worker_run.to_save(monotonic()):
                worker_runs.save(run, worker_run)
            worker_runs.touched(run, worker_run)
            worker_runs.trained(run)

    def _draw(self) -> bool:
        """Draw the frames due, as many as a turn has time for; say whether there was one."""
        now, drawn = monotonic(), False
        for request in self._requests.due(now):
            if self._worker_runs.runs[request.run].session.seq <= request.newer:
                self._requests.park(request)
            elif self._must_wait(request, since=now):
                self._requests.postpone(request)
            else:
                drawn = True
                self._requests.close(request.run, request.view)
                self._worker_runs.begin(Job(request.run, request.view, self._drawing(request)))
        return drawn

    def _must_wait(self, request: FrameRequest, since: float) -> bool:
        """Say whether this turn has drawn for long enough, or the run has to train first."""
        late = monotonic() > since + DRAW_SECONDS
        draws = self._worker_runs.jobs.draws(request.run, request.view)
        trains = self._worker_runs.runs[request.run].must_train
        return late or trains or self._worker_runs.is_ahead(request.run) or draws

    def _drawing(self, request: FrameRequest) -> Work[None]:
        session = self._worker_runs.runs[request.run].session
        layout = session.generation, session.trainer.history.epochs_per_row
        since = request.since if request.layout == layout else -1
        picture = yield from drawing(session, request.view, since)
        header: PictureMessage = {
            "is": "picture",
            "run": request.run,
            "view": view_data(request.view),
            "since": since,
            "at": request.at,
        }
        self._channel.send(header, pack_frame_content(picture))


def main(arguments: list[str]) -> None:
    """Run a worker on descriptors that the server has opened."""
    descriptor, current_run, sessions, unwatched_seconds, memory = arguments
    logs.configure(logs.style_of(os.environ))  # as the server's own
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # meant for the server, with which the worker ends
    module, name = sessions.split(":")
    session = getattr(importlib.import_module(module), name)
    channel = SocketChannel(socket.socket(fileno=int(descriptor)))
    for runtime in runtimes():
        runtime.warm_up()
    bound(int(memory))
    TIMELINE_BUDGET.room = int(memory) // 2
    gc.collect()
    gc.freeze()  # what is imported stays; the collector need not visit it again
    Worker(channel, CurrentRun(int(current_run)), session, float(unwatched_seconds)).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
