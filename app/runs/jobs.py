"""What a worker has begun and not finished: answers and pictures that take more than one block.

They take turns.  Knows nothing of sessions and sockets: a job's work does all there is to do.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import Unavailable
from app.runs.blocks import Work
from app.schemas import View

QUERIES = 4  # begun at a time, of all runs: each holds up to some megabytes
RETRY = {"Retry-After": "1"}


@dataclass(eq=False)
class Job:
    """One answer, or the picture of a view, in the making."""

    run: str
    work: Work[None]
    view: View | None = None  # None: it is an answer
    until: float = math.inf  # monotonic time from which nobody waits for it

    def advance(self) -> bool:
        """Do a block; say whether that was the last."""
        return next(self.work, self) is self

    def refuse(self, why: Unavailable) -> None:
        """End it; an answer's work tells who waits."""
        try:
            self.work.throw(why)
        except (StopIteration, Unavailable):
            return


class Jobs:
    """All that a worker has begun."""

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, job: Job) -> None:
        """Keep a job for its next turn, or refuse it: a run has one long query at a time."""
        queries = [other.run for other in self._jobs if other.view is None]
        if job.view is None and (job.run in queries or len(queries) >= QUERIES):
            job.refuse(Unavailable("too many large questions at once", code="busy", headers=RETRY))
        else:
            self._jobs.append(job)

    def next(self, now: float, must_wait: Callable[[str], bool]) -> Job | None:
        """Return the job whose turn it is, if any, and end those that nobody waits for any more."""
        for job in list(self._jobs):
            if job.until < now:
                self._end(job)
            elif not must_wait(job.run):
                self._jobs.remove(job)
                self._jobs.append(job)  # the others have their turn before its next
                return job
        return None

    def done(self, job: Job) -> None:
        """Forget a job that has come to its end."""
        if job in self._jobs:
            self._jobs.remove(job)

    def draws(self, run: str, view: View) -> bool:
        """Say whether a picture of this view is in the making."""
        return any((job.run, job.view) == (run, view) for job in self._jobs)

    def drop(self, run: str, view: View) -> None:
        """End the picture of a view that nobody wants any more."""
        for job in list(self._jobs):
            if (job.run, job.view) == (run, view):
                self._end(job)

    def forget(self, run: str) -> None:
        """End all jobs of a run that is gone."""
        for job in list(self._jobs):
            if job.run == run:
                self._jobs.remove(job)
                job.refuse(Unavailable("the run is being replaced", code="busy", headers=RETRY))

    def _end(self, job: Job) -> None:
        self._jobs.remove(job)
        job.work.close()
