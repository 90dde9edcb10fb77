"""A queue of what a worker does besides training: queries, frames, commands, making runs.

All jobs are done in blocks.  Runs take turns, and so do the kinds of jobs of one run: a client that
floods a run with queries of one kind delays no other run, and no other kind.  Knows nothing of
sessions and sockets: a job's work does all there is to do.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.documents.commands import View
from app.errors import Unavailable
from app.runs.blocks import Work

MAKING, COMMAND = "making", "command"  # kinds of jobs; the others are queries and frames
LARGE_AT_ONCE = 8  # queries in progress that hold some megabytes each
COMMANDS = 256  # of a run, that may wait
QUESTIONS_OF_A_RUN = 128  # queries of a run, that wait or are in progress
QUESTIONS = 512  # the same of all runs; over it the run with most loses its newest
RETRY = {"Retry-After": "1"}


@dataclass(eq=False)
class Job:
    """A piece of work for a run."""

    run: str
    kind: str | View  # a frame's is its view
    work: Work[None]
    until: float = math.inf  # monotonic time from which no client waits for it
    refused: Callable[[Unavailable], None] = lambda _: None  # tells the client that waits
    large: bool = False
    begun: bool = False

    @property
    def is_question(self) -> bool:
        """Whether it changes nothing and a client waits for the answer."""
        return isinstance(self.kind, str) and self.kind not in (MAKING, COMMAND)

    @property
    def is_frame(self) -> bool:
        """Whether it draws a frame."""
        return isinstance(self.kind, View)

    def advance(self) -> bool:
        """Do a block; say whether that was the last."""
        self.begun = True
        return next(self.work, self) is self

    def refuse(self, why: str) -> None:
        """End the job, and tell the client that waits for it."""
        self.work.close()
        self.refused(Unavailable(why, code="busy", headers=RETRY))


Line = deque[Job]  # those of one kind, of one run: only the first may be in progress


class Jobs:
    """All jobs that a worker has begun, or has yet to begin."""

    def __init__(self) -> None:
        # By run, and by MAKING for all that are being made; the next in turn stands first.
        self._lines: dict[str, dict[str | View, Line]] = {}
        self._made: set[str] = set()  # runs that are still being made
        self._large = 0  # large queries in progress

    def __bool__(self) -> bool:
        return bool(self._lines)

    def __iter__(self) -> Iterator[Job]:
        return (job for lines in self._lines.values() for line in lines.values() for job in line)

    def add(self, job: Job) -> None:
        """Queue a job; where too many wait, refuse the newest of the longest line."""
        line = self._lines.setdefault(_place(job), {}).setdefault(job.kind, Line())
        line.append(job)
        if job.kind == MAKING:
            self._made.add(job.run)
        if job.kind == COMMAND and len(line) > COMMANDS:
            self._give_way(line)
        if job.is_question:
            self._make_room(job.run)

    def _make_room(self, run: str) -> None:
        """Refuse a query of a run that has too many, or else of the run that has most."""
        if self._questions(run) > QUESTIONS_OF_A_RUN:
            self._give_way(self._longest(run))
        elif sum(map(self._questions, self._lines)) > QUESTIONS:
            self._give_way(self._longest(max(self._lines, key=self._questions)))

    def _questions(self, run: str) -> int:
        lines = self._lines[run].values()
        return sum(len(line) for line in lines if line[0].is_question)

    def _longest(self, run: str) -> Line:
        questions = [line for line in self._lines[run].values() if line[0].is_question]
        return max(questions, key=len)

    def _give_way(self, line: Line) -> None:
        newest = line[-1]
        self.done(newest)
        newest.refuse("too much is asked at once")

    def next(self, now: float, must_wait: Callable[[Job], bool]) -> Job | None:
        """Return the job whose turn it is, if any; end those that no client waits for any more."""
        for job in self._in_turn():
            if job.until < now:
                self._end(job)
            elif not must_wait(job) and not self._is_too_large(job):
                self._large += job.large and not job.begun
                lines = self._lines[_place(job)] = self._lines.pop(_place(job))
                lines[job.kind] = lines.pop(job.kind)  # all others come before its next turn
                return job
        return None

    def _in_turn(self) -> Iterator[Job]:
        """Yield the jobs that may be done next, in the order of their turns."""
        for place, lines in list(self._lines.items()):
            if place == MAKING:  # one after the other, unless one must wait
                yield from list(lines[MAKING])
            elif place not in self._made:
                yield from [line[0] for line in lines.values()]

    def _is_too_large(self, job: Job) -> bool:
        """Say whether a job has to wait until other large jobs are done."""
        return job.large and not job.begun and self._large >= LARGE_AT_ONCE

    def makes(self, run: str) -> bool:
        """Say whether a run is still being made."""
        return run in self._made

    def commands(self, run: str) -> bool:
        """Say whether commands of a run are in progress or wait."""
        return COMMAND in self._lines.get(run, {})

    def draws(self, run: str, view: View) -> bool:
        """Say whether a frame of this view is being drawn."""
        return view in self._lines.get(run, {})

    def drop(self, run: str, view: View) -> None:
        """End the drawing of a view that no viewer wants any more."""
        for job in list(self._lines.get(run, {}).get(view, ())):
            self._end(job)

    def end_late(self, now: float) -> None:
        """End all jobs that no client waits for any more, even before their turn."""
        for job in [job for job in self if job.until < now]:
            self._end(job)

    def forget(self, run: str) -> None:
        """End all jobs of a run that is gone."""
        for job in [job for job in self if job.run == run]:
            self.done(job)
            job.refuse("the run is being replaced")

    def _end(self, job: Job) -> None:
        self.done(job)
        job.work.close()

    def done(self, job: Job) -> None:
        """Remove a job that is done."""
        lines = self._lines.get(_place(job), {})
        line = lines.get(job.kind, Line())
        if job in line:
            line.remove(job)
            self._large -= job.large and job.begun
        if job.kind == MAKING:
            self._made.discard(job.run)
        if not line:
            lines.pop(job.kind, None)
        if not lines:
            self._lines.pop(_place(job), None)


def _place(job: Job) -> str:
    return MAKING if job.kind == MAKING else job.run
