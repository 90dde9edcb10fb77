"""Persists runs and restores them: a run outlives its server, and its place in memory.

Every couple of seconds the newest checkpoints go to the store, in one transaction; those of runs
that a client has just steered go at once.  Where the store is busy or full, runs go on, and are
written the next time.  A run that another server has written since is that server's: it is not
written here any more.
"""

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from time import time

from app.documents.document import Document
from app.documents.run_kinds import parse_document
from app.encoding.messages import decode_tensors
from app.runs.runner import RunGone, Runner
from app.store.content_ids import ID_LENGTH
from app.store.run_store import RunStore, StoredRun
from app.store.store_errors import StoreBusy, StoreFull

AT_ONCE = 64  # runs in one transaction, so that saves of people get their turn
DAY = 24 * 3600.0
EXPIRE_SECONDS = 7 * DAY

log = logging.getLogger("playground.keeping")


@dataclass(frozen=True)
class Facts:
    """What a server knows of a run besides its checkpoint."""

    id: str
    inner: str  # the runner's id
    secret: bytes
    goes_on: bool
    owner: str


class RunPersister:
    """Writes runs to the store, and finds those that are there."""

    def __init__(self, runner: Runner, store: RunStore, clock: Callable[[], float] = time) -> None:
        self._runner, self._store, self._clock = runner, store, clock
        self.trouble = ""  # why the last writing failed, if it did
        self._written: dict[str, tuple[Facts, bytes, float]] = {}  # and when
        self._name = secrets.token_hex(8)  # by which the store knows this server
        self._found: dict[str, str] = {}  # former holders of runs that came back
        self._overtaken: set[str] = set()  # runs that another server has written
        self._steered: dict[str, Facts] = {}
        self._steering = asyncio.Event()
        self._turn = asyncio.Lock()  # to change what the store has of runs
        self._forgotten: set[str] = set()  # that are being ended just now

    async def write(self, runs: Iterable[Facts]) -> bool:
        """Write the runs with news; return whether all of them are safe now."""
        due = [facts for facts in runs if self._news(facts)]
        try:
            for at in range(0, len(due), AT_ONCE):
                await self._write_part(due[at : at + AT_ONCE])
        except (StoreBusy, StoreFull) as trouble:  # nobody asked: the runs stay due, and go on
            why = {"fields": {"why": trouble}}
            log.warning("runs could not be written down, and will be later", extra=why)
            self.trouble = str(trouble)
            return False
        self.trouble = ""
        return True

    async def _write_part(self, due: list[Facts]) -> None:
        """Write the runs that are still due at their turn: some may be deleted by then.

        Raises StoreBusy, StoreFull.
        """
        async with self._turn:
            news = [(facts, found) for facts in due if (found := self._news(facts))]
            if news:
                kept = [self._kept(*one) for one in news]
                here = self._written.keys()
                self._overtaken |= await self._store.save(kept, here, self._found)
            for facts, found in news:
                self._found.pop(facts.id, None)
                self._written[facts.id] = facts, found, self._clock()

    def steered(self, run: Facts) -> None:
        """Note that a client has steered a run to where it now is."""
        self._steered[run.id] = run
        self._steering.set()

    async def write_steered(self) -> None:
        """Wait until runs are steered, and write them."""
        await self._steering.wait()
        self._steering.clear()
        runs, self._steered = self._steered, {}
        await self.write(runs.values())

    def _news(self, facts: Facts) -> bytes | None:
        """Return a run's newest checkpoint if it should be written, and is not written yet.

        An unchanged one is written again each day, so that it does not expire.
        """
        try:
            found = self._runner.checkpoint(facts.inner)
        except RunGone:
            return None
        if facts.id in self._forgotten:
            return None
        before, written, at = self._written.get(facts.id, (None, None, 0.0))
        is_safe = found is written and facts == before and self._clock() < at + DAY
        return None if is_safe else found

    def _kept(self, facts: Facts, found: bytes) -> StoredRun:
        state = self._runner.newest(facts.inner)
        seq = state["seq"] if state else 0
        known = facts.id, facts.secret, facts.goes_on
        return StoredRun(*known, seq, found, self._clock(), facts.owner, self._name)

    async def find(self, run_id: str) -> StoredRun | None:
        """Return a stored run.  Raises StoreBusy."""
        if len(run_id) != ID_LENGTH:
            return None
        if stored := await self._store.get(run_id):
            self._found[run_id] = stored.holder
        return stored

    def release(self, run_id: str) -> None:
        """Note that a run has left this server; its row in the store stays."""
        self._written.pop(run_id, None)
        self._steered.pop(run_id, None)
        self._found.pop(run_id, None)

    def overtaken(self) -> set[str]:
        """Return the runs that another server has written since the last call: it has them now."""
        overtaken, self._overtaken = self._overtaken, set()
        return overtaken

    @contextlib.asynccontextmanager
    async def forgetting(self, run_id: str) -> AsyncIterator[None]:
        """Delete a run from the store, and keep it from being written while it is ended within.

        Raises StoreBusy or StoreFull, and then nothing has changed.
        """
        self._forgotten.add(run_id)
        try:
            async with self._turn:
                await self._store.delete(run_id)
            yield
        finally:
            self._forgotten.discard(run_id)

    async def purge(self) -> None:
        """Delete runs that nobody has asked for in a week; those in memory may be a day older."""
        try:
            await self._store.purge(self._clock() - EXPIRE_SECONDS - DAY)
        except (StoreBusy, StoreFull) as trouble:  # they are purged at another time
            log.warning("old runs could not be struck out", extra={"fields": {"why": trouble}})


def document_of(checkpoint: bytes) -> Document:
    """Return a checkpoint's experiment; ValidationError if this version cannot run it."""
    metadata, _ = decode_tensors(checkpoint)
    return parse_document(json.loads(metadata["experiment"]))
