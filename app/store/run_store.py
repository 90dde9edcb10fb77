"""Stores the newest checkpoint of each run, so that runs outlive their server.

A row is a whole run: its checkpoint, and what its server knew besides, with the digest of its
secret in place of the secret.  A row names the server that holds the run: once another has saved
it, a save by the one before is refused.

Runs may take a part of the store only, so that they, which are expendable, never keep people from
saving.  Where that part is full, the owner whose runs at rest take the most bytes loses the oldest
of them.  The content of a checkpoint is not known here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database
from app.store.schema import runs

TOGETHER = 100  # runs that are read, and deleted, at a time
NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class StoredRun:
    """A stored run."""

    id: str
    secret: bytes  # digest
    goes_on: bool  # it goes on without viewers
    seq: int  # the last that any viewer got
    checkpoint: bytes
    saved: float  # seconds since 1970
    owner: str = ""  # by which caps are counted; empty: unknown
    holder: str = ""  # the server that saved it; empty: unknown


def order_of_eviction() -> tuple[ColumnElement[Any], ...]:
    """Return the order in which runs are evicted from the store.

    Each run without a known owner counts alone.
    """
    owner = case((runs.c.owner == "", runs.c.id), else_=runs.c.owner)
    newest_first = runs.c.saved.desc()
    so_far = func.sum(func.length(runs.c.checkpoint)).over(
        partition_by=owner, order_by=newest_first
    )
    return so_far.desc(), runs.c.saved


class RunStore:
    """All runs of a database; their checkpoints take at most so many bytes together."""

    def __init__(self, database: Database, most: int) -> None:
        self._database, self._most = database, most

    async def save(
        self,
        kept: Sequence[StoredRun],
        here: Collection[str] = (),
        found: Mapping[str, str] = NOBODY,
    ) -> set[str]:
        """Store runs as they are now, and return those that are refused: others hold them.

        `found` has the holder of a run that was read from the store and not saved since: its new
        holder may take its place.  All the others are stored, or none.  Where their part of the
        store is full, others are deleted, but none that a server has `here`.  Raises StoreBusy,
        StoreFull.
        """
        names = [run.id for run in kept]
        async with self._database.writing() as connection:
            among = select(runs.c.id, runs.c.holder).where(runs.c.id.in_(names)).with_for_update()
            held = {row.id: row.holder for row in await connection.execute(among)}
            own = [
                run
                for run in kept
                if held.get(run.id, run.holder) in (run.holder, found.get(run.id, run.holder))
            ]
            before = delete(runs).where(runs.c.id.in_([run.id for run in own]))
            await connection.execute(before)
            if own:
                await connection.execute(insert(runs), [asdict(run) for run in own])
            await self._make_room(connection, {*names, *here})
        return {*names} - {run.id for run in own}

    async def _make_room(self, connection: AsyncConnection, stay: Collection[str]) -> None:
        size = func.length(runs.c.checkpoint)
        over = (await connection.execute(select(func.sum(size)))).scalar_one() - self._most
        others = runs.c.id.not_in(stay)
        first = select(runs.c.id, size).where(others).order_by(*order_of_eviction())
        while over > 0 and (rows := (await connection.execute(first.limit(TOGETHER))).all()):
            gone = []
            for name, freed in rows:
                if over > 0:
                    gone.append(name)
                    over -= freed
            await connection.execute(delete(runs).where(runs.c.id.in_(gone)))

    async def get(self, name: str) -> StoredRun | None:
        """Return a run by its id.  Raises StoreBusy."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(runs).where(runs.c.id == name))).first()
        return None if row is None else StoredRun(**row._mapping)

    async def delete(self, name: str) -> None:
        """Delete a run.  Raises StoreBusy."""
        async with self._database.writing() as connection:
            await connection.execute(delete(runs).where(runs.c.id == name))

    async def purge(self, before: float) -> int:
        """Delete the runs last saved before a time; return how many.  Raises StoreBusy."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(runs).where(runs.c.saved < before))).rowcount
