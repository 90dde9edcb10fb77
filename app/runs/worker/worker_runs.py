"""The runs of a worker: charges work to them, delays a run ahead of others, ends one that fails.

Training, frames, queries, commands and the making of runs all go by one account for each run.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic

from app.runs.current_run import CurrentRun
from app.runs.frame_requests import FrameRequests
from app.runs.runner import RunGone
from app.runs.wire import Channel, ChannelClosed
from app.runs.worker.call_replies import log_fault
from app.runs.worker.collector_time import working_time
from app.runs.worker.fairness import FairQueue
from app.runs.worker.jobs import Job, Jobs
from app.runs.worker.worker_run import WorkerRun

GO_SECONDS = 0.005  # of jobs a turn; the first block is always done
LEAD_SECONDS = 0.02  # a run that is so far ahead of a waiting one has to wait


class WorkerRuns:
    """The runs of a worker, with the queue, the jobs and the frame requests for them."""

    def __init__(self, channel: Channel, current_run: CurrentRun) -> None:
        self.channel, self._current_run = channel, current_run
        self.runs: dict[str, WorkerRun] = {}
        self.queue, self.requests, self.jobs = FairQueue(), FrameRequests(), Jobs()
        self._asked: dict[str, float] = {}  # seconds of a run's queries since it trained last

    def find(self, run: str) -> WorkerRun:
        """Return a run; raise RunGone."""
        if (worker_run := self.runs.get(run)) is None:
            raise RunGone(run)
        return worker_run

    def is_ahead(self, run: str) -> bool:
        """Say whether a run is so far ahead of others that it must wait."""
        return self.queue.ahead(run, monotonic()) > LEAD_SECONDS

    def go_on(self) -> bool:
        """Do some blocks of jobs; say whether any are left."""
        began = monotonic()
        while (job := self.jobs.next(began, self._waiting())) is not None:
            if self._advance(job):
                self.jobs.done(job)
                if job.run not in self.runs:  # it could not be made
                    self.queue.forget(job.run)
            if monotonic() > began + GO_SECONDS:
                break
        return bool(self.jobs)

    def _waiting(self) -> Callable[[Job], bool]:
        """Return a test of whether a job must wait: its run is ahead of others that wait."""
        queue, least = self.queue, self.queue.least(monotonic())
        limit = inf if least is None else least + LEAD_SECONDS
        return lambda job: queue.spent(job.run) > limit

    def to_train(self) -> str | None:
        """Take the run that trains next, if any.

        Queries may keep a run ahead of others for as long as they come, and it would never train: a
        run whose queries have had more than GO_SECONDS since its last slice goes first.
        """
        owed = [run for run, seconds in self._asked.items() if seconds > GO_SECONDS]
        return self.queue.next(monotonic(), owed)

    def begin(self, job: Job) -> None:
        """Do the first block of a job at once, and the others in turn."""
        if not self._advance(job):
            self.jobs.add(job)

    def _advance(self, job: Job) -> bool:
        """Do a block; say whether it was the last."""
        kinds = {"is_question": job.is_question, "is_frame": job.is_frame}
        with self.guard(job.run), self.account(job.run, **kinds):
            return job.advance()
        return True

    def trained(self, run: str) -> None:
        """Note that a run has had a slice: its queries may go on."""
        self._asked.pop(run, None)

    def touched(self, run: str, worker_run: WorkerRun) -> None:
        """Send a changed state, and schedule the next turn of the run and of its viewers."""
        if state := worker_run.news():
            self.channel.send({"is": "state", "run": run, "state": state})
        self.queue.want(run, worker_run.session.wants(monotonic()))
        self.requests.stir(run)

    def save(self, run: str, worker_run: WorkerRun) -> None:
        """Send the server a checkpoint, from which it can make the run anew as it is now."""
        body = worker_run.save(monotonic())
        self.channel.send({"is": "checkpoint", "run": run, "numbers": worker_run.numbers}, body)

    def forget(self, run: str) -> None:
        """Remove a run and all jobs and requests for it."""
        self.runs.pop(run, None)
        self.queue.forget(run)
        self.requests.forget(run)
        self.jobs.forget(run)
        self._asked.pop(run, None)

    @contextmanager
    def account(
        self, run: str, *, is_question: bool = False, is_frame: bool = False
    ) -> Iterator[None]:
        """Charge the processor's time to a run, and mark the run as to blame if the worker dies.

        A run is not to blame for its queries.
        """
        self._current_run.write("" if is_question else run)
        began = working_time()  # wall-clock time would include other programs
        try:
            yield
        finally:
            seconds = working_time() - began
            worker_run = self.runs.get(run)
            self.queue.charge(run, seconds, worker_run.price if worker_run else 1.0)
            if worker_run and not is_question:
                worker_run.note(seconds, is_frame=is_frame)
            if is_question:
                self._asked[run] = self._asked.get(run, 0.0) + seconds

    @contextmanager
    def guard(self, run: str) -> Iterator[None]:
        """End a run whose own code fails, and only that one."""
        try:
            yield
        except ChannelClosed:
            raise
        except Exception:
            self.forget(run)
            self.channel.send({"is": "fault", "run": run, "fault": log_fault(run)})
