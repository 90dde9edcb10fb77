"""Makes jobs of the server's messages about runs: to make one, to command it, to query it.

A command is executed when it is received, unless it takes longer than a block, its run has had more
than its share, or another command is before it.  A query always waits for its turn.  Calls of a run
that is still being made wait until it is made.
"""

import json
from functools import partial
from time import monotonic

from app.documents.run_kinds import parse_document
from app.errors import AppError
from app.runs.blocks import Work
from app.runs.bulk import join
from app.runs.refusals import error_fields
from app.runs.runner import RunGone
from app.runs.training.checkpoints import restore
from app.runs.training.training_session import TrainingSession
from app.runs.wire_messages import Call, CommandData, Create
from app.runs.worker.call_replies import log_fault, refuse, refusing, replying
from app.runs.worker.jobs import COMMAND, MAKING, Job
from app.runs.worker.queries import LARGE, kind_of
from app.runs.worker.worker_run import WorkerRun, doing
from app.runs.worker.worker_runs import WorkerRuns


class Calls:
    """Makes jobs of the server's messages about runs."""

    def __init__(self, worker_runs: WorkerRuns, sessions: type[TrainingSession]) -> None:
        self._worker_runs, self._sessions = worker_runs, sessions
        self._channel, self._jobs = worker_runs.channel, worker_runs.jobs

    def create(self, header: Create, body: bytes) -> None:
        """Add the job of making a run."""
        self._jobs.add(Job(header["run"], MAKING, self._making(header, body)))

    def _making(self, header: Create, body: bytes) -> Work[None]:
        run = header["run"]
        try:
            session = yield from self._session(header, body)
        except AppError as error:
            return self._channel.send({"is": "uncreated", "run": run, "error": error_fields(error)})
        except Exception:
            return self._channel.send({"is": "fault", "run": run, "fault": log_fault(run)})
        worker_run = self._worker_runs.runs[run] = WorkerRun(
            session, monotonic(), header["numbers"]
        )
        self._worker_runs.save(run, worker_run)
        self._worker_runs.touched(run, worker_run)
        return self._channel.send({"is": "created", "run": run})

    def _session(self, header: Create, body: bytes) -> Work[TrainingSession]:
        if header["from"] == "checkpoint":
            session = yield from restore(self._sessions, body, seq=header["seq"])
        else:
            document = parse_document(json.loads(body))
            yield
            session = yield from self._sessions.beginning(document, seq=header["seq"])
        if header["failed"]:
            session.fail(header["failed"])
        if header["waits"]:
            session.rest("restarted")
        return session

    def call(self, header: Call, body: bytes) -> None:
        """Execute a command or answer a query, at once or as a job; ignore a late call."""
        run, until = header["run"], header["until"]
        if until < monotonic():
            return None
        if run not in self._worker_runs.runs and not self._jobs.makes(run):
            return refuse(self._channel, header, RunGone(run))
        command = join(header["command"], body)
        refused = partial(refuse, self._channel, header)
        if kind := kind_of(command):
            work = self._answering(header, command)
            self._jobs.add(Job(run, kind, work, until=until, refused=refused, large=kind in LARGE))
        else:
            self._command(
                Job(run, COMMAND, self._obeying(header, command), until=until, refused=refused)
            )
        return None

    def _command(self, job: Job) -> None:
        held = self._jobs.makes(job.run) or self._jobs.commands(job.run)
        if held or self._worker_runs.is_ahead(job.run):
            self._jobs.add(job)
        else:
            self._worker_runs.begin(job)

    def _answering(self, header: Call, query: CommandData) -> Work[None]:
        with refusing(self._channel, header):
            worker_run = self._worker_runs.find(header["run"])
            answer = yield from doing(worker_run.session, query)
            yield from replying(self._channel, header, answer)

    def _obeying(self, header: Call, command: CommandData) -> Work[None]:
        """Execute a command and save the run before the answer is sent."""
        run = header["run"]
        with refusing(self._channel, header):
            worker_run = self._worker_runs.find(run)
            answer = yield from worker_run.execute(command)
            worker_run.watched_at = monotonic()  # steering counts as watching, over REST too
            self._worker_runs.save(run, worker_run)
            self._worker_runs.touched(run, worker_run)
            yield from replying(self._channel, header, answer)
