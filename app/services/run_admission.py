"""Gives out the places for runs, and evicts a run where all are taken.

A run without viewers is evicted for a new one, in this order: those that do not go on without
viewers, then of the owner with the most runs, then the one unwatched for longest.  It is suspended,
not lost: it comes back when a client asks for it.  The last places are for owners that have no run
yet, and only some runs may go on without viewers: the newest that were told to.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping

from app.errors import AppError, TooMany, Unavailable
from app.limits.caps import KEPT_SHARE, MAX_KEPT_PER_SESSION, NEWCOMER_SHARE
from app.limits.owner import crowd_of
from app.services.run import Run
from app.services.run_rules import RunRules

TURN_SECONDS = 5.0  # of waiting while places are freed for others
RETRY = {"Retry-After": "30"}


class RunAdmission:
    """The places for runs, and the caps on them."""

    def __init__(
        self,
        runs: Mapping[str, Run],
        rules: RunRules,
        suspend: Callable[[Run], Awaitable[bool]],
        stop_keeping: Callable[[Run], Awaitable[None]],
    ) -> None:
        self._runs, self._settings, self._clock = runs, rules.settings, rules.clock
        self._suspend, self._stop_keeping = suspend, stop_keeping
        self._turn = asyncio.Lock()  # two clients that come at once need two places

    @property
    def is_there(self) -> bool:
        """Whether a newcomer may have a run."""
        return len(self._runs) < self._settings.max_runs or any(self._idle())

    async def make(self, owner: str) -> None:
        """Free a place for a new run, by suspending one where a cap is reached.

        The caller must take the place at once, before other tasks have their turn.  Raises TooMany,
        Unavailable.
        """
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turn.acquire()
        except TimeoutError as late:
            why = "the store is slow just now, and there is no room before it has done its part"
            raise Unavailable(why, headers=RETRY) from late
        try:
            await self._make(owner)
        finally:
            self._turn.release()

    async def _make(self, owner: str) -> None:
        most = self._settings.max_runs_per_session
        mine = [run for run in self._runs.values() if run.owner == owner]
        if len(mine) >= most:
            refusal = TooMany(f"a session has at most {most} runs", headers=RETRY)
            await self._replace(mine, refusal)
        most = self._settings.max_runs
        if len(self._runs) >= most - self._kept_from(owner):
            why = f"this server carries at most {most} runs"
            await self._replace(list(self._runs.values()), Unavailable(why, headers=RETRY))

    def _kept_from(self, owner: str) -> int:
        """Return how many places this owner may not have."""
        crowd = crowd_of(owner)
        has_one = any(crowd_of(run.owner) == crowd for run in self._runs.values())
        return self._settings.max_runs // NEWCOMER_SHARE if has_one else 0

    async def limit(self, run: Run, most: int) -> None:
        """Suspend a run of the same kind if there are more than so many.  Raises Unavailable."""
        others = [one for one in self._runs.values() if one.kind == run.kind and one is not run]
        if len(others) >= most:
            why = f"this server carries at most {most} runs of the kind {run.kind}"
            await self._replace(others, Unavailable(why, headers=RETRY))

    async def keep(self, run: Run) -> None:
        """Let a run go on without viewers.  Raises TooMany.

        Where all places for such runs are taken, the owner with the most of them loses one.
        """
        kept = [other for other in self._runs.values() if other.kept and other is not run]
        owners = Counter(crowd_of(other.owner) for other in kept)
        if owners[crowd_of(run.owner)] >= MAX_KEPT_PER_SESSION:
            why = f"at most {MAX_KEPT_PER_SESSION} runs of a session go on without viewers"
            raise TooMany(why, headers=RETRY)
        loser = None
        if len(kept) >= (most := self._most_kept):
            if not (losers := self._losers(kept, owners)):
                raise TooMany(f"at most {most} runs go on without viewers", headers=RETRY)
            loser = losers[0]
        run.kept = True  # before other tasks ask
        if loser:
            await self._stop_keeping(loser)

    def _losers(self, kept: list[Run], owners: Counter[str]) -> list[Run]:
        """Return the unwatched runs that may lose that, in the order in which they do."""
        idle = [run for run in self._idle() if run in kept]
        return sorted(idle, key=lambda run: (-owners[crowd_of(run.owner)], run.seen))

    @property
    def may_keep(self) -> bool:
        """Whether one more run may go on without viewers, with no other losing that."""
        return sum(run.kept for run in self._runs.values()) < self._most_kept

    @property
    def _most_kept(self) -> int:
        return max(1, self._settings.max_runs // KEPT_SHARE)

    def old(self) -> list[Run]:
        """Return the runs that no client has watched or asked for in a long time."""
        limits, now = self._settings, self._clock()
        keep = {True: limits.forget_kept_seconds, False: limits.forget_seconds}
        return [run for run in self._idle() if run.seen < now - keep[run.kept]]

    async def _replace(self, among: list[Run], refusal: AppError) -> None:
        """Suspend the run that is evicted first, or raise if there is none."""
        runs = Counter(crowd_of(run.owner) for run in self._runs.values())
        idle = [run for run in self._idle() if run in among]
        order = sorted(idle, key=lambda run: (run.kept, -runs[crowd_of(run.owner)], run.seen))
        if not order or not await self._suspend(order[0]):
            raise refusal

    def _idle(self) -> Iterator[Run]:
        return (run for run in list(self._runs.values()) if run.inner and not run.viewers)
