"""Who gives way where a session or the server has no room: the run nobody has watched for longest.

It is laid down, not lost: whoever asks for it brings it back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping

from app.errors import AppError, TooMany, Unavailable
from app.runs.runner import Runner
from app.services.run import Run
from app.settings import Settings

LATELY_SECONDS = 60.0  # a page that reloads, a laptop that wakes up
TURN_SECONDS = 5.0  # of waiting while room is made for others
RETRY = {"Retry-After": "30"}


class Room:
    """The places for runs."""

    def __init__(
        self,
        runs: Mapping[str, Run],
        runner: Runner,
        settings: Settings,
        lay_down: Callable[[Run], Awaitable[bool]],
        clock: Callable[[], float],
    ) -> None:
        self._runs, self._runner, self._settings = runs, runner, settings
        self._lay_down, self._clock = lay_down, clock
        self._turn = asyncio.Lock()  # to make room: two who come at once need two places

    @property
    def is_there(self) -> bool:
        """Whether a stranger may have a new run."""
        return len(self._runs) < self._settings.max_runs or bool(self._left())

    async def make(self, session: str | None) -> None:
        """Lay down a run where a cap is reached.  Raises TooMany, Unavailable.

        Whoever asked must take the place at once, before others have their turn.
        """
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turn.acquire()
        except TimeoutError as late:
            why = "the store is slow just now, and there is no room before it has done its part"
            raise Unavailable(why, headers=RETRY) from late
        try:
            await self._make(session)
        finally:
            self._turn.release()

    async def _make(self, session: str | None) -> None:
        most = self._settings.max_runs_per_session
        mine = {run for run in self._runs.values() if session and run.session == session}
        if len(mine) >= most:
            refusal = TooMany(f"a session has at most {most} runs", headers=RETRY)
            await self._replace(mine, refusal)
        most = self._settings.max_runs
        if len(self._runs) >= most:
            why = f"this server carries at most {most} runs"
            await self._replace(self._left(), Unavailable(why, headers=RETRY))

    def old(self) -> list[Run]:
        """Return the runs that nobody has watched or asked for in a long time."""
        limits, now = self._settings, self._clock()
        keep = {True: limits.forget_kept_seconds, False: limits.forget_seconds}
        return [run for run in self._idle() if run.seen < now - keep[run.kept]]

    def _left(self) -> set[Run]:
        """Return those whose place a stranger may take: they stand, and nobody asked lately."""
        old = self._clock() - LATELY_SECONDS
        idle = (run for run in self._idle() if run.seen <= old)
        return {run for run in idle if self._runner.newest(run.inner).get("status") != "running"}

    async def _replace(self, among: set[Run], refusal: AppError) -> None:
        """Lay down one that nobody watches; those that were told to go on come last."""
        idle = [run for run in self._idle() if run in among]
        if not idle or not await self._lay_down(min(idle, key=lambda run: (run.kept, run.seen))):
            raise refusal

    def _idle(self) -> Iterator[Run]:
        return (run for run in list(self._runs.values()) if run.inner and not run.viewers)
