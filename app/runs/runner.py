"""The interface between the web server and the processes that compute runs.

`create` places a run, `call` sends it a command or a query, `frames` and `states` watch it.  Only
the implementation knows where a run lives, and that its worker may die and be replaced:
`local_runner.py` (processes of this machine), `cluster_runner.py` (machines of a Ray cluster).
Every implementation passes tests/app/test_runner_conformance.py.

    AppError
    ├── RunGone     404  there is no such run
    ├── RunBusy     503  its worker is being replaced: the command may or may not have been applied
    └── RunFailed   409  the run's own computing failed, and it cannot even be read any more
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol, cast

from app.documents.commands import View
from app.documents.document import Document
from app.errors import Conflict, NotFound, Unavailable
from app.runs.answers import A, Answer, Query
from app.runs.states import RunState
from app.runs.wire_messages import CommandData

CALL_SECONDS = 10.0  # every call ends within it
INCARNATION_BITS = 32  # seq = incarnation << 32 | counter, so that it grows beyond a worker's death


class RunGone(NotFound):
    """There is no such run (any more)."""

    code = "no_such_run"

    def __init__(self, run: str) -> None:
        super().__init__(f"there is no run {run!r}")


class RunBusy(Unavailable):
    """The run's worker is being replaced or does not answer; the run itself recovers unaided."""

    code = "busy"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; the command may or may not have been applied")


class RunFailed(Conflict):
    """The run's own computing failed again after it had been restored only to be read."""

    code = "failed"

    def __init__(self, fault: str) -> None:
        super().__init__(f"the run failed on the server; quote {fault} when reporting it")


@dataclass
class Cursor:
    """What a viewer has seen; `frames` advances it as it yields."""

    seq: int = -1
    epoch: int = -1
    generation: int = -1
    epochs_per_row: int = 1  # of the history seen
    taken: float = 0.0  # monotonic time of the newest frame's state


class Runner(Protocol):
    """Computes runs.  All methods are called within one event loop."""

    async def start(self) -> None:
        """Start all that computing runs needs."""

    async def stop(self) -> None:
        """End all runs, all streams and all that was started."""

    async def create(self, origin: Document | bytes, *, label: str = "", seen: int = -1) -> str:
        """Place a run that begins an experiment, or goes on from a checkpoint; return its id.

        `label` is the run's name in its frames; without one, they have its id.  A run that outlived
        its server comes with `seen`, the last seq that any client may know: it waits, paused, and
        its seq grows on from there.
        """

    async def create_and_call(
        self, origin: Document | bytes, *commands: CommandData, label: str = "", seen: int = -1
    ) -> tuple[str, list[Answer]]:
        """Place a run and send it commands, in one round trip; return its id and their answers.

        The run is gone if one of them is refused.
        """

    def provide(self, table: str, columns: bytes) -> None:
        """Make an uploaded table available to all workers, before a run names it."""

    async def call(self, run: str, command: CommandData) -> Answer:
        """Execute a command or answer a query; commands of one run go one after the other.

        A query waits for its turn and is answered with the run as it is then.

        A `step` whose `number` is not above the last one's of the same `client` is answered but not
        executed again; a run that is rebuilt forgets the numbers.

        Raises AppError if the run refuses it, RunGone, RunBusy and RunFailed.
        """

    async def delete(self, run: str) -> None:
        """End a run and its streams, and remove it."""

    def frames(self, run: str, view: View, cursor: Cursor) -> AsyncGenerator[bytes, None]:
        """Yield the newest frame whenever it is newer than the cursor, at most `view.fps` a second.

        Ends when the run ends; goes on when its worker is replaced.  Close it (contextlib.aclosing)
        when the viewer leaves: while it is open the run counts as watched.
        """

    def states(self, run: str) -> AsyncGenerator[RunState, None]:
        """Yield the run's newest state at once and at each change; ends with the run."""

    def newest(self, run: str) -> RunState | None:
        """Return the run's newest state; None before the first."""

    def checkpoint(self, run: str) -> bytes | None:
        """Return the run's newest checkpoint, if there is one yet; the same one is the same object.

        One is made about every second while the run trains, and before every command is answered.
        """

    def stats(self) -> dict[str, int]:
        """Return figures for the operator: workers, workers alive, runs, viewers, restarts, calls
        that wait for an answer, and bytes that workers have not read yet."""

    def statuses(self) -> dict[str, int]:
        """Return how many runs have each status."""


async def ask(runner: Runner, run: str, query: Query[A], **about: object) -> A:
    """Ask a run a query; the answer has the type that the query names."""
    return cast(A, await runner.call(run, {"type": query.kind, **about}))
