"""The one interface between whoever serves HTTP and whoever carries the runs.

A run is placed by `create`, spoken to by `call` and watched by `frames` and `states`.  Where it
lives, and that its owner may die and be replaced, is nobody's business but the implementation's:
`local_runner.py` (processes of this machine).  Every implementation passes
tests/app/test_runner_conformance.py.

    AppError
    ├── RunGone     404  there is no such run
    ├── RunBusy     503  its owner is being replaced: the command may or may not have been applied
    └── RunFailed   409  the run's own computing failed, and it cannot even be read any more
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Protocol

from app.documents.commands import View
from app.documents.document import Document
from app.errors import Conflict, NotFound, Unavailable
from app.runs.states import RunState
from app.runs.wire_messages import CommandData

CALL_SECONDS = 10.0  # every call ends within it
INCARNATION_BITS = 32  # seq = incarnation << 32 | counter, so that it grows over an owner's death

Answer = dict[str, Any]  # plain data and arrays, as the run's kind says


class RunGone(NotFound):
    """There is no such run (any more)."""

    code = "no_such_run"

    def __init__(self, run: str) -> None:
        super().__init__(f"there is no run {run!r}")


class RunBusy(Unavailable):
    """The run's owner is being replaced or does not answer; the run itself goes on by itself."""

    code = "busy"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; the command may or may not have been applied")


class RunFailed(Conflict):
    """The run's own computing failed again where it was only to be read."""

    code = "failed"

    def __init__(self, fault: str) -> None:
        super().__init__(f"the run failed on the server; quote {fault} when reporting it")


@dataclass
class Cursor:
    """What a viewer has seen; `frames` moves it on as it yields."""

    seq: int = -1
    epoch: int = -1
    generation: int = -1
    taken: float = 0.0  # when the newest frame's state was, by the monotonic clock


class Runner(Protocol):
    """Carries runs.  All of it is called within one event loop."""

    async def start(self) -> None:
        """Get ready to carry runs."""

    async def stop(self) -> None:
        """End all runs, all streams and everything that was started."""

    async def create(self, origin: Document | bytes, *, label: str = "", seen: int = -1) -> str:
        """Place a run that begins an experiment, or goes on from a checkpoint; return its id.

        `label` is what its frames call the run; without one, they say the id.  A run that outlived
        its server comes with `seen`, the last seq that anybody may know: it waits, paused, and its
        seq goes on growing from there.
        """

    async def create_and_call(
        self, origin: Document | bytes, *commands: CommandData, label: str = "", seen: int = -1
    ) -> tuple[str, list[Answer]]:
        """Place a run and send it commands, in one round trip; return its id and their answers.

        The run is gone if one of them is refused.
        """

    def provide(self, table: str, columns: bytes) -> None:
        """Have an uploaded table at hand wherever runs are carried, before one names it."""

    async def call(self, run: str, command: CommandData) -> Answer:
        """Do a command or answer a query; commands of one run are done one after the other.

        A query is answered when it is its turn, with the run as it is then.

        A `step` whose `number` is not above the last one's of the same `client` is answered and
        not done again; a run that begins anew forgets the numbers.
        Raises AppError as the run refused it, RunGone, RunBusy and RunFailed.
        """

    async def delete(self, run: str) -> None:
        """End a run and its streams, and forget it."""

    def frames(self, run: str, view: View, cursor: Cursor) -> AsyncGenerator[bytes, None]:
        """Yield the newest frame whenever it is newer than the cursor, at most `view.fps` a second.

        Ends when the run ends; goes on when its owner is replaced.  Close it (contextlib.aclosing)
        when the viewer leaves: while it is open the run counts as watched.
        """

    def states(self, run: str) -> AsyncGenerator[RunState, None]:
        """Yield the run's newest state at once and at each change; ends with the run."""

    def newest(self, run: str) -> RunState | None:
        """Return the run's newest state; None before the first."""

    def checkpoint(self, run: str) -> bytes | None:
        """Return the run's newest checkpoint, if there is one yet; the same one is the same object.

        One is made about every second while it trains, and before every command is answered.
        """

    def stats(self) -> dict[str, int]:
        """Return figures for the operator: workers, workers alive, runs, viewers, restarts, calls
        that wait for an answer, and bytes that workers have not read yet."""

    def statuses(self) -> dict[str, int]:
        """Return how many runs have each status."""
